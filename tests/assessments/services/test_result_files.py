import datetime as dt
from functools import partial

import pytest

from assessments.enums import ResultState, ScaleKind
from assessments.imports.results import as_result, check_columns, results_specs
from assessments.models import Result
from assessments.services.result_files import CellsChanged, apply_results, plan_results
from assessments.services.sheets import CellInput, SheetIsLocked, record_results, submit_sheet
from core.tables.alternatives import read_alternatives
from core.tables.cells import Workbook
from core.tables.reading import read_workbook
from tests.core.tables.workbooks import make_xlsx, real_file
from tests.factories.assessments import CriterionFactory, InstrumentFactory, SheetFactory
from tests.factories.colleges import EnrolmentFactory, StudentFactory

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    instrument = InstrumentFactory()
    CriterionFactory(
        instrument=instrument,
        name="Настройка плуга",
        scale=ScaleKind.POINTS,
        maximum=15,
        position=1,
    )
    CriterionFactory(instrument=instrument, name="Охрана труда", scale=ScaleKind.MARK, position=2)
    return SheetFactory(instrument=instrument)


@pytest.fixture
def kim(sheet):
    return member(sheet, "Ким", "Юлия", "Олеговна", record_book="0012")


@pytest.fixture
def lunev(sheet):
    return member(sheet, "Лунёв", "Артём", "Ильич", record_book="0013")


def member(sheet, last, first, patronymic="", **fields):
    student = StudentFactory(
        college=sheet.college, last_name=last, first_name=first, patronymic=patronymic, **fields
    )
    return EnrolmentFactory(group=sheet.group, student=student).student


def plan(sheet, content, name="results.xlsx", only=""):
    criteria = list(sheet.instrument.criteria.order_by("position"))
    workbook = read_workbook(content, name)
    if only:
        workbook = Workbook(name, tuple(page for page in workbook.sheets if page.name == only))
    reading = read_alternatives(workbook, results_specs(criteria))
    return plan_results(
        reading=check_columns(reading, criteria),
        as_result=partial(as_result, criteria=criteria),
        sheet=sheet,
    )


def rows_plan(sheet, *rows, **options):
    return plan(sheet, make_xlsx(rows, **options))


def write(sheet, made):
    return apply_results(plan=made, sheet=sheet, actor_id=None, now=NOW)


def errors(made):
    return [
        (problem.sheet, problem.row, problem.column, problem.message)
        for problem in made.problems
        if problem.is_error
    ]


def written(made):
    return [cell.raw for cell in made.cells]


def stored(sheet):
    return sorted(
        Result.objects.filter(sheet=sheet).values_list(
            "student__last_name", "criterion__position", "raw_value", "state"
        )
    )


# --- a real sheet -----------------------------------------------------------------------------


def attendance(names):
    """A sheet whose criteria are dates, for the eighteen people of the real file."""
    instrument = InstrumentFactory()
    for position, name in enumerate(names):
        CriterionFactory(instrument=instrument, name=name, scale=ScaleKind.PASS, position=position)
    sheet = SheetFactory(instrument=instrument)
    for number in range(1, 19):
        patronymic = "" if number == 6 else f"Отчество{number:02d}"
        member(sheet, f"Фамилия{number:02d}", f"Имя{number:02d}", patronymic)
    return sheet


def test_real_attendance_is_read_by_dates_and_an_unclear_letter_is_an_error():
    sheet = attendance(["06.09.2024", "13.09.2024", "20.09.2024", "27.09.2024"])
    content = real_file("vedomost_group_2024_ANON.xlsx").read_bytes()

    made = plan(sheet, content, only="Посещения")

    # Plus is a credit; «Б» may be an illness or a reason of another kind, so a person must say.
    assert errors(made) == [
        (
            "Посещения",
            14,
            "D",
            (
                "Значение «Б» не распознано. Допустимо: «зачтено», «не зачтено»; «н/я», «осв.»;"
                " пустая ячейка."
            ),
        )
    ]
    assert made.rows_total == 18
    assert written(made) == ["+"] * 51  # 17 good rows, three days each; the fourth day is empty
    assert {cell.version for cell in made.cells} == {0}


