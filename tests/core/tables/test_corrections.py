import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from core.tables.cells import MergedRange, Sheet, Workbook
from core.tables.corrections import write_marked
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


def marked(rows=ROWS, **about):
    reading = read_tables(Workbook("к.xlsx", (Sheet("Май", rows, **about),)), SPEC)
    return write_marked([table.layout for table in reading.tables], reading.problems)


def test_all_rows_come_back_with_the_reasons_beside_those_at_fault():
    sheet = read_workbook(marked(), "ошибки.xlsx").sheets[0]

    assert sheet.name == "Май"
    assert sheet.rows == (
        (*ROWS[0], "Ошибки"),
        ROWS[1],
        ROWS[2],
        (*ROWS[3], REASONS),
        ROWS[4],
        (*ROWS[5], "Балл: Нужно число."),
    )


def test_only_rows_at_fault_are_shown_until_the_filter_is_lifted():
    sheet = openpyxl.load_workbook(BytesIO(marked())).active

    assert [row for row in range(1, 7) if sheet.row_dimensions[row].hidden] == [2, 3, 5]
    assert sheet.auto_filter.ref == "A1:F6"


def test_cells_at_fault_are_coloured_and_text_is_no_formula():
    sheet = openpyxl.load_workbook(BytesIO(marked())).active
    coloured = [
        cell.coordinate
        for row in sheet.iter_rows(min_row=2, max_col=6)
        for cell in row
        if cell.fill.fgColor.rgb == "FFF8E7E1"
    ]

    assert coloured == ["A4", "B4", "C4", "C6"]
    assert (sheet["E4"].value, sheet["E4"].data_type) == ("=1+1", "s")


def test_value_merged_over_rows_is_written_into_each():
    rows = (("ФИО", "Группа", "Балл"), ("Ким Алина", "М-31", 50), ("Ли Анна", None, "н/я"))
    sheet = read_workbook(marked(rows, merged=(MergedRange(2, 2, 3, 2),)), "о.xlsx").sheets[0]

    assert sheet.rows[2] == ("Ли Анна", "М-31", "н/я", "Балл: Нужно число.")
