"""A secretary loads files: mends cells on the page, names foreign columns, takes a file back."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.enums import EvidenceKind
from assessments.models import Instrument, Result
from colleges.models import Module, Student, StudyGroup
from core.bulk import insert_objects
from core.jobs.execution import execute
from core.models import ImportBatch, Job
from employers.models import Placement
from tests.core.tables.workbooks import FILES, make_xlsx
from tests.factories.assessments import CriterionFactory, InstrumentFactory
from tests.factories.colleges import (
    EnrolmentFactory,
    ProgrammeFactory,
    StudentFactory,
    StudyGroupFactory,
)
from tests.factories.employers import EmployerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
HEADER = ("№", "Группа", "ФИО", "Дата рождения", "Пол")


@pytest.fixture
def groups(college):
    programme = ProgrammeFactory(college=college)
    return [StudyGroupFactory(programme=programme, name=name) for name in ("М-31", "Т-11")]


@pytest.fixture
def secretary(browser_page, log_in, college_manager, live_server):
    page = browser_page(1366, 900)
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/imports/")
    return page


def people(count, wrong):
    """Return rows of a list; the first `wrong` have a sex that nobody has."""
    letters = "абвгдежзик"
    for number in range(count):
        name = "".join(letters[int(digit)] for digit in f"{number:03}")
        sex = "женн" if number < wrong else "ж"
        yield (number + 1, "М-31", f"Семёнова{name} Анна Ильинична", "05.03.2008", sex)


def upload(page: Page, *rows, header=HEADER, name="контингент.xlsx"):
    content = make_xlsx([("ГБПОУ «Колледж»",), (), header, *rows])
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Проверить").click()


def fits_the_phone(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_one_error_is_mended_on_the_page_the_file_applied_and_taken_back(secretary, groups, show):
    show(secretary, "imports-1-list-empty")
    secretary.get_by_role("link", name="Контингент: списки групп").first.click()
    show(secretary, "imports-2-upload")
    upload(secretary, *people(4, 0), (5, "Т-11", "Ким Юлия", "31.02.2008", "ж"))

    field = secretary.get_by_label("строка 8, столбец D: верное значение")
    expect(field).to_have_value("31.02.2008")
    show(secretary, "imports-3-one-error")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-3-one-error-phone")
    assert fits_the_phone(secretary)
    secretary.set_viewport_size({"width": 1366, "height": 900})

    field.fill("28.02.2008")
    field.press("Enter")
    expect(secretary.get_by_text("Исправлено ячеек: 1.")).to_be_visible()
    show(secretary, "imports-4-checked")
    secretary.get_by_role("button", name="Записать в группы").click()
    expect(secretary.get_by_text("Записано: 5.")).to_be_visible()
    show(secretary, "imports-5-applied")
    assert Student.objects.count() == 5

    secretary.get_by_role("link", name="Загрузки").first.click()
    show(secretary, "imports-6-list")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-6-list-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("link", name="Отменить").click()
    secretary.get_by_role("button", name="Отменить загрузку").click()
    expect(secretary.get_by_text("Загрузка отменена, возвращено: 5.")).to_be_visible()
    assert not Student.objects.exists()


def test_groups_of_sheets_are_made_by_one_button_and_go_with_their_list(secretary, groups, show):
    programme = groups[0].programme
    header = ("№", "ФИО", "Код специальности", "Год набора", "Форма обучения")
    told = (programme.speciality.code, programme.intake_year, "очно")
    rows = [header, (1, "Ким Юлия Олеговна", *told), (2, "Ли Анна Ильинична", *told), (3,)]
    content = make_xlsx(rows, sheet="ЭР-21", more={"Группа ЭР-22": [header, (1, "Пак Ян", *told)]})
    secretary.goto(secretary.url + "new/contingent/")
    secretary.locator("input[type=file]").set_input_files(
        {"name": "список.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    secretary.get_by_role("button", name="Проверить").click()

    expect(secretary.get_by_role("button", name="Создать группу")).to_have_count(2)
    show(secretary, "imports-10-new-groups")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-10-new-groups-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Создать все группы, чья программа ясна: 2").click()
    expect(secretary.get_by_text("ЭР-21, ЭР-22.")).to_be_visible()
    secretary.get_by_role("button", name="Записать в группы").click()
    expect(secretary.get_by_text("Записано: 3.")).to_be_visible()
    assert StudyGroup.objects.filter(name__startswith="ЭР-").count() == 2
    secretary.get_by_role("link", name="Отменить загрузку").click()
    secretary.get_by_role("button", name="Отменить загрузку").click()
    expect(secretary.get_by_text("Загрузка отменена, возвращено: 3.")).to_be_visible()
    assert not StudyGroup.objects.filter(name__startswith="ЭР-").exists()


def test_twenty_suggestions_are_accepted_by_one_button(secretary, groups, show):
    secretary.goto(secretary.url + "new/contingent/")
    upload(secretary, *people(30, 20))

    expect(secretary.locator("table.data tbody tr")).to_have_count(20)
    show(secretary, "imports-7-twenty-errors")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-7-twenty-errors-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Посмотреть все предложения (20)").click()
    secretary.get_by_role("button", name="Исправить отмеченное").click()
    expect(secretary.get_by_text("Исправлено ячеек: 20.")).to_be_visible()
    expect(secretary.get_by_role("button", name="Записать в группы")).to_be_visible()


def test_five_hundred_errors_are_told_by_kind_and_by_page(secretary, groups, show):
    secretary.goto(secretary.url + "new/contingent/")
    upload(secretary, *people(600, 550))

    expect(secretary.get_by_text("550 Пол: Такого значения нет в списке.")).to_be_visible()
    expect(secretary.locator("table.data tbody tr")).to_have_count(50)
    expect(secretary.get_by_text("Показаны первые 500 ошибок")).to_be_visible()
    show(secretary, "imports-8-many-errors")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-8-many-errors-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Посмотреть все предложения (500)").click()
    secretary.get_by_role("button", name="Исправить отмеченное").click()
    secretary.get_by_role("button", name="Посмотреть все предложения (50)").click()
    secretary.get_by_role("button", name="Исправить отмеченное").click()
    expect(secretary.get_by_role("button", name="Записать в группы")).to_be_visible()


def test_columns_of_a_foreign_file_are_named_once(secretary, groups, show):
    header = ("Номер", "Куда", "Кто", "Когда", "М/Ж")
    secretary.goto(secretary.url + "new/contingent/")
    upload(secretary, *people(3, 0), header=header)
    expect(secretary.get_by_text("Не найдена строка заголовка.")).to_be_visible()

    secretary.get_by_role("link", name="Столбцы и листы").click()
    secretary.get_by_label("Строка заголовка").select_option("3")
    secretary.get_by_role("button", name="Показать столбцы этой строки").click()
    secretary.get_by_label("ФИО").select_option("3")
    secretary.get_by_label("Группа").select_option("2")
    secretary.get_by_label("Дата рождения").select_option("4")
    secretary.get_by_text("Первые строки листа").first.click()
    show(secretary, "imports-9-columns")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-9-columns-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Запомнить и проверить").click()
    expect(secretary.get_by_role("button", name="Записать в группы")).to_be_visible()

    secretary.goto(secretary.url.split("/imports/")[0] + "/imports/new/contingent/")
    upload(secretary, *people(5, 0), header=header, name="ещё.xlsx")
    expect(secretary.get_by_role("button", name="Записать в группы")).to_be_visible()
    assert ImportBatch.objects.order_by("pk").last().report["counts"]["new"] == 5


@pytest.fixture
def practice(college, groups):
    """Students, an enterprise and a form with many competences for a table of a practice."""
    for name in ("Ким", "Лунёва-Константинопольская"):
        student = StudentFactory(college=college, last_name=name, first_name="Анна", patronymic="")
        EnrolmentFactory(group=groups[0], student=student)
    EmployerFactory(name="СПК «Колос»")
    form = InstrumentFactory(kind=EvidenceKind.WORKPLACE_PRACTICE, college=college)
    for number in range(1, 9):
        CriterionFactory(instrument=form, code=f"ПК 1.{number}", position=number)


def test_table_of_a_practice_is_loaded_once_for_places_and_for_marks(secretary, practice, show):
    codes = [f"ПК 1.{number}" for number in range(1, 9)]
    header = ("ФИО", "Группа", "Вид практики", "Начало", "Окончание", "Организация", *codes)
    about = ("М-31", "производственная", "13.04.2026", "10.05.2026", "СПК «Колос»")
    secretary.goto(secretary.url + "new/practice-results/")
    show(secretary, "imports-practice-1-upload")
    upload(
        secretary,
        ("Ким Анна", *about, *[5] * 8),
        ("Лунёва-Константинопольская Анна", *about, 5, 4, "отл", 7, 5, 5, 5, "н/я"),
        ("Кимм Анна", *about, *[4] * 8),
        header=header,
        name="Производственная практика ПП.01 группа М-31 весна 2026.xlsx",
    )
    mark = secretary.get_by_label("строка 5, столбец J: верное значение")
    expect(mark).to_be_visible()
    show(secretary, "imports-practice-2-errors")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-practice-2-errors-phone")
    assert fits_the_phone(secretary)
    secretary.set_viewport_size({"width": 1366, "height": 900})
    mark.fill("4")
    secretary.get_by_label("строка 6, столбец A: верное значение").fill("итого")
    secretary.get_by_role("button", name="Исправить и проверить").click()
    expect(secretary.get_by_text("Исправлено ячеек: 2.")).to_be_visible()
    show(secretary, "imports-practice-3-mended")
    secretary.get_by_role("button", name="Записать оценки").click()
    expect(secretary.get_by_text("Записано: 16.")).to_be_visible()
    show(secretary, "imports-practice-4-applied")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-practice-4-applied-phone")
    assert fits_the_phone(secretary)

    secretary.get_by_role("button", name="Проверить и их").click()
    expect(secretary.get_by_role("button", name="Записать практики")).to_be_visible()
    show(secretary, "imports-practice-5-companion-phone")
    secretary.get_by_role("button", name="Записать практики").click()
    expect(secretary.get_by_text("Записано: 2.")).to_be_visible()
    assert (Placement.objects.count(), Result.objects.count()) == (2, 16)


def test_code_that_excel_spoilt_in_a_header_is_chosen_on_the_page(secretary, practice, show):
    CriterionFactory(instrument=Instrument.objects.get(), code="ПК 1.10", position=10)
    secretary.goto(secretary.url + "new/practice-results/")
    upload(
        secretary,
        ("Ким Анна", "М-31", "производственная", "10.05.2026", 5, 4, 3),
        header=("ФИО", "Группа", "Вид практики", "Дата окончания", "ПК 1.2", 1.1,
                dt.date(2026, 3, 1)),
        name="Практика.xlsx",
    )  # fmt: skip
    expect(secretary.get_by_role("cell", name="Похоже на: ПК 1.1, ПК 1.10.")).to_be_visible()
    show(secretary, "imports-header-1-spoilt")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-header-1-spoilt-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Принять «ПК 1.10»").click()
    secretary.get_by_role("button", name="Принять «ПК 1.3»").click()
    secretary.get_by_role("button", name="Записать оценки").click()
    expect(secretary.get_by_text("Записано: 3.")).to_be_visible()
    marks = Result.objects.order_by("criterion__position")
    assert list(marks.values_list("criterion__code", "raw_value")) == [
        ("ПК 1.2", "5"),
        ("ПК 1.3", "3"),
        ("ПК 1.10", "4"),
    ]


def test_assessment_set_comes_from_a_file_with_a_forgotten_filter(secretary, groups, show):
    secretary.goto(secretary.url + "new/demo-exam-forms/")
    kod = "35.02.16-1-2026"
    rows = [
        ("КОД", "Уровень", "Модуль", "Наибольший балл"),
        (kod, "ПА", "Подготовка машин, механизмов и приспособлений к работе", 25),
        (kod, "БУ", "Подготовка машин, механизмов и приспособлений к работе", 26),
        (kod, "БУ", "Диагностирование и ремонт сельскохозяйственной техники", 24),
    ]
    secretary.locator("input[type=file]").set_input_files(
        {
            "name": "КОД 35.02.16.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": make_xlsx(rows, hidden_rows=(2,)),
        }
    )
    secretary.get_by_role("button", name="Проверить").click()
    expect(secretary.get_by_text("Скрытых строк: 1. Так бывает")).to_be_visible()
    show(secretary, "imports-kod-1-checked")
    secretary.get_by_role("button", name="Не загружать скрытые строки").click()
    expect(secretary.get_by_text("Скрытых строк: 1. Они не загружаются.")).to_be_visible()
    secretary.get_by_role("button", name="Загрузить и скрытые строки").click()
    expect(secretary.get_by_text("Скрытых строк: 1. Так бывает")).to_be_visible()
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-kod-2-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Завести КОД").click()
    expect(secretary.get_by_text("Записано: 2.")).to_be_visible()
    show(secretary, "imports-kod-3-applied-phone")
    assert Instrument.objects.filter(code=kod).count() == 2


def test_curriculum_is_loaded_from_the_programme_and_taken_back(
    browser_page, log_in, college_manager, college, live_server, show
):
    programme = ProgrammeFactory(college=college)
    page = browser_page(1280, 900)
    log_in(page, college_manager)
    page.goto(f"{live_server.url}/programmes/{programme.pk}/")
    page.get_by_role("link", name="Загрузить учебный план").click()
    show(page, "curriculum-1-upload")
    upload(
        page,
        ("ПМ.01", "Эксплуатация техники", 450, "ПК 1.1-1.3"),
        ("МДК.01.01", "Устройство тракторов", 144, "ПК 1.1"),
        ("УП.01", "Учебная практика", "3 нед.", "ПК 1.1"),
        ("УП.01", "Учебная практика", 72, None),
        header=("Индекс", "Наименование", "Всего часов", "Компетенции"),
        name="план.xlsx",
    )

    field = page.get_by_label("строка 7, столбец A: верное значение")
    show(page, "curriculum-2-error")
    field.fill("ПП.01")
    field.press("Enter")
    expect(page.get_by_text("Исправлено ячеек: 1.")).to_be_visible()
    show(page, "curriculum-3-checked")
    page.set_viewport_size(PHONE)
    show(page, "curriculum-3-checked-phone")
    assert fits_the_phone(page)
    page.get_by_role("button", name="Записать учебный план").click()
    expect(page.get_by_text("Записано: 4.")).to_be_visible()
    page.get_by_role("link", name="Посмотреть записанное").click()
    expect(page.get_by_text("ПК 1.1, ПК 1.2, ПК 1.3")).to_be_visible()
    show(page, "curriculum-4-programme-phone")
    assert fits_the_phone(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    show(page, "curriculum-4-programme")

    page.goto(f"{live_server.url}/imports/")
    page.get_by_role("link", name="Отменить").click()
    page.get_by_role("button", name="Отменить загрузку").click()
    expect(page.get_by_text("Загрузка отменена, возвращено: 4.")).to_be_visible()
    assert not Module.objects.exists()


def test_table_of_another_kind_leads_to_the_kind_that_fits(secretary, groups, show):
    secretary.goto(secretary.url + "new/contingent/")
    upload(secretary, ("ОП.01", "Графика", 72), header=("Индекс", "Наименование", "Часов"))
    expect(secretary.get_by_text("Похоже, это другой вид загрузки")).to_be_visible()
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-fitting-phone")
    assert fits_the_phone(secretary)
    secretary.set_viewport_size({"width": 1280, "height": 900})
    show(secretary, "imports-fitting")
    secretary.get_by_role("link", name="Учебный план программы").click()
    expect(secretary.get_by_role("heading", name="Учебный план программы")).to_be_visible()

    secretary.goto(secretary.url.replace("curriculum", "contingent"))
    upload(secretary, (1, "241-371", "Очная"), header=("№", "Академическая группа", "Форма"))
    expect(secretary.get_by_text("Портал не узнаёт эту таблицу")).to_be_visible()
    show(secretary, "imports-fitting-none")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-fitting-none-phone")
    assert fits_the_phone(secretary)


def test_page_of_a_long_file_tells_of_rows_while_they_are_written(
    secretary, groups, show, monkeypatch
):
    """The job is run here; its page is looked at from inside its transaction."""
    monkeypatch.setattr("assessments.imports.jobs._LONG_ROWS", 1_000)
    secretary.goto(secretary.url + "new/contingent/")
    upload(secretary, *people(1_100, 0))
    secretary.get_by_role("button", name="Записать в группы").click()
    expect(secretary.get_by_role("status")).to_be_visible()
    page_of_job = secretary.url
    seen = []

    def insert_and_look(objects):
        insert_objects(objects)
        if isinstance(objects[0], Student):
            secretary.goto(page_of_job)
            seen.append(secretary.locator(".job p").first.inner_text())
            show(secretary, f"imports-live-{len(seen)}")
            secretary.set_viewport_size(PHONE)
            show(secretary, f"imports-live-{len(seen)}-phone")
            assert fits_the_phone(secretary)
            secretary.set_viewport_size({"width": 1280, "height": 900})

    monkeypatch.setattr("colleges.services.students.insert_objects", insert_and_look)
    job = Job.objects.get(kind="assessments.apply_import")
    assert execute(job.pk, clock=timezone.now) == "done"

    assert seen == [
        "Сверено с тем, что уже есть: 1 100 из 1 100".replace(
            " 100", "\N{NARROW NO-BREAK SPACE}100"
        ),
        "Записано: 500 из 1 100".replace(" 100", "\N{NARROW NO-BREAK SPACE}100"),
        "Записано: 1 000 из 1 100".replace("1 ", "1\N{NARROW NO-BREAK SPACE}"),
    ]
    assert Student.objects.count() == 1_100
    secretary.goto(page_of_job)
    expect(secretary.get_by_role("link", name="Открыть результат")).to_be_visible()


def test_hidden_rows_of_old_excel_are_left_out_by_a_button(secretary, groups, show):
    secretary.goto(secretary.url + "new/contingent/")
    secretary.get_by_label("Группа").first.select_option(label="М-31")
    secretary.locator("input[type=file]").set_input_files(FILES / "hidden_97.xls")
    secretary.get_by_role("button", name="Проверить").click()
    expect(secretary.get_by_text("Скрытых строк: 2.")).to_be_visible()
    secretary.set_viewport_size({"width": 1280, "height": 900})
    show(secretary, "imports-hidden-xls")
    secretary.set_viewport_size(PHONE)
    show(secretary, "imports-hidden-xls-phone")
    assert fits_the_phone(secretary)
    secretary.get_by_role("button", name="Не загружать скрытые строки").click()
    expect(secretary.get_by_text("Они не загружаются.")).to_be_visible()


def test_refused_file_is_chosen_again_and_loaded_without_what_may_not_be_kept(
    secretary, groups, show
):
    secretary.get_by_role("link", name="Контингент: списки групп").first.click()
    header = (*HEADER, "СНИЛС")
    row = (1, "М-31", "Семёнова Анна Ильинична", "05.03.2008", "ж", "112-233-445 95")
    upload(secretary, row, header=header)
    expect(secretary.get_by_text("столбец F «СНИЛС», заполнено: 1")).to_be_visible()
    show(secretary, "imports-forbidden-1-refused")

    content = make_xlsx([("ГБПОУ «Колледж»",), (), header, row])
    secretary.locator("input[type=file]").set_input_files(
        {"name": "список.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    secretary.get_by_role("button", name="Загрузить без этих столбцов").click()
    note = "Загружено без столбцов, которые портал хранить не вправе"
    expect(secretary.get_by_text(note)).to_be_visible()
    show(secretary, "imports-forbidden-2-report")
    assert "112-233-445" not in secretary.content()
    assert ImportBatch.objects.get().state == "checked"
