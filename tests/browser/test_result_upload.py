"""A teacher loads the results of an exam from a spreadsheet into a sheet."""

import pytest
from playwright.sync_api import expect

from assessments.models import Result
from tests.browser.sheets import cell, make_sheet, open_sheet, stored
from tests.core.tables.workbooks import make_xlsx
from tests.factories.colleges import EnrolmentFactory, StudentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_results_of_a_file_are_checked_mended_and_stand_in_the_sheet(
    college, college_teacher, browser_page, log_in, live_server, show
):
    sheet = make_sheet(college, rows=0, columns=2)
    for last_name in ("Алёхин", "Бойко", "Вдовин"):
        student = StudentFactory(college=college, last_name=last_name, first_name="Павел")
        EnrolmentFactory(group=sheet.group, student=student)
    page = browser_page(1366, 900)
    log_in(page, college_teacher)
    page.goto(f"{live_server.url}/sheets/{sheet.pk}/")
    page.get_by_role("link", name="Загрузить").first.click()
    content = make_xlsx(
        [
            ("Результаты экзамена, группа М-31",),
            (),
            ("№", "ФИО", "Умение 1", "Умение 2"),
            (1, "Алехин Павел Отчество", "12,5", "н/я"),
            (2, "Бойко Павел Отчество", 18, 25),
            (3, "Вдовин Павел Отчество", 20, 19),
        ]
    )
    page.locator("input[type=file]").set_input_files(
        {"name": "экзамен.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Проверить").click()
    field = page.get_by_label("строка 5, столбец D: верное значение")
    expect(field).to_have_value("25")
    show(page, "results-1-error")
    assert not Result.objects.exclude(raw_value="").exists()

    field.fill("15")
    field.press("Enter")
    expect(page.get_by_text("Исправлено ячеек: 1.")).to_be_visible()
    page.get_by_role("button", name="Загрузить в ведомость").click()
    expect(page.get_by_text("Записано", exact=False).first).to_be_visible()
    show(page, "results-2-applied")
    assert stored(sheet) == [["12,5", "н/я"], ["18", "15"], ["20", "19"]]
    open_sheet(page, live_server, sheet)
    expect(cell(page, 1, 2)).to_contain_text("н/я")
    page.set_viewport_size({"width": 390, "height": 844})
    show(page, "results-3-sheet-phone")