def test_real_file_with_the_same_dates_on_two_sheets_asks_which_one():
    sheet = attendance(["13.09.2024"])
    content = real_file("vedomost_group_2024_ANON.xlsx").read_bytes()

    made = plan(sheet, content)

    assert (
        "Домашние задания",
        1,
        "",
        "Столбец «13.09.2024» есть и на листе «Посещения»: укажите, какой лист взять.",
    ) in errors(made)


def test_real_homework_without_the_unclear_day_is_applied_whole():
    sheet = attendance(["13.09.2024"])
    content = real_file("vedomost_group_2024_ANON.xlsx").read_bytes()

    made = plan(sheet, content, only="Домашние задания")

    assert errors(made) == []
    assert len(write(sheet, made)["cells"]) == 18
    assert Result.objects.filter(state=ResultState.VALUE, score=1.0).count() == 18


# --- shapes of files --------------------------------------------------------------------------


def test_semicolon_cp1251_file_with_decimal_comma(sheet, kim, lunev):
    text = (
        "ФИО;Настройка плуга;Охрана труда\r\nКим Юлия Олеговна;12,5;5\r\nЛунев Артем;н/я;осв.\r\n"
    )

    made = plan(sheet, text.encode("cp1251"), "results.csv")

    assert errors(made) == []
    assert len(write(sheet, made)["cells"]) == 4
    assert stored(sheet) == [
        ("Ким", 1, "12,5", "value"),
        ("Ким", 2, "5", "value"),
        ("Лунёв", 1, "н/я", "absent"),
        ("Лунёв", 2, "осв.", "exempt"),
    ]
    assert Result.objects.get(raw_value="12,5").score == pytest.approx(12.5 / 15)


def test_header_in_row_8_with_numbered_columns_and_a_merged_title(sheet, kim):
    rows = [("Ведомость",), (), ("Группа М-31",), (), (), ()]
    rows += [(None, None, "Критерии", None)]
    rows += [("№", "ФИО", "Настройка плуга", "Охрана труда"), (1, 2, 3, 4)]
    rows += [(1, "Ким Ю.О.", 14, "отл."), (None, "Итого", 14, None)]

    made = rows_plan(sheet, *rows, merged=[(7, 3, 7, 4, "Критерии")])

    assert errors(made) == []
    assert written(made) == ["14", "отл."]


def test_name_and_one_criterion_are_enough(sheet, kim):
    made = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия", 4))

    assert errors(made) == []
    assert written(made) == ["4"]
    assert [p.message for p in made.problems] == [
        "В файле нет критерия «Настройка плуга»: его оценки не изменятся."
    ]


def test_record_book_and_one_criterion_are_enough_even_without_zeros_in_front(sheet, kim):
    made = rows_plan(sheet, ("№ зачётной книжки", "Охрана труда"), (12, 4))

    assert errors(made) == []
    assert [(cell.student_id, cell.raw) for cell in made.cells] == [(kim.pk, "4")]


def test_file_without_criteria_is_an_error(sheet, kim):
    made = rows_plan(sheet, ("ФИО", "№ зачётной книжки"), ("Ким Юлия", "0012"))

    assert errors(made) == [
        (
            "Лист1",
            1,
            "",
            "В файле нет ни одного критерия ведомости: «Настройка плуга», «Охрана труда».",
        )
    ]


def test_criteria_may_stand_on_two_sheets(sheet, kim):
    made = rows_plan(
        sheet,
        ("ФИО", "Охрана труда"),
        ("Ким Юлия", 4),
        more={"Плуг": [("ФИО", "Настройка плуга"), ("Ким Юлия", 7)]},
    )

    assert errors(made) == []
    assert written(made) == ["4", "7"]


def test_blank_cells_leave_the_sheet_as_it_is(sheet, kim):
    criterion = sheet.instrument.criteria.first()
    record_results(
        sheet=sheet, cells=[CellInput(kim.pk, criterion.pk, "9")], actor_id=None, now=NOW
    )

    made = rows_plan(sheet, ("ФИО", "Настройка плуга", "Охрана труда"), ("Ким Юлия", None, "-"))

    assert written(made) == []
    assert stored(sheet) == [("Ким", 1, "9", "value")]


# --- errors -----------------------------------------------------------------------------------


