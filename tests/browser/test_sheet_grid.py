"""A sheet typed as in a spreadsheet: keys, what is saved, what is wrong."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from assessments.enums import ScaleKind
from assessments.models import Result
from tests.browser.sheets import (
    cell,
    make_sheet,
    open_sheet,
    press_letters,
    shown,
    stored,
    wait_saved,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def teacher(browser_page, log_in, college_teacher):
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    return page


def test_each_value_costs_its_digits_and_one_enter(teacher, live_server, college):
    sheet = make_sheet(college, rows=25, columns=12)
    open_sheet(teacher, live_server, sheet)
    teacher.evaluate(
        "() => { window.presses = 0;"
        " addEventListener('keydown', () => { window.presses += 1; }, true); }"
    )
    values = [[str((row * 7 + column) % 9 + 1) for column in range(12)] for row in range(25)]

    cell(teacher, 1, 1).click()
    for column in range(12):
        for row in range(25):
            teacher.keyboard.press(values[row][column])
            teacher.keyboard.press("Enter")

    assert teacher.evaluate("window.presses") == 25 * 12 * 2
    assert shown(teacher) == values
    wait_saved(teacher)
    assert stored(sheet) == values
    expect(teacher.locator("[data-sheet-progress]")).to_contain_text("25 из 25 оценены")


def test_tab_goes_right_and_enter_returns_under_the_first_column(teacher, live_server, college):
    sheet = make_sheet(college, rows=3, columns=4)
    open_sheet(teacher, live_server, sheet)

    cell(teacher, 1, 2).click()
    for value in ("1", "2", "3"):
        teacher.keyboard.press(value)
        teacher.keyboard.press("Tab")
    teacher.keyboard.press("Shift+Tab")
    teacher.keyboard.press("4")
    teacher.keyboard.press("Enter")

    assert shown(teacher)[0] == ["", "1", "2", "4"]
    expect(cell(teacher, 2, 2)).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "row", "column"),
    [
        (["ArrowDown", "ArrowRight"], 3, 3),
        (["ArrowUp", "ArrowUp", "ArrowUp"], 1, 2),
        (["Shift+Enter"], 1, 2),
        (["Home"], 2, 1),
        (["End"], 2, 5),
        (["Control+Home"], 1, 1),
        (["Control+End"], 6, 5),
        (["PageDown"], 6, 2),
        (["PageUp"], 1, 2),
        (["Control+ArrowRight"], 2, 5),
        (["Control+Enter"], 2, 3),
    ],
)
def test_keys_move_as_in_a_spreadsheet(teacher, live_server, college, keys, row, column):
    sheet = make_sheet(college, rows=6, columns=5)
    open_sheet(teacher, live_server, sheet)

    cell(teacher, 2, 2).click()
    for key in keys:
        teacher.keyboard.press(key)

    expect(cell(teacher, row, column)).to_be_focused()
    assert teacher.locator("[data-place][tabindex='0']").count() == 1


def test_typing_replaces_f2_edits_and_escape_takes_back(teacher, live_server, college):
    sheet = make_sheet(college, rows=2, columns=1)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    for key in ("1", "2", "Enter", "ArrowUp", "F2", "Backspace", "Enter"):
        teacher.keyboard.press(key)
    assert shown(teacher)[0] == ["1"]
    wait_saved(teacher)

    for key in ("ArrowUp", "7", "Escape"):
        teacher.keyboard.press(key)
    assert shown(teacher)[0] == ["1"]
    expect(cell(teacher, 1, 1)).to_be_focused()
    for key in ("9", "ArrowDown", "Shift+ArrowUp", "Delete"):
        teacher.keyboard.press(key)

    assert shown(teacher) == [[""], [""]]
    wait_saved(teacher)
    assert Result.objects.get().raw_value == ""


def test_one_letter_is_absence_and_a_wrong_value_stays_and_says_why(
    teacher, live_server, college, show
):
    sheet = make_sheet(college, rows=4, columns=2, maximum=15)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    press_letters(teacher, "н")
    teacher.keyboard.press("Enter")
    press_letters(teacher, "о")
    teacher.keyboard.press("Enter")
    for key in ("1", "8", "Enter", "4", ",", "5", "Enter"):
        teacher.keyboard.press(key)

    wrong = cell(teacher, 3, 1)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_attribute("data-state", "wrong")
    bar = teacher.locator('[data-status="wrong"]')
    expect(bar).to_have_text(
        "▲ 1 ошибка: Алёхин 03 Павел: Умение 1. Значение 18 вне границ шкалы: от 0 до 15."
    )
    wait_saved(teacher)
    assert [row[0] for row in stored(sheet)] == ["н/я", "осв.", "", "4,5"]
    bar.click()
    expect(wrong).to_be_focused()
    show(teacher, "sheet-wrong")
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.reload()
    # Not lost, and still marked: only this browser has it.
    expect(cell(teacher, 3, 1)).to_have_attribute("data-state", "wrong")
    assert shown(teacher)[2][0] == "18"


def test_sheet_can_be_left_by_keyboard_and_is_a_grid_for_screen_readers(
    teacher, live_server, college, show
):
    sheet = make_sheet(college, rows=2, columns=2, scale=ScaleKind.MARK, maximum=None)
    open_sheet(teacher, live_server, sheet)
    grid = teacher.locator("[data-sheet-table]")
    expect(grid).to_have_attribute("aria-rowcount", "3")
    expect(grid).to_have_attribute("aria-colcount", "3")
    expect(cell(teacher, 2, 1)).to_have_attribute("aria-colindex", "2")
    expect(grid.locator("tbody tr").nth(1)).to_have_attribute("aria-rowindex", "3")

    cell(teacher, 1, 1).click()
    teacher.keyboard.press("Escape")
    expect(teacher.locator("[data-sheet-live]")).to_have_text("Tab выведет из таблицы.")
    teacher.keyboard.press("Tab")
    assert teacher.evaluate("document.activeElement.closest('[data-sheet-table]')") is None
    show(teacher, "sheet-marks")


def test_form_without_scripts_saves_the_same_cells(
    browser_page, log_in, college_teacher, live_server, college, show
):
    sheet = make_sheet(college, rows=2, columns=2)
    page = browser_page(1366, 900, java_script_enabled=False)
    log_in(page, college_teacher)
    page.goto(f"{live_server.url}/sheets/{sheet.pk}/")
    page.get_by_role("textbox", name="Алёхин 01 Павел: Умение 2").fill("7,5")
    page.get_by_role("textbox", name="Алёхин 02 Павел: Умение 1").fill("н")
    page.get_by_role("button", name="Сохранить", exact=True).click()

    expect(page.get_by_text("Сохранено.")).to_be_visible()
    assert stored(sheet) == [["", "7,5"], ["н/я", ""]]
    assert (
        Result.objects.filter(updated_at__gte=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).count() == 2
    )
