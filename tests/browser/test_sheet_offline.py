"""The network goes away while one types; what was typed does not."""

import json

import pytest
from playwright.sync_api import expect

from assessments.models import Result, Sheet
from assessments.services.sheets import submit_sheet
from tests.browser.sheets import cell, make_sheet, open_sheet, shown, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teacher(browser_page, log_in, college_teacher):
    page = browser_page(1366, 900, service_workers="block")
    log_in(page, college_teacher)
    return page


def type_down(page, *values):
    for value in values:
        for key in value:
            page.keyboard.press(key)
        page.keyboard.press("Enter")


def test_page_closed_without_network_sends_when_it_is_opened_again(
    teacher, live_server, college, college_teacher, show
):
    sheet = make_sheet(college, rows=4, columns=2)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    type_down(teacher, "5")
    wait_saved(teacher)
    teacher.context.set_offline(True)
    type_down(teacher, "6", "7")

    expect(teacher.locator('[data-status="waiting"]')).to_have_text("◐ 2 ячейки ждут сети")
    expect(cell(teacher, 2, 1)).to_have_attribute("data-state", "waiting")
    expect(teacher.locator("[data-sheet-trouble]")).to_contain_text("Нет связи с порталом.")
    show(teacher, "sheet-offline")
    # Ids and values only.
    kept = teacher.evaluate("({ ...localStorage })")
    assert list(kept) == [f"sheet:{sheet.pk}:{college_teacher.user_id}"]
    assert [cell["v"] for cell in json.loads(next(iter(kept.values()))).values()] == ["6", "7"]
    assert "Ал" not in json.dumps(kept, ensure_ascii=False)

    context = teacher.context
    teacher.close(run_before_unload=False)
    assert [row[0] for row in stored(sheet)] == ["5", "", "", ""]
    context.set_offline(False)
    again = context.new_page()
    open_sheet(again, live_server, sheet)
    expect(again.locator("[data-sheet-notice]")).to_contain_text("Восстановлены 2 ячейки")
    wait_saved(again)
    assert [row[0] for row in stored(sheet)] == ["5", "6", "7", ""]
    assert again.evaluate("localStorage.length") == 0


def test_network_that_comes_back_sends_by_itself(teacher, live_server, college):
    sheet = make_sheet(college, rows=2, columns=1)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    teacher.context.set_offline(True)
    type_down(teacher, "4")
    expect(teacher.locator('[data-status="waiting"]')).to_have_text("◐ 1 ячейка ждёт сети")
    with teacher.expect_event("dialog") as asked:
        teacher.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()

    teacher.context.set_offline(False)
    wait_saved(teacher)
    expect(teacher.locator("[data-sheet-trouble]")).to_be_hidden()
    assert stored(sheet) == [["4"], [""]]


def test_answer_that_was_lost_is_no_conflict_with_oneself(teacher, live_server, college):
    sheet = make_sheet(college, rows=2, columns=1)
    open_sheet(teacher, live_server, sheet)
    # The portal saves, and the answer never comes.
    teacher.route("**/cells/", lambda route: (route.fetch(), route.abort()))
    cell(teacher, 1, 1).click()
    type_down(teacher, "4")
    expect(teacher.locator("[data-sheet-trouble]")).to_be_visible()
    cell(teacher, 1, 1).click()
    type_down(teacher, "5")
    teacher.unroute("**/cells/")
    teacher.evaluate("dispatchEvent(new Event('online'))")

    wait_saved(teacher)
    expect(teacher.locator('[data-status="conflict"]')).to_be_hidden()
    assert stored(sheet) == [["5"], [""]]


def test_sheet_submitted_meanwhile_keeps_what_could_not_be_written(
    teacher, live_server, college, show
):
    sheet = make_sheet(college, rows=2, columns=1)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    type_down(teacher, "4")
    wait_saved(teacher)
    submit_sheet(sheet=sheet, actor_id=None, now=sheet.created_at)
    type_down(teacher, "5")

    expect(teacher.locator("[data-sheet-trouble]")).to_contain_text("Ведомость уже сдана")
    assert shown(teacher) == [["4"], ["5"]]
    assert Result.objects.exclude(raw_value="").count() == 1
    show(teacher, "sheet-locked")
    assert Sheet.objects.get().state == "submitted"
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.reload()
    leftovers = teacher.locator("[data-leftovers]")
    expect(leftovers).to_contain_text("Алёхин 02 Павел, Умение 1: «5»")
    leftovers.get_by_role("button", name="Удалить с этого устройства").click()
    assert teacher.evaluate("localStorage.length") == 0