def test_every_wrong_cell_and_row_is_told_by_its_place(sheet, kim, lunev):
    rows = [
        ("ФИО", "№ зачётной книжки", "Настройка плуга", "Охрана труда"),
        ("Ким Юлия", "0012", 18, "молодец"),
        ("Лунёв Артём", "0013", 10, 4),
        ("Лунёв Артём", "0013", 11, 5),
        ("Лунёв Артем", "0012", 11, 5),
        ("Лунева Анна", None, 11, 5),
        (None, "777", 11, 5),
    ]

    made = plan(sheet, make_xlsx(rows, sheet="Экзамен"))

    assert errors(made) == [
        ("Экзамен", 2, "C", "Значение 18 вне границ шкалы: от 0 до 15."),
        (
            "Экзамен",
            2,
            "D",
            (
                "Значение «молодец» не распознано. Допустимо: 2, 3, 4, 5, «неуд.», «удовл.»,"
                " «хор.», «отл.»; «н/я», «осв.»; пустая ячейка."
            ),
        ),
        ("Экзамен", 4, "B", "Этот обучающийся уже есть в строке 3."),
        ("Экзамен", 5, "B", "Под этим номером зачётной книжки записан другой человек."),
        ("Экзамен", 6, "A", "Такого обучающегося в группе нет."),
        ("Экзамен", 7, "B", "Такого номера зачётной книжки в группе нет."),
    ]
    assert made.dry_run().rows_wrong == 5
    assert stored(sheet) == []


def test_namesakes_need_a_record_book(sheet):
    member(sheet, "Ким", "Юлия", record_book="A1")
    second = member(sheet, "Ким", "Юлия", record_book="A2")

    by_name = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия", 4))
    by_book = rows_plan(sheet, ("ФИО", "№ зачётной книжки", "Охрана труда"), ("Ким Юлия", "A2", 4))

    message = "В группе несколько людей с этим именем: укажите номер зачётной книжки."
    assert errors(by_name) == [("Лист1", 2, "A", message)]
    assert [cell.student_id for cell in by_book.cells] == [second.pk]


def test_patronymic_tells_people_apart(sheet, kim):
    other = member(sheet, "Ким", "Юлия", "Ивановна")

    made = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия Ивановна", 4), ("Ким Ю. О.", 5))

    assert errors(made) == []
    assert [(cell.student_id, cell.raw) for cell in made.cells] == [(other.pk, "4"), (kim.pk, "5")]


def test_too_long_value_is_refused_before_the_database(sheet, kim):
    made = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия", "5 (отлично)" + " " * 41 + "."))

    assert errors(made) == [("Лист1", 2, "B", "Значение длиннее 40 знаков.")]


# --- applying ---------------------------------------------------------------------------------


def test_second_time_nothing_is_left_to_write(sheet, kim):
    rows = [("ФИО", "Охрана труда"), ("Ким Юлия", 4)]
    apply_results(plan=rows_plan(sheet, *rows), sheet=sheet, actor_id=None, now=NOW)

    again = rows_plan(sheet, *rows)

    assert (len(again.cells), again.same, again.replaced) == (0, 1, 0)


def test_other_value_than_stored_is_counted_as_replaced(sheet, kim):
    rows = [("ФИО", "Охрана труда"), ("Ким Юлия", 4)]
    apply_results(plan=rows_plan(sheet, *rows), sheet=sheet, actor_id=None, now=NOW)

    made = rows_plan(sheet, rows[0], ("Ким Юлия", 5))

    assert (len(made.cells), made.same, made.replaced) == (1, 0, 1)


def test_cell_changed_after_planning_stops_the_whole_file(sheet, kim, lunev):
    made = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Лунёв Артём", 3), ("Ким Юлия", 4))
    criterion = sheet.instrument.criteria.get(position=2)
    typed = CellInput(kim.pk, criterion.pk, "2")
    record_results(sheet=sheet, cells=[typed], actor_id=None, now=NOW)

    with pytest.raises(CellsChanged):
        apply_results(plan=made, sheet=sheet, actor_id=None, now=NOW)

    assert stored(sheet) == [("Ким", 2, "2", "value")]


def test_submitted_sheet_takes_no_file(sheet, kim):
    made = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия", 4))
    apply_results(plan=made, sheet=sheet, actor_id=None, now=NOW)
    submit_sheet(sheet=sheet, actor_id=None, now=NOW)
    other = rows_plan(sheet, ("ФИО", "Охрана труда"), ("Ким Юлия", 5))

    with pytest.raises(SheetIsLocked):
        apply_results(plan=other, sheet=sheet, actor_id=None, now=NOW)
    assert stored(sheet) == [("Ким", 2, "4", "value")]


