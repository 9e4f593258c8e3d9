"""A sheet on a phone: a tap opens the cell, «Далее» goes on, the page does not scroll sideways."""

import pytest
from playwright.sync_api import expect

from tests.browser.sheets import cell, make_sheet, open_sheet, shown, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_tap_types_and_enter_opens_the_next_cell(
    browser_page, log_in, college_teacher, live_server, college, show
):
    sheet = make_sheet(college, rows=8, columns=6)
    page = browser_page(390, 844, has_touch=True, is_mobile=True)
    log_in(page, college_teacher)
    open_sheet(page, live_server, sheet)
    expect(page.get_by_text("Ctrl+Enter: следующая пустая")).to_be_hidden()
    expect(page.get_by_text("не явился ·")).to_be_visible()
    cell(page, 1, 1).tap()
    editor = page.locator(".sheet__editor")
    expect(editor).to_be_focused()
    expect(editor).to_have_attribute("inputmode", "decimal")
    for key in ("7", "Enter", "8", ",", "5", "Enter"):
        page.keyboard.press(key)
    expect(editor).to_be_focused()
    page.get_by_role("button", name="н/я").tap()

    assert [row[0] for row in shown(page)][:4] == ["7", "8,5", "н/я", ""]
    wait_saved(page)
    assert [row[0] for row in stored(sheet)][:3] == ["7", "8,5", "н/я"]
    cell(page, 4, 5).tap()
    expect(editor).to_be_focused()
    page.keyboard.press("3")
    show(page, "sheet-phone-typing")
    page.keyboard.press("Escape")
    show(page, "sheet-phone-moved")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
