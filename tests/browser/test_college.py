"""A college's day: a list of a group, a sheet typed by hand, and the card that comes of it."""

import pytest
from playwright.sync_api import Page, expect

from assessments.enums import ScaleKind, SheetState
from assessments.models import Result, Sheet, StudentReadiness
from assessments.rules.intervals import interval_around
from assessments.rules.parameters import default_parameter_values
from colleges.models import Student
from core.numbers import format_interval, format_number
from tests.browser.sheets import cell, press_letters
from tests.core.tables.workbooks import make_xlsx
from tests.factories.assessments import (
    CriterionFactory,
    CriterionFunctionFactory,
    InstrumentFactory,
    MethodologyFactory,
)
from tests.factories.colleges import (
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)
from tests.factories.standards import LabourFunctionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Алёхин Павел Ильич", "Власова Мария Олеговна", "Гаджиев Руслан Тимурович")


@pytest.fixture
def group(college):
    MethodologyFactory(published=True, parameters=default_parameter_values())
    functions = [LabourFunctionFactory(name=name) for name in ("Вспашка", "Посев", "Уборка")]
    programme = ProgrammeFactory(college=college)
    for function in functions:
        ProgrammeFunctionFactory(programme=programme, function=function)
    instrument = InstrumentFactory(name="Экзамен по модулю ПМ.01")
    for position, function in enumerate(functions[:2]):
        criterion = CriterionFactory(
            instrument=instrument,
            name=("Настройка плуга", "Норма высева")[position],
            scale=ScaleKind.POINTS,
            maximum=20,
            position=position,
        )
        CriterionFunctionFactory(criterion=criterion, function=function)
    return StudyGroupFactory(programme=programme, name="М-31")


@pytest.fixture
def director(browser_page, log_in, college_manager):
    page = browser_page(1360, 900)
    log_in(page, college_manager)
    return page


def upload(page: Page, group, *rows):
    page.get_by_label("Группа").first.select_option(group.name)
    content = make_xlsx([("№", "ФИО", "Дата рождения"), *rows])
    page.locator("input[type=file]").set_input_files(
        {"name": "М-31.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Проверить").click()


def test_director_uploads_a_list_sees_its_errors_and_applies_a_corrected_one(
    director, live_server, group, screenshot
):
    director.goto(f"{live_server.url}/groups/")
    director.get_by_role("link", name="Загрузить список группы").click()
    upload(
        director,
        group,
        (1, NAMES[0], "31.02.2008"),
        (2, "Власова", "01.03.2008"),
        (3, NAMES[2], None),
    )

    expect(director.get_by_role("heading", level=1)).to_have_text("М-31.xlsx")
    rows = director.locator("table.data tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("2Алёхин Павел Ильич")
    expect(director.get_by_label("строка 2, столбец C: верное значение")).to_have_value(
        "31.02.2008"
    )
    expect(rows.nth(1)).to_contain_text("Нужны фамилия и имя.")
    expect(director.get_by_role("button", name="Записать в группы")).to_have_count(0)
    screenshot(director, "college-1-list-errors")
    assert not Student.objects.exists()

    director.get_by_role("link", name="Загрузить другой файл").click()
    upload(director, group, *((n, name, None) for n, name in enumerate(NAMES, start=1)))
    screenshot(director, "college-2-list-checked")
    director.get_by_role("button", name="Записать в группы").click()

    director.get_by_role("link", name="Посмотреть записанное").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("Группа М-31")
    expect(director.locator("table.data tbody tr")).to_have_count(3)
    screenshot(director, "college-3-group")
    assert sorted(str(s.full_name) for s in Student.objects.all()) == list(NAMES)


def test_sheet_is_typed_corrected_and_submitted_and_the_card_tells_why(
    director, live_server, group, screenshot, run_jobs
):
    director.goto(f"{live_server.url}/imports/new/contingent/?group={group.pk}")
    upload(director, group, *((n, name, None) for n, name in enumerate(NAMES, start=1)))
    director.get_by_role("button", name="Записать в группы").click()
    director.get_by_role("link", name="Посмотреть записанное").click()

    director.get_by_role("link", name="Новая ведомость").click()
    expect(director.get_by_label("Группа")).to_have_value(str(group.pk))
    director.get_by_label("Форма оценки").select_option("Экзамен по модулю ПМ.01")
    director.get_by_role("button", name="Создать").click()
    cell(director, 1, 1).click()
    for key in ("1", "8", "Enter", "2", "5", "Enter"):
        director.keyboard.press(key)
    press_letters(director, "н")
    director.keyboard.press("Enter")

    director.get_by_role("link", name="Сдать ведомость").click()
    expect(director.locator("[data-sheet-notice]")).to_contain_text("Сдать нельзя: 1 ошибка.")
    expect(cell(director, 2, 1)).to_be_focused()
    screenshot(director, "college-4-sheet-error")
    sheet = Sheet.objects.get()
    assert sheet.state == SheetState.DRAFT
    assert sorted(Result.objects.values_list("raw_value", flat=True)) == ["18", "н/я"]

    for key in ("9", ",", "5", "Enter"):
        director.keyboard.press(key)
    cell(director, 1, 2).click()
    for key in ("1", "6", "Enter"):
        director.keyboard.press(key)
    director.get_by_role("link", name="Сдать ведомость").click()
    director.get_by_text("Осталось пустых ячеек: 2.").click()
    director.get_by_role("button", name="Сдать", exact=True).click()
    expect(director.get_by_text("Ведомость сдана. Готовность пересчитывается.")).to_be_visible()
    expect(director.locator(".sheet__input")).to_have_count(0)
    screenshot(director, "college-5-sheet-submitted")
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED

    assert [job.kind for job in run_jobs(at=sheet.submitted_at)] == ["assessments.compute_students"]
    director.goto(f"{live_server.url}/groups/{group.pk}/")
    director.get_by_role("link", name=NAMES[0]).click()
    check_card(director, StudentReadiness.objects.get(student__last_name="Алёхин"))
    screenshot(director, "college-6-card")
    director.set_viewport_size({"width": 390, "height": 844})
    screenshot(director, "college-7-card-phone")
    assert director.evaluate("document.documentElement.scrollWidth") == 390


def check_card(page: Page, stored: StudentReadiness) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[0])
    expect(page.locator(".card-index")).to_have_text(format_number(stored.index, 2))
    low, high = interval_around(stored.index, stored.index_low, stored.index_high)
    expect(page.get_by_text(f"интервал {format_interval(low, high, 2)}")).to_be_visible()
    expect(page.get_by_text("Оценка предварительная:")).to_be_visible()
    expect(page.get_by_role("heading", name="Чего не хватает")).to_be_visible()
    expect(page.get_by_text("Не оценено функций: 1.")).to_be_visible()
    expect(page.get_by_text("Нет оценок компонентов: знания, мотивация")).to_be_visible()
    expect(page.get_by_role("row", name="Уборка")).to_contain_text("нет оценок: это не ноль")
    page.locator("main").get_by_text("свидетельства").first.click()
    told = page.locator(".card-evidence li", has_text="Экзамен по модулю ПМ.01: Настройка плуга")
    expect(told.first).to_be_visible()
    expect(told.first).to_contain_text("преподаватель или мастер, ")
    expect(told.first).to_contain_text("«18»")
