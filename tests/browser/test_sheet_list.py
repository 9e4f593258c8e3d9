"""A teacher finds a sheet, takes it away as a file and loads the same file back."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.sheets import cell, make_sheet, open_sheet, stored, wait_saved
from tests.factories.assessments import InstrumentFactory, SheetFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sheets_are_found_by_word_owner_and_deadline(
    browser_page, log_in, live_server, college, college_teacher, show
):
    sheet = make_sheet(college, rows=1, columns=1)
    SheetFactory(
        group=sheet.group,
        instrument=InstrumentFactory(name="Зачёт по вождению"),
        created_by=college_teacher.user,
        due_on=dt.date(2026, 1, 15),
    )
    page = browser_page(1280, 900)
    log_in(page, college_teacher)
    page.goto(f"{live_server.url}/sheets/")
    rows = page.locator("table.data tbody tr")
    expect(rows).to_have_count(2)
    show(page, "sheets-1-list")

    page.get_by_label("Чьи").select_option("Мои")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("просрочена")
    page.get_by_role("link", name="Сбросить всё").click()
    page.get_by_label("Поиск").fill("экзамен м-31")
    page.get_by_role("button", name="Показать").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Экзамен по модулю ПМ.01")

    phone = browser_page(390, 844)
    log_in(phone, college_teacher)
    phone.goto(f"{live_server.url}/sheets/")
    show(phone, "sheets-2-list-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_filled_sheet_goes_out_and_comes_back_unchanged(
    browser_page, log_in, live_server, college, college_teacher, show, tmp_path
):
    sheet = make_sheet(college, rows=2, columns=2)
    page = browser_page(1280, 900)
    log_in(page, college_teacher)
    open_sheet(page, live_server, sheet)
    cell(page, 1, 1).click()
    for key in ("7", "Enter", "8", "Enter"):
        page.keyboard.press(key)
    wait_saved(page)
    page.get_by_text("Скачать").click()
    show(page, "sheets-3-download")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ведомость с оценками, XLSX").click()
    assert download.value.suggested_filename.startswith("Ведомость_М-31_Экзамен-по-модулю-ПМ.01")
    file = tmp_path / "sheet.xlsx"
    download.value.save_as(file)

    page.get_by_role("link", name="Загрузить файл").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_text("Без изменений")).to_be_visible()
    show(page, "sheets-4-loaded-back")
    assert stored(sheet) == [["7", ""], ["8", ""]]
