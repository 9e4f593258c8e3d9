import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from core.tables.cells import Sheet, Workbook
from core.tables.corrections import write_rejected
from core.tables.parsing import Person, Text
from core.tables.quantities import Day, Number
from core.tables.reading import read_workbook
from core.tables.records import read_tables
from core.tables.specs import Column, ColumnGroup, Divider, TableSpec, header_day


@dataclass(frozen=True)
class Result:
    name: Any
    born: Any
    group: Any
    points: Any
    marks: Any


SPEC = TableSpec(
    record=Result,
    columns=(
        Column(key="name", title="ФИО", parse=Person(), required=True),
        Column(key="born", title="Дата рождения", parse=Day()),
        Column(key="group", title="Группа", parse=Text(), required=True),
        Column(key="points", title="Балл", parse=Number(maximum=100)),
    ),
    groups=(ColumnGroup(key="marks", title="Занятия", header=header_day, parse=Text()),),
    divider=Divider(key="group", pattern=re.compile(r"Группа\s+(\S+)")),
)
ROWS = (
    ("ФИО", "Дата рождения", "Балл", date(2026, 9, 4), "Заметка"),
    ("Группа М-31",),
    ("Ким Алина", date(2008, 5, 12), 50, "+", "а"),
    ("Цой", "31.02.2008", 101, "н", "=1+1"),
    ("Группа М-32",),
    ("Ли Анна", None, "н/я", None, None),
)


REASONS = (
    "ФИО: Нужны фамилия и имя. Дата рождения: Такой даты нет в календаре. Балл: Число больше 100."
)


def rejected():
    (table,) = read_tables(Workbook("к.xlsx", (Sheet("Май", ROWS),)), SPEC).tables
    return write_rejected(table, SPEC)


def test_rejected_rows_come_back_with_their_reasons():
    sheet = read_workbook(rejected(), "ошибки.xlsx").sheets[0]

    assert sheet.name == "Май"
    assert sheet.rows == (
        (
            "ФИО",
            "Дата рождения",
            "Балл",
            date(2026, 9, 4),
            "Заметка",
            "Группа",
            "Ошибки",
        ),
        (
            "Цой",
            "31.02.2008",
            101,
            "н",
            "=1+1",
            "М-31",
            REASONS,
        ),
        ("Ли Анна", None, "н/я", None, None, "М-32", "Балл: Нужно число."),
    )


def test_cells_at_fault_are_coloured():
    sheet = openpyxl.load_workbook(BytesIO(rejected())).active
    coloured = [
        cell.coordinate
        for row in sheet.iter_rows(min_row=2, max_col=6)
        for cell in row
        if cell.fill.fgColor.rgb == "FFF8E7E1"
    ]
    assert coloured == ["A2", "B2", "C2", "C3"]


def test_rejected_rows_are_read_again_like_the_first_file():
    reading = read_tables(read_workbook(rejected(), "ошибки.xlsx"), SPEC)

    (table,) = reading.tables
    assert [row.number for row in table.bad_rows] == [2, 3]
    assert [row.raw["group"] for row in table.bad_rows] == ["М-31", "М-32"]
    assert table.layout.groups["marks"] == ((4, date(2026, 9, 4)),)
