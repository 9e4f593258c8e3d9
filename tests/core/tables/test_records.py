import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.names import FullName
from core.tables.cells import MergedRange, Sheet, Workbook
from core.tables.headers import Placed
from core.tables.parsing import Choice, Code, Person, Text, YesNo
from core.tables.problems import Problem, Severity
from core.tables.quantities import Day, Integer, Number
from core.tables.reading import read_workbook
from core.tables.records import SkippedRow, SkipReason, read_tables
from core.tables.specs import Column, ColumnGroup, Divider, TableSpec, header_day, header_text
from core.text import competence_code
from tests.core.tables.workbooks import make_xlsx, real_file


@dataclass(frozen=True)
class Result:
    name: FullName
    born: date | None
    group: str | None
    points: Decimal | None
    agreed: bool | None


RESULTS = TableSpec(
    record=Result,
    columns=(
        Column(key="name", title="ФИО", parse=Person(), required=True),
        Column(key="born", title="Дата рождения", parse=Day()),
        Column(key="group", title="Группа", parse=Text(), required=True, fill_down=True),
        Column(key="points", title="Балл", parse=Number(minimum=0, maximum=100)),
        Column(key="agreed", title="Целевой договор", parse=YesNo()),
    ),
)
HEADER = ("№", "ФИО", "Дата рождения", "Группа", "Балл", "Целевой договор")


def book(*rows, merged=(), name="Группа", more=()):
    sheet = Sheet(name, tuple(tuple(row) for row in rows), merged=merged)
    return Workbook("книга.xlsx", (sheet, *more))


def read(*rows, spec=RESULTS, **options):
    return read_tables(book(*rows, **options), spec)


def test_rows_become_typed_records_with_their_place():
    reading = read(
        ("Ведомость",),
        HEADER,
        (1, 2, 3, 4, 5, 6),
        (1, "Ёлкина Мария", "12.05.2008", "М-31", "87,5", "да"),
        (2, "Ким Алина Ли", date(2007, 12, 31), None, 64, "-"),
        (3, "Цой Виктор", None, "М-32", None, None),
    )

    assert reading.problems == ()
    assert [(row.number, row.record) for row in reading.rows] == [
        (
            4,
            Result(
                FullName("Ёлкина", "Мария"), date(2008, 5, 12), "М-31", Decimal("87.5"), agreed=True
            ),
        ),
        (
            5,
            Result(
                FullName("Ким", "Алина", "Ли"),
                date(2007, 12, 31),
                "М-31",
                Decimal(64),
                agreed=False,
            ),
        ),
        (6, Result(FullName("Цой", "Виктор"), None, "М-32", None, agreed=None)),
    ]
    assert reading.rows[1].raw["points"] == 64


def test_all_problems_are_collected_with_sheet_row_and_column():
    reading = read(
        HEADER,
        (1, None, "31.02.2008", "М-31", 101, "может"),
        (2, "Ким Алина", "12.05.2008", "М-31", 50, "да"),
        (3, "Цой", None, None, "н/я", None),
    )

    assert [row.number for row in reading.rows] == [3]
    (table,) = reading.tables
    assert [row.number for row in table.bad_rows] == [2, 4]
    assert [
        (problem.row, problem.column, problem.column_title, problem.value, problem.message)
        for problem in reading.problems
    ] == [
        (2, "B", "ФИО", "", "Не заполнено: «ФИО»."),
        (2, "C", "Дата рождения", "31.02.2008", "Такой даты нет в календаре."),
        (2, "E", "Балл", "101", "Число больше 100."),
        (2, "F", "Целевой договор", "может", "Нужно «да» или «нет»."),
        (4, "B", "ФИО", "Цой", "Нужны фамилия и имя."),
        (4, "E", "Балл", "н/я", "Нужно число."),
    ]
    assert {problem.sheet for problem in reading.problems} == {"Группа"}
    assert reading.has_errors


def test_doubt_is_a_warning_and_keeps_the_row():
    reading = read(HEADER, (1, "Ким Алина", None, date(2026, 11, 10), None, None))

    assert [row.record.group for row in reading.rows] == ["10.11.2026"]
    (problem,) = reading.problems
    assert (problem.severity, problem.column, problem.suggestion) == (
        Severity.WARNING,
        "D",
        "10.11 / 10-11",
    )
    assert not reading.has_errors


