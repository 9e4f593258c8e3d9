"""F5 without a network: the sheet opens as this tab saw it, and nobody else's names do."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.network import CuttableNetwork
from tests.browser.sheets import cell, make_sheet, shown, stored, wait_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Done when the worker is in charge and the nameless page lies in its cache, which it does last.
READY = """new Promise((done) => {
  const look = async () => {
    const isKept = navigator.serviceWorker.controller && await caches.match("/sheets/shell/");
    return isKept ? done() : setTimeout(look, 50);
  };
  look();
})"""
# Everything at rest in this browser that outlives the tab.
AT_REST = """(async () => {
  const texts = Object.entries(localStorage).flat();
  texts.push(document.cookie);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url, await (await cache.match(request)).text());
    }
  }
  texts.push(JSON.stringify(await indexedDB.databases()));
  return texts;
})()"""


@pytest.fixture
def network(live_server):
    network = CuttableNetwork(live_server.url)
    yield network
    network.cut()


@pytest.fixture
def sheet(college):
    return make_sheet(college, rows=3, columns=2)


@pytest.fixture
def teacher(browser_page, log_in, network, sheet, college_teacher):
    """A tab with the sheet, one mark saved, ready for the time without a network."""
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    page.goto(f"{network.url}/sheets/{sheet.pk}/")
    page.evaluate(READY)
    cell(page, 1, 1).click()
    press(page, "5")
    wait_saved(page)
    return page


def press(page, *values):
    for value in values:
        page.keyboard.press(value)
        page.keyboard.press("Enter")


def reload_without_asking(page):
    """F5; the page asks whether to leave while something is not saved."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()


def test_typing_goes_on_after_f5_without_a_network(teacher, network, sheet, show):
    network.cut()
    press(teacher, "6")
    expect(teacher.locator('[data-status="waiting"]')).to_have_text("◐ 1 ячейка ждёт сети")
    reload_without_asking(teacher)

    note = teacher.locator("[data-sheet-offline]")
    expect(note).to_contain_text("Ведомость открыта без связи с порталом")
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("Экзамен по модулю ПМ.01")
    expect(teacher.get_by_role("rowheader").first).to_have_text("1. Алёхин 01 Павел")
    assert shown(teacher) == [["5", ""], ["6", ""], ["", ""]]
    cell(teacher, 3, 1).click()
    press(teacher, "7")
    show(teacher, "reopened-1-desktop")
    teacher.set_viewport_size({"width": 390, "height": 844})
    show(teacher, "reopened-2-phone")
    assert teacher.evaluate("document.documentElement.scrollWidth") == 390
    reload_without_asking(teacher)
    expect(note).to_be_visible()
    assert shown(teacher) == [["5", ""], ["6", ""], ["7", ""]]
    assert stored(sheet) == [["5", ""], ["", ""], ["", ""]]

    network.restore()
    teacher.evaluate("window.dispatchEvent(new Event('online'))")
    wait_saved(teacher)
    assert stored(sheet) == [["5", ""], ["6", ""], ["7", ""]]
    note.get_by_role("link", name="Открыть заново").click()
    expect(teacher.get_by_role("link", name="Ведомости").first).to_be_visible()
    expect(teacher.locator("[data-sheet-table][role=grid]")).to_be_visible()
    expect(note).to_have_count(0)
    assert shown(teacher) == [["5", ""], ["6", ""], ["7", ""]]


def test_names_are_at_rest_nowhere_and_a_new_tab_counts_what_is_unsent(
    teacher, network, sheet, show
):
    network.cut()
    press(teacher, "6", "7")
    expect(teacher.locator('[data-status="waiting"]')).to_have_text("◐ 2 ячейки ждут сети")
    at_rest = teacher.evaluate(AT_REST)
    assert any("Нет связи с порталом" in text for text in at_rest)
    assert [text for text in at_rest if "Алёхин" in text] == []

    other = teacher.context.new_page()
    other.set_viewport_size({"width": 390, "height": 844})
    other.goto(f"{network.url}/sheets/{sheet.pk}/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Нет связи с порталом")
    expect(other.get_by_role("listitem")).to_have_text(f"Ведомость № {sheet.pk}: 2 значения.")
    show(other, "reopened-3-new-tab")
    network.restore()
    other.get_by_role("link", name="Открыть заново").click()
    expect(other.locator("[data-sheet-table][role=grid]")).to_be_visible()
    wait_saved(other)
    assert [row[0] for row in stored(sheet)] == ["5", "6", "7"]


def test_page_is_gone_with_the_next_page_and_old_files_with_a_release(teacher, network):
    teacher.evaluate("caches.open('sheet-shell:of an older release')")
    reload_without_asking(teacher)
    kept = json.loads(teacher.evaluate("sessionStorage.getItem('sheet-page')"))
    assert "Алёхин 01 Павел" in kept["html"]
    teacher.wait_for_function("async () => (await caches.keys()).join() === 'sheet-shell:'")
    teacher.goto(f"{network.url}/tasks/")
    teacher.wait_for_load_state()
    assert teacher.evaluate("sessionStorage.length") == 0


def test_after_a_logout_in_another_tab_the_page_does_not_open(teacher, network, sheet):
    other = teacher.context.new_page()
    other.goto(f"{network.url}/profile/")
    other.evaluate("document.querySelector('form[action=\"/logout/\"]').submit()")
    other.wait_for_url(lambda url: "profile" not in url)
    network.cut()
    reload_without_asking(teacher)

    expect(teacher.get_by_role("heading", level=1)).to_have_text("Нет связи с порталом")
    expect(teacher.locator("main")).not_to_contain_text("Алёхин")
    assert teacher.evaluate("sessionStorage.length") == 0
