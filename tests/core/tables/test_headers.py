from dataclasses import dataclass
from typing import Any

import pytest

from core.tables.cells import MergedRange, Sheet
from core.tables.headers import Placed, find_layout, header_signature, layout_at, layout_problems
from core.tables.parsing import Person, Text
from core.tables.problems import Severity
from core.tables.quantities import Day, Integer
from core.tables.specs import Column, ColumnGroup, TableSpec, header_day, header_text


@dataclass(frozen=True)
class Student:
    name: Any
    born: Any
    group: Any
    year: Any


STUDENTS = TableSpec(
    record=Student,
    columns=(
        Column(key="name", title="ФИО", synonyms=("Абитуриент",), parse=Person(), required=True),
        Column(key="born", title="Дата рождения", parse=Day()),
        Column(key="group", title="Учебная группа", synonyms=("Группа",), parse=Text()),
        Column(key="year", title="Курс", parse=Integer()),
    ),
)


@dataclass(frozen=True)
class Attendance:
    name: Any
    marks: Any


ATTENDANCE = TableSpec(
    record=Attendance,
    columns=(Column(key="name", title="ФИО", parse=Person(), required=True),),
    groups=(ColumnGroup(key="marks", title="Даты занятий", header=header_day, parse=Text()),),
)


def sheet(*rows, merged=()):
    return Sheet("Группа", tuple(tuple(row) for row in rows), merged=merged)


def layout(*rows, merged=(), spec=STUDENTS):
    return find_layout(sheet(*rows, merged=merged), spec)


def test_header_is_found_in_row_eight_above_a_row_of_numbers():
    found = layout(
        ("Министерство образования",),
        (),
        ("Ведомость группы М-31", None, "за май"),
        (),
        ("Куратор", "Ким А. А."),
        (),
        (),
        ("№ п/п", "Ф. И. О.", "ДАТА\nРОЖДЕНИЯ", "Группа*", "Курс"),
        ("01", "02", "03", "04", "05"),
        (1, "Ёлкина Мария", "12.05.2008", "М-31", 3),
    )

    assert found.header_row == 8
    assert found.first_row == 10
    assert found.columns == {"name": 2, "born": 3, "group": 4, "year": 5}
    assert [cell.title for cell in found.unknown] == ["№ п/п"]
    assert layout_problems(found, STUDENTS) == ()


@pytest.mark.parametrize(
    ("below", "first_row"),
    [
        ((1, 2, 3), 3),
        (("А", "Б", 1), 3),
        (("1", "2", "4"), 2),
        ((2, 3, 4), 2),
        ((1,), 2),
        (("Ким Алина", "1", "2"), 2),
    ],
)
def test_only_a_row_that_numbers_the_columns_is_skipped(below, first_row):
    assert layout(("ФИО", "Группа", "Курс"), below, ("х", "х", "х")).first_row == first_row


def test_synonyms_brackets_and_newlines_are_understood():
    found = layout(("Абитуриент", "Дата рождения (дд.мм.гггг)", "Учебная\nгруппа", "КУРС"))
    assert found.columns == {"name": 1, "born": 2, "group": 3, "year": 4}
    assert found.guesses == {}


def test_typo_is_taken_with_a_warning():
    found = layout(("ФИО", "Дата рожения", "Група", "Курс"))

    assert found.columns == {"name": 1, "born": 2, "group": 3, "year": 4}
    assert found.guesses == {"born": "Дата рожения", "group": "Група"}
    first, _second = layout_problems(found, STUDENTS)
    assert (first.place, first.message, first.severity) == (
        "лист «Группа», строка 1, столбец B",
        "Столбец «Дата рожения» принят за «Дата рождения».",
        Severity.WARNING,
    )


def test_numbered_titles_are_never_typos_of_each_other():
    @dataclass(frozen=True)
    class Points:
        first: Any
        second: Any
        third: Any

    titles = ("Модуль 1", "Модуль 2", "Модуль 3")
    spec = TableSpec(
        record=Points,
        columns=tuple(
            Column(key=key, title=title, parse=Integer())
            for key, title in zip(("first", "second", "third"), titles, strict=True)
        ),
    )
    found = layout(("Модуль 1", "Модуль 3", "Модуль 4", "Модуль 1 (план)"), spec=spec)
    assert found is None
    found = layout(("Модуль 2", "Модуль 3", "Мадуль 1"), spec=spec)
    assert found.columns == {"first": 3, "second": 1, "third": 2}


def test_no_header_is_found_in_data_or_below_row_twenty():
    assert layout(("Ёлкина Мария", "12.05.2008", "М-31", 3)) is None
    assert layout(("ФИО", "Примечание", "Отметка")) is None
    assert layout(*[("строка",)] * 20, ("ФИО", "Дата рождения", "Группа", "Курс")) is None
    assert layout(*[("строка",)] * 19, ("ФИО", "Дата рождения", "Группа", "Курс")).header_row == 20


def test_two_names_are_enough_when_nothing_required_is_missing():
    assert layout(("ФИО", "Группа")).columns == {"name": 1, "group": 2}
    assert layout(("Курс", "Группа")) is None


def test_missing_required_column_is_named_with_what_it_may_be():
    found = layout(("Фамилия и отчество студента", "Дата рождения", "Группа", "Курс"))
    (problem,) = layout_problems(found, STUDENTS)
    assert problem.message == "Нет обязательного столбца «ФИО»."
    assert problem.is_error

    found = layout(("Абитурент.", "Дата рождения", "Группа", "Курс"))
    assert found.guesses == {"name": "Абитурент."}


