"""Two people type into one sheet; a cell is remarked on; a large sheet is whole."""

import pytest
from playwright.sync_api import expect

from assessments.models import Result, ResultChange
from tests.browser.sheets import cell, make_sheet, open_sheet, paste, shown, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_people(browser_page, log_in, college_teacher, college_manager):
    pages = []
    for membership in (college_teacher, college_manager):
        page = browser_page(1366, 900)
        log_in(page, membership)
        pages.append(page)
    return pages


def put(page, row, column, value):
    cell(page, row, column).click()
    page.keyboard.press(value)
    page.keyboard.press("Enter")


def stop_hearing(page):
    """Keep what others type from the page, which asks for it every few seconds and on focus."""
    page.route(
        lambda url: "/cells/" in url,
        lambda route: route.abort() if route.request.method == "GET" else route.fallback(),
    )


def test_conflict_shows_both_values_and_is_decided_cell_by_cell(
    two_people, live_server, college, show
):
    teacher, manager = two_people
    sheet = make_sheet(college, rows=3, columns=2)
    for page in two_people:
        open_sheet(page, live_server, sheet)
    stop_hearing(manager)
    for row, value in ((1, "3"), (2, "4"), (3, "6")):
        put(teacher, row, 1, value)
    wait_saved(teacher)
    put(manager, 1, 1, "5")
    put(manager, 2, 1, "7")
    put(manager, 3, 1, "6")

    expect(manager.locator('[data-status="conflict"]')).to_have_text(
        "⇄ 2 ячейки изменил кто-то ещё"
    )
    assert [row[0] for row in shown(manager)] == ["5", "7", "6"]
    assert [row[0] for row in stored(sheet)] == ["3", "4", "6"]
    manager.locator('[data-status="conflict"]').click()
    choice = manager.locator("[data-conflict]")
    # From the active cell on: the second row comes first.
    expect(choice).to_contain_text("появилось «4»")
    expect(choice).to_contain_text("У вас «7».")
    show(manager, "sheet-conflict")
    choice.get_by_role("button", name="Принять: 4").click()
    manager.locator('[data-status="conflict"]').click()
    choice.get_by_role("button", name="Оставить моё: 5").click()

    expect(manager.locator('[data-status="conflict"]')).to_be_hidden()
    wait_saved(manager)
    assert [row[0] for row in stored(sheet)] == ["5", "4", "6"]
    # The value that gave way is in the history; one's own that gave way comes back by undo.
    assert list(ResultChange.objects.filter(new_value="5").values_list("old_value", flat=True)) == [
        "3"
    ]
    manager.keyboard.press("Control+z")
    assert [row[0] for row in shown(manager)] == ["5", "7", "6"]


def test_values_of_another_person_come_by_themselves(two_people, live_server, college):
    teacher, manager = two_people
    sheet = make_sheet(college, rows=2, columns=2)
    for page in two_people:
        open_sheet(page, live_server, sheet)
    put(teacher, 2, 2, "9")
    wait_saved(teacher)
    manager.evaluate("dispatchEvent(new Event('focus'))")

    expect(cell(manager, 2, 2)).to_have_text("9")
    expect(manager.locator("[data-sheet-live]")).to_have_text("Другой сотрудник изменил 1 ячейку.")


def test_going_back_leaves_what_another_person_wrote_meanwhile(two_people, live_server, college):
    teacher, manager = two_people
    sheet = make_sheet(college, rows=2, columns=1)
    for page in two_people:
        open_sheet(page, live_server, sheet)
    cell(teacher, 1, 1).click()
    paste(teacher, "4\n4")
    wait_saved(teacher)
    manager.reload()
    put(manager, 2, 1, "5")
    wait_saved(manager)
    teacher.evaluate("dispatchEvent(new Event('focus'))")
    expect(cell(teacher, 2, 1)).to_have_text("5")
    notice = teacher.locator("[data-sheet-notice]")

    teacher.keyboard.press("Control+z")
    expect(notice).to_contain_text(
        "Отменено: 1 ячейка. Не отменена 1 ячейка: её изменил кто-то другой"
        " (Алёхин 02 Павел: Умение 1)."
    )
    assert shown(teacher) == [[""], ["5"]]
    wait_saved(teacher)
    assert stored(sheet) == [[""], ["5"]]

    # Another person fills the cell that was taken back: doing it again leaves that as well.
    manager.reload()
    put(manager, 1, 1, "2")
    wait_saved(manager)
    teacher.evaluate("dispatchEvent(new Event('focus'))")
    expect(cell(teacher, 1, 1)).to_have_text("2")
    teacher.keyboard.press("Control+y")
    expect(notice).to_contain_text("Не повторена 1 ячейка: её изменил кто-то другой")
    wait_saved(teacher)
    assert stored(sheet) == [["2"], ["5"]]


def test_remark_and_flag_are_kept_with_the_cell_and_its_history_is_told(
    two_people, live_server, college, show
):
    teacher, _manager = two_people
    sheet = make_sheet(college, rows=2, columns=1)
    open_sheet(teacher, live_server, sheet)
    put(teacher, 1, 1, "3")
    wait_saved(teacher)
    put(teacher, 1, 1, "5")
    expect(teacher.locator('[data-status="waiting"]')).to_be_hidden()
    teacher.keyboard.press("ArrowUp")
    teacher.keyboard.press("Shift+F2")

    dialog = teacher.get_by_role("dialog")
    expect(dialog).to_contain_text("«3» → «5»")
    dialog.get_by_label("Замечание").fill("пересдача в среду")
    dialog.get_by_label("Вернуться к этой ячейке").check()
    show(teacher, "sheet-remark")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(dialog).to_be_hidden()
    expect(cell(teacher, 1, 1)).to_be_focused()
    expect(cell(teacher, 1, 1)).to_have_accessible_name("5, вернуться, есть замечание")
    row = Result.objects.get()
    assert (row.comment, row.needs_attention, row.version) == ("пересдача в среду", True, 2)

    teacher.get_by_role("button", name="⚑ Вернуться").click()
    expect(teacher.locator("[data-sheet-live]")).to_have_text("Отметка снята.")
    row.refresh_from_db()
    assert (row.comment, row.needs_attention) == ("пересдача в среду", False)


def test_sheet_of_1200_cells_is_pasted_typed_into_and_saved_whole(
    two_people, live_server, college, show
):
    teacher, _manager = two_people
    sheet = make_sheet(college, rows=30, columns=40)
    open_sheet(teacher, live_server, sheet)
    cell(teacher, 1, 1).click()
    paste(teacher, "\n".join("\t".join(["12"] * 40) for _row in range(30)))
    wait_saved(teacher)
    assert Result.objects.count() == 1200
    for _time in range(20):
        teacher.keyboard.press("7")
        teacher.keyboard.press("ArrowRight")
    teacher.keyboard.press("Control+End")

    expect(cell(teacher, 30, 40)).to_be_in_viewport()
    wait_saved(teacher)
    assert stored(sheet)[0][:21] == ["7"] * 20 + ["12"]
    teacher.set_viewport_size({"width": 390, "height": 844})
    cell(teacher, 15, 20).scroll_into_view_if_needed()
    show(teacher, "sheet-phone")
    assert teacher.evaluate("document.documentElement.scrollWidth") == 390