def test_service_rows_remarks_and_signatures_are_skipped_and_told():
    reading = read(
        HEADER,
        (1, "Ким Алина", None, "М-31", 50, None),
        ("Итого", 1, None, None, 50, None),
        HEADER,
        (),
        (2, "Цой Виктор", None, "М-31", 60, None),
        (None, "Преподаватель _______ Ким А. А."),
        (None, None, "Дата проведения:", "12.05.2026"),
        (None, None, None, None, None, None, "см. приказ"),
    )

    assert [row.record.name.last for row in reading.rows] == ["Ким", "Цой"]
    assert reading.tables[0].skipped == (
        SkippedRow(3, SkipReason.SERVICE, "Итого 1 50"),
        SkippedRow(4, SkipReason.REPEATED_HEADER, " ".join(HEADER)),
        SkippedRow(7, SkipReason.STRAY, "Преподаватель _______ Ким А. А."),
        SkippedRow(8, SkipReason.STRAY, "Дата проведения: 12.05.2026"),
        SkippedRow(9, SkipReason.STRAY, "см. приказ"),
    )
    assert [(problem.row, problem.severity) for problem in reading.problems] == [
        (7, Severity.WARNING),
        (8, Severity.WARNING),
        (9, Severity.WARNING),
    ]


def test_merged_cell_stands_for_all_of_its_rows():
    rows = (
        HEADER,
        (1, "Ким Алина", None, "М-31", 50, None),
        (2, "Цой Виктор", None, None, 60, None),
        (3, "Ли Анна", None, "М-32", 70, None),
    )
    spec = TableSpec(
        record=Result,
        columns=(
            *RESULTS.columns[:2],
            Column(key="group", title="Группа", parse=Text(), required=True),
            *RESULTS.columns[3:],
        ),
    )

    joined = read(*rows, spec=spec, merged=(MergedRange(2, 4, 3, 4),))
    apart = read(*rows, spec=spec)

    assert [row.record.group for row in joined.rows] == ["М-31", "М-31", "М-32"]
    assert [row.number for row in apart.tables[0].bad_rows] == [3]


def test_divider_gives_its_group_to_the_rows_below():
    spec = TableSpec(
        record=Result,
        columns=RESULTS.columns,
        divider=Divider(key="group", pattern=re.compile(r"Группа\s+(\S+)")),
    )
    reading = read(
        ("ФИО", "Дата рождения", "Балл"),
        ("Группа М-31",),
        ("Ким Алина", None, 50),
        ("Цой Виктор", None, 60),
        (None, "Группа М-32"),
        ("Ли Анна", None, 70),
        spec=spec,
    )

    assert [(row.record.name.last, row.record.group) for row in reading.rows] == [
        ("Ким", "М-31"),
        ("Цой", "М-31"),
        ("Ли", "М-32"),
    ]
    assert reading.problems == ()


def test_groups_of_columns_come_as_pairs():
    @dataclass(frozen=True)
    class Practice:
        name: FullName
        competences: tuple[tuple[str, str | None], ...]

    level = Choice({"full": ("полностью", "1"), "part": ("частично", "0,5"), "none": ("нет", "0")})
    spec = TableSpec(
        record=Practice,
        columns=(Column(key="name", title="ФИО", parse=Person(), required=True),),
        groups=(
            ColumnGroup(
                key="competences", title="ПК", header=header_text(r"(ПК\s[\d.]+)"), parse=level
            ),
        ),
    )
    reading = read(
        ("ФИО", "ПК 1.1", "ПК 1.10", "Примечание"),
        ("Ким Алина", "полностью", 0.5, "—"),
        ("Цой Виктор", None, "частично?", None),
        spec=spec,
    )

    assert [row.record.competences for row in reading.rows] == [
        (("ПК 1.1", "full"), ("ПК 1.10", "part")),
        (("ПК 1.1", None), ("ПК 1.10", "part")),
    ]