# --- columns headed by codes ------------------------------------------------------------------


@pytest.fixture
def coded():
    instrument = InstrumentFactory()
    for position, (code, name) in enumerate(
        (("ПК 1.1", "Настройка плуга"), ("ПК 1.10", "Охрана труда"), ("", "Вывод")), start=1
    ):
        CriterionFactory(
            instrument=instrument, code=code, name=name, scale=ScaleKind.MARK, position=position
        )
    return SheetFactory(instrument=instrument)


@pytest.mark.parametrize(
    ("titles", "likely"),
    [
        ((1.1, 1.1), [("ПК 1.1", "ПК 1.10"), ("ПК 1.1", "ПК 1.10")]),
        ((dt.date(2026, 1, 1), dt.date(2026, 10, 1)), [("ПК 1.1",), ("ПК 1.10",)]),
        (("ПК 1.1", 1.1), [("ПК 1.10",)]),
    ],
)
def test_code_spoilt_in_the_header_stops_the_file(coded, titles, likely):
    member(coded, "Ким", "Юлия")

    made = rows_plan(coded, ("ФИО", *titles, "Вывод"), ("Ким Юлия", 4, 5, 3))

    wrong = [problem for problem in made.problems if problem.is_error]
    assert [problem.fixes for problem in wrong] == likely
    assert {problem.row for problem in wrong} == {1}
    assert [problem.column for problem in wrong] == ["B", "C"][-len(likely) :]
    assert wrong[0].message == (
        f"Код в заголовке столбца превратился в число или дату. Похоже на: {', '.join(likely[0])}. "
        "Впишите код целиком."
    )


@pytest.mark.parametrize(
    "title",
    ["ПК 1.1 Настройка плуга (макс. 15)", "ПК1.1. Наладка", "пк 1,1 — плуг", "ПК 1.1"],
)
def test_criterion_is_known_by_the_code_its_title_begins_with(coded, title):
    kim = member(coded, "Ким", "Юлия")

    made = rows_plan(coded, ("ФИО", title), ("Ким Юлия", 4))

    assert errors(made) == []
    first = coded.instrument.criteria.get(position=1)
    assert [(c.student_id, c.criterion_id, c.raw) for c in made.cells] == [(kim.pk, first.pk, "4")]


def test_two_columns_with_one_code_are_not_guessed_at(coded):
    member(coded, "Ким", "Юлия")

    made = rows_plan(coded, ("ФИО", "ПК 1.1 плуг", "ПК 1.1 борона", "Вывод"), ("Ким Юлия", 4, 5, 3))

    assert [cell.raw for cell in made.cells] == ["3"]


def test_file_without_criteria_is_told_what_it_lacks(coded):
    made = rows_plan(coded, ("ФИО", "Прим."), ("Ким Юлия", 4))

    lacking = "«№ зачётной книжки», «Настройка плуга», «Охрана труда», «Вывод»"
    message = f"Есть «ФИО», но нет ни одного другого столбца: {lacking}."
    assert errors(made) == [("Лист1", None, "", message)]


def test_share_instead_of_points_and_two_marks_are_doubted(sheet, kim):
    made = rows_plan(sheet, ("ФИО", "Настройка плуга", "Охрана труда"), ("Ким Юлия", 0.8, "4/5"))

    assert [(p.column, p.message) for p in made.problems] == [
        ("B", "Меньше одного балла: возможно, это доля, а не баллы."),
        ("C", "Взята первая оценка: если их две, оставьте одну."),
    ]
    assert [(cell.raw) for cell in made.cells] == ["0,8", "4/5"]


def test_rows_of_sums_under_the_marks_are_no_people(sheet, kim):
    made = rows_plan(
        sheet,
        ("№", "ФИО", "Охрана труда"),
        (1, "Ким Юлия", 4),
        (None, "Качество знаний, %", 100),
        (None, "Успеваемость", "100%"),
        (None, "Абсолютная успеваемость, %", 100),
        (None, "Количество «5»", 0),
    )

    assert errors(made) == []
    assert [cell.raw for cell in made.cells] == ["4"]
