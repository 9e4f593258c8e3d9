"""Blocks from and to a spreadsheet, filling down, going back."""

import pytest
from playwright.sync_api import expect

from tests.browser.sheets import (
    cell,
    make_sheet,
    open_sheet,
    paste,
    shown,
    stored,
    wait_saved,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teacher(browser_page, log_in, college_teacher, live_server):
    page = browser_page(1366, 900)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    log_in(page, college_teacher)
    return page


def test_block_of_excel_is_put_whole_and_said_what_did_not_fit(teacher, live_server, college, show):
    sheet = make_sheet(college, rows=3, columns=3)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 2, 2).click()
    # As Excel writes: quoted where it must be, decimal commas, CRLF, an end after the last row.
    paste(teacher, '4,5\t"н/я"\t9\r\n99\t" 7 "\t\r\n1\t2\t3\r\n')

    assert shown(teacher) == [["", "", ""], ["", "4,5", "н/я"], ["", "99", "7"]]
    notice = teacher.locator("[data-sheet-notice]")
    expect(notice).to_contain_text("С ошибкой: 1.")
    expect(notice).to_contain_text("Не поместились за край таблицы: 4.")
    expect(cell(teacher, 3, 2)).to_have_attribute("data-state", "wrong")
    wait_saved(teacher)
    assert stored(sheet) == [["", "", ""], ["", "4,5", "н/я"], ["", "", "7"]]
    show(teacher, "sheet-pasted")


def test_copied_block_is_read_by_a_spreadsheet_and_pasted_back_by_keys(
    teacher, live_server, college
):
    sheet = make_sheet(college, rows=4, columns=2)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    paste(teacher, "1\t2\n3\tн/я")
    teacher.keyboard.press("Control+c")
    assert teacher.evaluate("navigator.clipboard.readText()") == "1\t2\r\n3\tн/я"

    cell(teacher, 3, 1).click()
    teacher.keyboard.press("Control+v")
    assert shown(teacher) == [["1", "2"], ["3", "н/я"], ["1", "2"], ["3", "н/я"]]
    teacher.keyboard.press("Control+x")
    assert shown(teacher)[2:] == [["", ""], ["", ""]]


def test_block_is_repeated_over_a_selection_that_it_fills_wholly(teacher, live_server, college):
    sheet = make_sheet(college, rows=5, columns=3)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    cell(teacher, 4, 2).click(modifiers=["Shift"])
    paste(teacher, "5\t4\r\n3\t2\r\n")
    pasted = [["5", "4", ""], ["3", "2", ""], ["5", "4", ""], ["3", "2", ""], ["", "", ""]]
    assert shown(teacher) == pasted
    assert teacher.locator("[aria-selected=true]").count() == 8

    # A row along one column, as a spreadsheet does; then a selection that it does not fill.
    teacher.keyboard.press("Delete")
    cell(teacher, 1, 2).click()
    cell(teacher, 3, 2).click(modifiers=["Shift"])
    paste(teacher, "7\t8")
    assert shown(teacher)[:4] == [["", "7", "8"]] * 3 + [["", "", ""]]
    cell(teacher, 3, 1).click()
    cell(teacher, 5, 3).click(modifiers=["Shift"])
    paste(teacher, "1\t2")
    assert shown(teacher)[2:] == [["1", "2", "8"], ["", "", ""], ["", "", ""]]


def test_one_value_fills_the_selected_block_and_ctrl_d_fills_down(teacher, live_server, college):
    sheet = make_sheet(college, rows=4, columns=2)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    teacher.keyboard.press("Shift+ArrowRight")
    paste(teacher, "5")
    teacher.keyboard.press("Shift+ArrowDown")
    teacher.keyboard.press("Shift+ArrowDown")
    assert teacher.locator("[aria-selected=true]").count() == 6
    teacher.keyboard.press("Control+d")
    assert shown(teacher) == [["5", "5"], ["5", "5"], ["5", "5"], ["", ""]]

    cell(teacher, 4, 2).click()
    teacher.keyboard.press("Control+d")
    assert shown(teacher)[3] == ["", "5"]
    teacher.keyboard.press("8")
    teacher.keyboard.press("Control+Enter")
    cell(teacher, 1, 1).click()
    cell(teacher, 2, 2).click(modifiers=["Shift"])
    teacher.keyboard.press("9")
    teacher.keyboard.press("Control+Enter")
    assert shown(teacher) == [["9", "9"], ["9", "9"], ["5", "5"], ["", "8"]]


def test_undo_takes_whole_steps_back_and_redo_makes_them_again(teacher, live_server, college):
    sheet = make_sheet(college, rows=2, columns=2)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    paste(teacher, "1\t2\n3\t4")
    wait_saved(teacher)
    cell(teacher, 1, 1).click()
    for key in ("9", "Enter", "Control+z"):
        teacher.keyboard.press(key)
    assert shown(teacher) == [["1", "2"], ["3", "4"]]
    teacher.keyboard.press("Control+z")
    assert shown(teacher) == [["", ""], ["", ""]]
    teacher.keyboard.press("Control+y")
    teacher.keyboard.press("Control+Shift+z")
    assert shown(teacher) == [["9", "2"], ["3", "4"]]

    expect(teacher.locator('[data-status="waiting"]')).to_be_hidden()
    wait_saved(teacher)
    teacher.reload()
    assert shown(teacher) == [["9", "2"], ["3", "4"]]
    assert stored(sheet) == [["9", "2"], ["3", "4"]]
