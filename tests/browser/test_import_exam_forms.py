"""A secretary loads points of an exam whose КОД nobody has made yet, without leaving the way."""

import pytest
from playwright.sync_api import expect

from assessments.models import Instrument, Result
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import EnrolmentFactory, StudentFactory, StudyGroupFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KOD = "35.02.16-1-2026"
PHONE = {"width": 390, "height": 844}
ROWS = (
    ("ФИО", "Группа", "КОД", "Уровень", "Дата", "М1", "М2", "Максимум"),
    ("Ким Анна", "М-31", KOD, "БУ", "11.06.2026", "21,5", 18, 50),
    ("Ли Анна", "М-31", KOD, "БУ", "11.06.2026", 24, "н/я", 50),
)


def test_kod_is_made_on_the_way_to_its_points(
    browser_page, log_in, college_manager, college, live_server, show
):
    group = StudyGroupFactory(name="М-31", college=college)
    for name in ("Ким", "Ли"):
        student = StudentFactory(college=college, last_name=name, first_name="Анна", patronymic="")
        EnrolmentFactory(group=group, student=student)
    page = browser_page(1280, 900)
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/imports/new/demo-exam/")
    page.locator("input[type=file]").set_input_files(
        {"name": "баллы.xlsx", "mimeType": "application/octet-stream", "buffer": make_xlsx(ROWS)}
    )
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_text("Портал ещё не знает КОД из этого файла")).to_be_visible()
    show(page, "exam-forms-1-missing")

    page.get_by_role("link", name="Завести КОД из файла").click()
    page.set_viewport_size(PHONE)
    show(page, "exam-forms-2-maxima-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 1280, "height": 900})
    maxima = page.get_by_label("Наибольший балл")
    maxima.nth(0).fill("20")
    maxima.nth(1).fill("24")
    page.get_by_role("button", name="Проверить КОД").click()
    expect(
        page.get_by_text("В файле есть балл 24: наибольший не может быть меньше.")
    ).to_be_visible()
    show(page, "exam-forms-3-too-small")
    maxima.nth(0).fill("26")
    maxima.nth(0).press("Enter")

    expect(page.get_by_text("Модуль 1 — 26; Модуль 2 — 24; всего 50")).to_be_visible()
    show(page, "exam-forms-4-checked")
    page.get_by_role("button", name="Завести КОД").click()
    expect(page.get_by_role("heading", name="баллы.xlsx")).to_be_visible()
    show(page, "exam-forms-5-back")
    page.get_by_role("button", name="Записать баллы").click()
    expect(page.get_by_text("Записано: 4.")).to_be_visible()
    assert Instrument.objects.get().code == KOD
    assert Result.objects.count() == 4
