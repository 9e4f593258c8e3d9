"""The morning of a teacher and of a deputy director: what is due, one click from the place."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.models import Result, Sheet
from assessments.services.sheets import return_sheet
from colleges.services.alignment_states import agree_by_college, return_alignment
from tests.browser.sheets import cell, make_sheet
from tests.factories.accounts import UserFactory
from tests.factories.assessments import GroupReadinessFactory, ResultFactory
from tests.factories.colleges import AlignmentFactory, ProgrammeFunctionFactory
from tests.factories.employers import PlacementFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(college, college_teacher):
    sheet = make_sheet(college, rows=5, columns=3)
    now = dt.datetime(2026, 6, 20, 9, 30, tzinfo=dt.UTC)
    Sheet.objects.update(
        created_by=college_teacher.user,
        state="submitted",
        submitted_at=now,
        due_on=dt.date(2026, 6, 25),
    )
    deputy = UserFactory(display_name="Зорина А. П., зам. директора")
    reason = "у двоих нет отметки по охране труда"
    return_sheet(sheet=sheet, reason=reason, actor_id=deputy.pk, now=now)
    programme = AlignmentFactory(programme=sheet.group.programme).version.programme
    agree_by_college(programme=programme, actor_id=deputy.pk, now=now)
    expert = UserFactory(display_name="Панин О. В., объединение работодателей")
    reason = "не видно, где отрабатывается приёмка зерна"
    return_alignment(programme=programme, reason=reason, actor_id=expert.pk, now=now)
    student = sheet.group.enrolments.order_by("student__last_name")[2].student
    criterion = sheet.instrument.criteria.order_by("position")[1]
    ResultFactory(
        sheet=sheet, student=student, criterion=criterion, raw_value="7", score=0.35,
        needs_attention=True, comment="пересдача",
    )  # fmt: skip
    function = LabourFunctionFactory(code="B/02.4", name="Настройка и регулировка машин")
    ProgrammeFunctionFactory(programme=sheet.group.programme, function=function)
    GroupReadinessFactory(
        group=sheet.group, students_count=5, assessed_count=2, employer_voice_count=1,
        provisional_count=3, ready_count=1,
    )  # fmt: skip
    PlacementFactory(student=student, ends_on=dt.date(2026, 6, 1), starts_on=dt.date(2026, 5, 1))
    return sheet


def test_marked_cell_is_one_click_away_and_the_marks_of_the_week_stand_below(
    browser_page, log_in, college_teacher, live_server, sheet, show
):
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    page.goto(f"{live_server.url}/tasks/")
    expect(page.get_by_role("link", name="Мои", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_text("просрочено 1, возвращено 1")).to_be_visible()
    returned = page.get_by_role("row", name="у двоих нет отметки по охране труда")
    expect(returned).to_contain_text("Вернули: Зорина А. П., зам. директора, 20.06.2026")
    alignment = page.get_by_role("listitem").filter(has_text="приёмка зерна")
    expect(alignment).to_contain_text("Вернули: Панин О. В., объединение работодателей, 20.06.2026")
    expect(page.get_by_role("row", name="Настройка и регулировка машин")).to_contain_text("0 из 5")
    show(page, "tasks-1-teacher")
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, "tasks-2-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.set_viewport_size({"width": 1366, "height": 900})
    page.get_by_role("link", name="Алёхин 03 Павел, «Умение 2»").click()
    expect(cell(page, 3, 2)).to_be_focused()
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    expect(page.locator('[data-place][data-state="waiting"]')).to_have_count(0)
    assert Result.objects.get().raw_value == "9"


def test_deputy_director_begins_with_the_whole_college(
    browser_page, log_in, college_manager, live_server, sheet, show
):
    page = browser_page(1366, 900, color_scheme="dark")
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/tasks/")
    expect(page.get_by_role("link", name="Весь колледж")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Экзамен по модулю ПМ.01").first).to_be_visible()
    show(page, "tasks-3-dark")
    page.goto(f"{live_server.url}/sheets/{sheet.pk}/")
    cell(page, 3, 2).click()
    for key in ("9", "9", "Enter"):
        page.keyboard.press(key)
    show(page, "sheet-dark")
    page.get_by_role("link", name="Мои дела").click()
    page.get_by_role("link", name="Мои", exact=True).click()
    expect(page.get_by_text("Ваши ведомости сданы")).to_be_visible()
