"""Marks typed without a network and left behind: told on other pages, sent from there."""

import pytest
from playwright.sync_api import expect

from assessments.models import Result
from assessments.services.sheets import submit_sheet
from tests.browser.sheets import cell, make_sheet, open_sheet, stored, wait_saved
from tests.factories.assessments import ResultFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(college):
    return make_sheet(college, rows=3, columns=1)


@pytest.fixture
def left_behind(browser_page, log_in, live_server, college_teacher, sheet):
    """A browser that was closed without a network with marks 6 and 7 typed; 5 was saved before."""
    page = browser_page(1280, 900, service_workers="block")
    log_in(page, college_teacher)
    open_sheet(page, live_server, sheet)
    cell(page, 1, 1).click()
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    wait_saved(page)
    page.context.set_offline(True)
    for key in ("6", "Enter", "7", "Enter"):
        page.keyboard.press(key)
    expect(page.locator('[data-status="waiting"]')).to_have_text("◐ 2 ячейки ждут сети")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    return context


def test_unsent_marks_are_told_on_my_tasks_and_sent_from_there(
    left_behind, live_server, sheet, show
):
    page = left_behind.new_page()
    page.goto(f"{live_server.url}/tasks/")
    note = page.locator("[data-unsent]")
    expect(note).to_contain_text("На этом устройстве не отправлено")
    expect(note.get_by_role("link", name="Экзамен по модулю ПМ.01, М-31")).to_have_attribute(
        "href", f"/sheets/{sheet.pk}/"
    )
    expect(note).to_contain_text("2 значения.")
    page.set_viewport_size({"width": 1280, "height": 900})
    show(page, "unsent-1-tasks")
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, "unsent-2-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert [row[0] for row in stored(sheet)] == ["5", "", ""]

    note.get_by_role("button", name="Отправить").click()
    expect(note).to_contain_text("Отправлено: 2.")
    expect(note).to_contain_text("Всё отправлено")
    expect(note.get_by_role("button")).to_be_hidden()
    assert [row[0] for row in stored(sheet)] == ["5", "6", "7"]
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(note).to_be_hidden()


def test_mark_that_somebody_else_wrote_meanwhile_stays_for_the_sheet(
    left_behind, live_server, sheet
):
    second = sheet.group.enrolments.order_by("student__last_name")[1].student
    ResultFactory(
        sheet=sheet, student=second, criterion=sheet.instrument.criteria.get(), raw_value="9"
    )
    page = left_behind.new_page()
    page.goto(f"{live_server.url}/students/")
    note = page.locator("[data-unsent]")
    note.get_by_role("button", name="Отправить").click()

    expect(note).to_contain_text("Не записано: 1.")
    assert [row[0] for row in stored(sheet)] == ["5", "9", "7"]
    note.get_by_role("link").click()
    expect(page.locator('[data-status="conflict"]')).to_be_visible()


def test_sheet_closed_meanwhile_and_another_person_at_the_same_computer(
    left_behind, live_server, sheet, log_in, college_manager
):
    submit_sheet(sheet=sheet, actor_id=None, now=sheet.created_at)
    page = left_behind.new_page()
    page.goto(f"{live_server.url}/tasks/")
    note = page.locator("[data-unsent]")
    expect(note).to_contain_text("Изменять уже нельзя")
    expect(note.get_by_role("button")).to_be_hidden()
    assert Result.objects.exclude(raw_value="").count() == 1

    log_in(page, college_manager)
    page.goto(f"{live_server.url}/tasks/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(note).to_be_hidden()


def test_sheet_open_in_another_tab_is_not_told(left_behind, live_server, sheet):
    first = left_behind.new_page()
    first.route("**/cells/", lambda route: route.abort())
    open_sheet(first, live_server, sheet)
    expect(first.locator("[data-sheet-notice]")).to_contain_text("Восстановлены 2 ячейки")
    second = left_behind.new_page()
    with second.expect_response("**/js/unsent*.js"):
        second.goto(f"{live_server.url}/tasks/")
    second.wait_for_load_state("networkidle")

    expect(second.locator("[data-unsent]")).to_be_hidden()
    first.close(run_before_unload=False)
    second.reload()
    expect(second.locator("[data-unsent]")).to_be_visible()