def test_missing_column_with_a_far_typo_gets_a_suggestion():
    found = layout(("Абидуренты", "Дата рождения", "Группа", "Курс"))
    (problem,) = layout_problems(found, STUDENTS)
    assert problem.suggestion == "похоже на «Абидуренты»"


def test_second_column_of_one_name_is_reported():
    found = layout(("ФИО", "Группа", "Курс", "ФИО"))
    (problem,) = layout_problems(found, STUDENTS)
    assert found.columns["name"] == 1
    assert (problem.column, problem.message) == ("D", "Столбец «ФИО» уже есть: взят столбец A.")


def test_merged_header_in_two_rows_is_joined():
    @dataclass(frozen=True)
    class Hours:
        name: Any
        planned: Any
        done: Any
        points: Any

    spec = TableSpec(
        record=Hours,
        columns=(
            Column(key="name", title="ФИО", parse=Person()),
            Column(key="planned", title="Часы план", parse=Integer()),
            Column(key="done", title="Часы факт", parse=Integer()),
        ),
        groups=(
            ColumnGroup(key="points", title="Баллы", header=header_text(r"(М\d)"), parse=Integer()),
        ),
    )
    rows = (
        ("Практика группы М-31",),
        ("ФИО", "Часы", None, "Баллы", None),
        (None, "план", "факт", "М1", "М2"),
        ("Ким Алина", 72, 70, 5, 4),
    )
    merged = (
        MergedRange(1, 1, 1, 5),
        MergedRange(2, 1, 3, 1),
        MergedRange(2, 2, 2, 3),
        MergedRange(2, 4, 2, 5),
    )

    for ranges in (merged, ()):  # CSV and ODS do not say which cells are merged
        found = layout(*rows, merged=ranges, spec=spec)
        assert (found.header_row, found.first_row) == (3, 4)
        assert found.columns == {"name": 1, "planned": 2, "done": 3}
        assert found.groups == {"points": ((4, "М1"), (5, "М2"))}


def test_first_students_row_is_not_taken_into_the_header():
    found = layout(("ФИО", "06.09.2024", "13.09.2024"), ("Ким Алина", None, "+"), spec=ATTENDANCE)
    assert found.header_row == 1
    assert [str(day) for _column, day in found.groups["marks"]] == ["2024-09-06", "2024-09-13"]


def test_person_overrides_the_mapping():
    found = layout(("ФИО", "Группа", "Курс", "Примечание"))
    changed = found.override({"group": 4, "year": None})

    assert changed.columns == {"name": 1, "group": 4}
    assert found.columns == {"name": 1, "group": 2, "year": 3}
    assert found.override({"born": 3}).columns == {"name": 1, "group": 2, "born": 3}
    with pytest.raises(ValueError, match=r"no such columns in the header: \[9\]"):
        found.override({"group": 9})


def test_override_takes_a_column_from_its_group_and_forgets_the_guess():
    found = layout(("ФИО", "06.09.2024", "13.09.2024"), spec=ATTENDANCE)
    assert len(found.override({"name": 2}).groups["marks"]) == 1
    guessed = layout(("ФИО", "Група", "Курс"))
    assert guessed.override({"group": 2}).guesses == {}


def test_header_is_where_a_person_says_and_bare_columns_may_be_named():
    page = sheet(("Список",), ("Кто", None, "Курс"), ("Ким Алина", "М-31", 2))

    assert find_layout(page, STUDENTS) is None
    found = layout_at(page, STUDENTS, Placed(2, {"name": 1, "group": 2, "marks": 3}))

    assert found.columns == {"name": 1, "group": 2, "year": 3}
    assert (found.header_row, found.first_row) == (2, 3)


def test_column_that_a_person_took_away_is_not_guessed_again():
    page = sheet(("ФИО", "Группа", "Курс"), ("Ким Алина", "М-31", 2))

    assert layout_at(page, STUDENTS, Placed(1, {"year": None})).columns == {"name": 1, "group": 2}


def test_files_with_one_header_have_one_signature_whatever_stands_below():
    first = sheet(("ФИО", "Группа", "Курс"), ("Ким Алина", "М-31", 2))
    same = sheet(("Отчёт",), ("фио ", "ГРУППА", "курс"), ("Ли Анна", "М-32", 3))
    moved = sheet(("Группа", "ФИО", "Курс"))

    assert header_signature(first, 1) == header_signature(same, 2)
    assert header_signature(first, 1) != header_signature(moved, 1)
    assert header_signature(same, 1) == ""


def test_header_of_three_merged_rows_is_read_with_its_number_row():
    found = layout(
        ("Сведения об обучающихся", None, None, None, None),
        ("№ п/п", "Обучающийся", None, None, "Курс"),
        (None, "ФИО", "Документы", None, None),
        (None, None, "Дата рождения", "Учебная группа", None),
        (1, 2, 3, 4, 5),
        (1, "Ким Юлия", "05.03.2008", "М-31", 2),
        merged=(
            MergedRange(1, 1, 1, 5), MergedRange(2, 1, 4, 1), MergedRange(2, 2, 2, 4),
            MergedRange(3, 2, 4, 2), MergedRange(3, 3, 3, 4), MergedRange(2, 5, 4, 5),
        ),
    )  # fmt: skip

    assert (found.columns, found.header_row, found.first_row) == (
        {"name": 2, "born": 3, "group": 4, "year": 5}, 4, 6,
    )  # fmt: skip