def test_lost_zeros_are_found_in_a_list_of_codes():
    @dataclass(frozen=True)
    class Competence:
        code: str
        text: str

    spec = TableSpec(
        record=Competence,
        columns=(
            Column(
                key="code",
                title="Код",
                parse=Code(official=competence_code, example="ПК 1.1", listed_once=True),
                required=True,
            ),
            Column(key="text", title="Наименование", parse=Text(), required=True),
        ),
    )
    codes = [f"ПК 1.{number}" for number in range(1, 10)] + ["ПК 1.1"]
    reading = read(("Код", "Наименование"), *((code, "текст") for code in codes), spec=spec)

    assert len(reading.rows) == 10
    assert reading.problems == (
        Problem(
            sheet="Группа",
            row=11,
            column="A",
            column_title="Код",
            value="ПК 1.1",
            message="Код повторяет начало списка: таблица могла потерять последний ноль.",
            suggestion="ПК 1.10",
            fixes=("ПК 1.10",),
            severity=Severity.WARNING,
        ),
    )


def test_missing_required_column_gives_one_error_and_no_rows():
    reading = read(("ФИО", "Дата рождения", "Балл"), ("Ким Алина", None, 50))

    assert reading.rows == ()
    assert [problem.message for problem in reading.problems] == [
        "Нет обязательного столбца «Группа»."
    ]


def test_workbook_without_such_a_table_says_what_is_needed():
    reading = read(("Фамилия, имя", "Групп"), ("Ким Алина", "М-31"))

    assert reading.tables == ()
    (problem,) = reading.problems
    assert problem.message == "Не найдена строка заголовка. Нужны столбцы: «ФИО», «Группа»."
    assert problem.suggestion == "«Групп» → «Группа»"


def test_every_visible_sheet_with_such_a_table_is_read():
    rows = (HEADER, (1, "Цой Виктор", None, "М-32", 60, None))
    more = (
        Sheet("М-32", rows),
        Sheet("Титул", (("Колледж",),)),
        Sheet("Пустой", ()),
        Sheet("Старое", rows, hidden=True),
    )
    reading = read(HEADER, (1, "Ким Алина", None, "М-31", 50, None), more=more)

    assert [(row.sheet, row.record.group) for row in reading.rows] == [
        ("Группа", "М-31"),
        ("М-32", "М-32"),
    ]
    assert [(problem.sheet, problem.severity) for problem in reading.problems] == [
        ("Титул", Severity.WARNING)
    ]


def test_override_of_a_person_is_used():
    workbook = book(("ФИО", "Дата рождения", "Группа", "Шифр"), ("Ким Алина", None, "х", "М-31"))
    reading = read_tables(workbook, RESULTS, placed={"Группа": Placed(1, {"group": 4})})

    assert [row.record.group for row in reading.rows] == ["М-31"]


def test_later_checks_report_with_the_same_place():
    (row,) = read(HEADER, (1, "Ким Алина", None, "М-31", 50, None)).rows

    assert row.problem("Нет такой группы.", key="group", suggestion="М-32") == Problem(
        sheet="Группа",
        row=2,
        column="D",
        column_title="Группа",
        value="М-31",
        message="Нет такой группы.",
        suggestion="М-32",
    )
    assert row.problem("Строка повторяется.").place == "лист «Группа», строка 2"


@dataclass(frozen=True)
class Attendance:
    name: FullName
    link: str
    marks: tuple[tuple[date, str | None], ...]


ATTENDANCE = TableSpec(
    record=Attendance,
    columns=(
        Column(key="name", title="ФИО", parse=Person(), required=True),
        Column(key="link", title="github", parse=Text()),
    ),
    groups=(ColumnGroup(key="marks", title="Даты", header=header_day, parse=Text()),),
)


def test_real_attendance_sheet_gives_every_mark():
    reading = read_tables(read_workbook(real_file("vedomost_group_2024_ANON.xlsx")), ATTENDANCE)
    attendance, homework = reading.tables

    assert reading.problems == ()
    assert (len(attendance.rows), len(homework.rows)) == (18, 18)
    marks = [mark for row in attendance.rows for _day, mark in row.record.marks if mark]
    assert len(attendance.rows[0].record.marks) == 15
    assert (len(marks), marks.count("+"), marks.count("Б")) == (54, 53, 1)
    assert attendance.rows[6].record.name.note == "Староста"
    assert attendance.rows[5].record.name.patronymic == ""
    assert attendance.rows[12].record.marks[1] == (date(2024, 9, 13), "Б")
    # The first column of homework is headed «06.09.2024, без дз»: not a date, so not in the group.
    assert [cell.title for cell in homework.layout.unknown] == ["06.09.2024, без дз"]
    assert len(homework.rows[0].record.marks) == 14


