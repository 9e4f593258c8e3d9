"""A group graduates, its graduates get statuses, the form is filled, those at risk are seen."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from colleges.enums import EnrolmentState
from colleges.models import Enrolment, GraduateOutcome
from tests.factories.colleges import (
    EnrolmentFactory,
    GraduateOutcomeFactory,
    ProgrammeFactory,
    StudyGroupFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
NAMES = ("Абдурахманова-Константинопольская", "Белов", "Ветрова")


@pytest.fixture
def group(college):
    programme = ProgrammeFactory(college=college, intake_year=TODAY.year - 4)
    group = StudyGroupFactory(programme=programme, name="М-41", graduation_year=TODAY.year)
    for name in NAMES:
        EnrolmentFactory(
            group=group, student__last_name=name, started_on=dt.date(TODAY.year - 4, 9, 1)
        )
    return group


@pytest.fixture
def director(browser_page, log_in, college_manager, group):
    page = browser_page(**DESK)
    log_in(page, college_manager)
    return page


def on_a_phone(page: Page, show, name: str) -> None:
    page.set_viewport_size(PHONE)
    show(page, f"{name}-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)


def test_from_the_order_of_graduation_to_the_form(director, live_server, group, show):
    director.goto(f"{live_server.url}/graduates/")
    expect(director.get_by_text("Выпускников ещё нет")).to_be_visible()
    show(director, "graduates-1-empty")
    director.goto(f"{live_server.url}/groups/{group.pk}/graduate/")
    show(director, "graduates-2-order")
    on_a_phone(director, show, "graduates-2-order")
    director.get_by_label("Номер приказа").fill("17-с")
    director.get_by_role("button", name="Выпустить группу").click()
    expect(director.get_by_text("Выпущено: 3.")).to_be_visible()
    graduates = Enrolment.objects.filter(state=EnrolmentState.GRADUATED)
    assert graduates.count() == 3

    director.goto(f"{live_server.url}/graduates/")
    rows = director.locator("table.data tbody tr")
    expect(rows).to_have_count(3)
    show(director, "graduates-3-list")
    on_a_phone(director, show, "graduates-3-list")
    rows.nth(0).locator("select").first.select_option("employed")
    rows.nth(0).locator("select").nth(1).select_option(index=1)
    rows.nth(1).locator("select").first.select_option("registered_unemployed")
    director.get_by_role("button", name="Записать статусы").click()
    expect(rows.nth(1).locator(".pill")).to_have_text("зарегистрирован безработным")
    assert GraduateOutcome.objects.count() == 2
    director.get_by_role("link", name=NAMES[1]).click()
    show(director, "graduates-4-one")
    on_a_phone(director, show, "graduates-4-one")

    director.goto(f"{live_server.url}/graduates/monitoring/?year={TODAY.year}")
    expect(director.get_by_role("row", name="04 Суммарный выпуск")).to_contain_text("3")
    expect(director.get_by_text("нет статуса на эту дату")).to_be_visible()
    show(director, "graduates-5-form")
    on_a_phone(director, show, "graduates-5-form")
    with director.expect_download() as download:
        director.get_by_role("link", name="Скачать XLSX").click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "04 Суммарный выпуск" in cells
    assert not any(name in cell for name in NAMES for cell in cells)


def test_those_at_risk_are_counted_among_the_tasks_and_paged(director, live_server, group, show):
    director.goto(f"{live_server.url}/at-risk/")
    expect(director.get_by_text("Под риском никого нет")).to_be_visible()
    show(director, "graduates-6-nobody")
    for number in range(60):
        student = EnrolmentFactory(
            group=group, state=EnrolmentState.GRADUATED, student__last_name=f"Лунёв{number:02}"
        ).student
        GraduateOutcomeFactory(student=student, status="no_demand_searching", as_of_date=TODAY)
    director.goto(f"{live_server.url}/tasks/")
    expect(director.get_by_text("на выпускном курсе 0, среди выпускников 60")).to_be_visible()
    show(director, "graduates-7-tasks")
    on_a_phone(director, show, "graduates-7-tasks")
    director.get_by_role("link", name="кто и почему").click()
    expect(director.locator("table.data tbody tr")).to_have_count(50)
    expect(director.get_by_text("1–50 из 60")).to_be_visible()
    show(director, "graduates-8-at-risk")
    on_a_phone(director, show, "graduates-8-at-risk")
