"""The head of a college makes a form without scripts, and a sheet of it gives evidence."""

import pytest
from playwright.sync_api import expect

from assessments.models import Evidence, Instrument
from tests.browser.sheets import cell, paste, wait_saved
from tests.factories.assessments import CriterionFunctionFactory, SheetFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    ("A/01.3", "Подготовка тракторного агрегата к работе и проверка его узлов"),
    ("A/02.3", "Выполнение основной обработки почвы с заданными агротехническими требованиями"),
    ("B/01.4", "Техническое обслуживание"),
)


@pytest.fixture
def group(college):
    group = StudyGroupFactory(programme=ProgrammeFactory(college=college), name="М-31")
    for code, name in NAMES:
        ProgrammeFunctionFactory(
            programme=group.programme, function__code=code, function__name=name
        )
    EnrolmentFactory(group=group)
    # A second programme: whose functions are offered is a choice.
    ProgrammeFunctionFactory(programme__college=college)
    return group


def fill(page, number, name, *, scale, maximum=""):
    row = page.locator(".instrument-row").nth(number)
    row.get_by_label("Критерий", exact=True).fill(name)
    row.get_by_label("Шкала").select_option(label=scale)
    row.get_by_label("Наибольший балл").fill(maximum)
    return row


def tick(row, function, how):
    bears = row.locator("details")
    if bears.get_attribute("open") is None:
        bears.locator("summary").click()
    row.get_by_role("group", name=function).get_by_label(how).check()


def hand_in_a_sheet(page):
    """From the form: fifteen points of twenty, and a five."""
    page.get_by_role("link", name="Новая ведомость").click()
    page.get_by_label("Группа").select_option(label="М-31")
    page.get_by_role("button", name="Создать").click()
    cell(page, 1, 1).click()
    paste(page, "15\t5\n")
    wait_saved(page)
    page.get_by_role("link", name="Сдать ведомость").click()
    page.get_by_role("button", name="Сдать", exact=True).click()
    expect(page.get_by_text("Ведомость сдана. Готовность пересчитывается.")).to_be_visible()


def test_form_is_made_used_and_copied(
    browser_page, log_in, live_server, college_manager, group, show
):
    page = browser_page(1366, 900)
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/instruments/")
    expect(page.get_by_text("Форм оценки пока нет")).to_be_visible()
    page.get_by_role("link", name="Новая форма").first.click()

    page.get_by_label("Наименование").fill("Экзамен по модулю ПМ.02")
    page.get_by_label("Вид").select_option(label="экзамен по модулю")
    page.get_by_label("Чьи трудовые функции").select_option(str(group.programme_id))
    page.get_by_role("button", name="Показать функции").click()
    expect(page.get_by_text("Трудовых функций пока не видно")).to_have_count(0)
    first = fill(page, 0, "Пуск агрегата", scale="баллы")
    tick(first, "A/01.3", "полностью")
    tick(first, "B/01.4", "частично")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Для баллов нужен наибольший балл больше нуля.")).to_be_visible()
    first.get_by_label("Наибольший балл").fill("20")
    page.get_by_role("button", name="Добавить строки").click()
    expect(page.locator(".instrument-row")).to_have_count(6)
    second = fill(page, 1, "Вспашка загона", scale="отметка 2–5")
    tick(second, "A/02.3", "полностью")
    show(page, "instrument-form")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Форма оценки создана.")).to_be_visible()
    show(page, "instrument-detail")

    hand_in_a_sheet(page)
    rows = Evidence.objects.order_by("function__code")
    assert [(row.function.code, row.score, row.strength) for row in rows] == [
        ("A/01.3", 0.75, 1.0),
        ("A/02.3", 1.0, 1.0),
        ("B/01.4", 0.75, 0.5),
    ]

    page.goto(f"{live_server.url}/instruments/")
    page.get_by_role("link", name="Экзамен по модулю ПМ.02").click()
    expect(page.get_by_text("Форму можно только скопировать")).to_be_visible()
    page.get_by_role("link", name="Скопировать").click()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", name="Экзамен по модулю ПМ.02 (копия)")).to_be_visible()
    assert Instrument.objects.count() == 2


def test_pages_of_forms_fit_a_phone(
    browser_page, log_in, live_server, college_manager, group, show
):
    function = group.programme.required_functions.order_by("pk").first().function
    used = CriterionFunctionFactory(
        criterion__instrument__college=group.college, function=function
    ).criterion.instrument
    SheetFactory(group=group, instrument=used)
    page = browser_page(360, 740)
    log_in(page, college_manager)
    begun = f"new/?programme={group.programme_id}&function={function.pk}"
    for name, path in (("list", ""), ("detail", f"{used.pk}/"), ("form", begun)):
        page.goto(f"{live_server.url}/instruments/{path}")
        show(page, f"instrument-{name}-phone")
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, name