def test_real_list_of_groups_is_read_whole():
    @dataclass(frozen=True)
    class Group:
        name: str
        code: str
        speciality: str
        form: str

    form = Choice({"full": ("Очная",), "mixed": ("Очно-заочная",), "distant": ("Заочная",)})
    spec = TableSpec(
        record=Group,
        columns=(
            Column(
                key="name",
                title="Группа",
                synonyms=("Академическая группа",),
                parse=Text(),
                required=True,
            ),
            Column(key="code", title="Код специальности", parse=Text(), required=True),
            Column(key="speciality", title="Специальность", parse=Text()),
            Column(key="form", title="Форма обучения", parse=form, required=True),
        ),
    )
    reading = read_tables(read_workbook(real_file("groups_disciplines.xlsx")), spec)

    assert reading.problems == ()
    assert len(reading.rows) == 39
    assert reading.rows[0].record == Group(
        "241-371", "10.05.03", "Информационная безопасность автоматизированных систем", "full"
    )
    assert len({row.record.name for row in reading.rows}) == 39


def test_real_curriculum_keeps_decimal_commas():
    @dataclass(frozen=True)
    class Load:
        subject: str
        kind: str
        amount: Decimal | None
        unit: str
        credits: Decimal | None

    spec = TableSpec(
        record=Load,
        columns=(
            Column(key="subject", title="Дисциплина", parse=Text(), required=True),
            Column(key="kind", title="Нагрузка", parse=Text(), required=True),
            Column(key="amount", title="Количество", parse=Number()),
            Column(key="unit", title="Единица", synonyms=("Ед. изм.",), parse=Text()),
            Column(key="credits", title="ЗЕТ", parse=Number()),
        ),
    )
    reading = read_tables(read_workbook(real_file("plan_aup_000020692_2024.xlsx")), spec)

    assert [problem.message for problem in reading.problems] == [
        "Лист пропущен: на нём нет строки заголовка такой таблицы."
    ]
    assert len(reading.rows) == 306
    assert sum(row.record.amount or 0 for row in reading.rows) == Decimal("8046.00")
    assert sum(row.record.credits or 0 for row in reading.rows) == Decimal("250.05")
    assert sum(row.record.amount is None for row in reading.rows) == 88


def test_real_map_of_disciplines_fills_its_merged_cells():
    @dataclass(frozen=True)
    class Credit:
        number: int
        semesters: tuple[Any, ...]

    spec = TableSpec(
        record=Credit,
        columns=(Column(key="number", title="З.Е.", parse=Integer(), required=True),),
        groups=(
            ColumnGroup(
                key="semesters",
                title="Семестры",
                header=header_text(r"(\d+) семестр"),
                parse=Text(),
            ),
        ),
    )
    (table,) = read_tables(read_workbook(real_file("kd_marksheyder_2022.xlsx")), spec).tables

    assert table.layout.header_row == 2
    assert len(table.layout.groups["semesters"]) == 13
    credits_ = [row for row in table.rows if row.number <= 33]
    assert [row.record.number for row in credits_] == list(range(1, 32))
    # «Высшая математика» of the first semester is merged over four credits, 5 to 8.
    first = [dict(row.record.semesters)["1"] for row in credits_]
    assert first[4:8] == ["Высшая математика"] * 4
    filled = [name for row in credits_ for _semester, name in row.record.semesters if name]
    assert len(filled) == 331
    # What follows the map in the file is no map: a second small table, its total and a remark.
    assert [row.number for row in table.bad_rows] == [40, 41, 48]
    assert [(row.row, row.reason) for row in table.skipped] == [(44, SkipReason.SERVICE)]


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_reading_does_not_depend_on_the_kind_of_file(extension):
    rows = [
        ["Ведомость"],
        list(HEADER),
        ["1", "Ёлкина Мария", "12.05.2008", "М-31", "87,5", "да"],
        ["2", "Ким Алина", "", "", "н/я", "нет"],
    ]
    if extension == "xlsx":
        content = make_xlsx(rows, sheet="Группа")
    else:
        content = "\r\n".join(";".join(row) for row in rows).encode("cp1251")
    reading = read_tables(read_workbook(content, f"Группа.{extension}"), RESULTS)

    assert [row.record.points for row in reading.rows] == [Decimal("87.5")]
    assert [(problem.sheet, problem.row, problem.column) for problem in reading.problems] == [
        ("Группа", 4, "E")
    ]
