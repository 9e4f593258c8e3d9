import datetime as dt

import pytest

from core.tables.cells import MergedRange, Sheet, TableError, Uncomputed, Workbook
from core.tables.copies import without_columns, write_copy
from core.tables.reading import read_workbook
from tests.core.tables.workbooks import FILES, make_xlsx

CELLS = (
    (),
    (None, "текст", "0012", " край ", "=1+1", "x\x01_x0001_", "две\nстроки"),
    (
        dt.datetime.fromisoformat("2020-01-02T03:04:05"),
        dt.date(2020, 5, 6),
        dt.time(3, 4),
        dt.timedelta(hours=30),
    ),
    (True, 1, 2.5, TableError("#Н/Д"), TableError("#ДЕЛ/0!"), Uncomputed("=B3")),
    ("М-31",),
    (None, "строка под ней"),
)


def copy_of(*sheets):
    return read_workbook(write_copy(Workbook("t.xlsx", sheets)), "t.xlsx").sheets


def kinds(sheet):
    return [[type(value) for value in row] for row in sheet.rows]


def test_copy_reads_like_the_file_to_the_last_cell():
    page = Sheet(
        "Группа 'М'  31",
        CELLS,
        merged=(MergedRange(5, 1, 6, 1),),
        hidden_rows=frozenset({3, 6}),
        hidden_columns=frozenset({2}),
    )
    first = Sheet("Скрытый", (("да",),), hidden=True)
    found = copy_of(first, page)
    assert found == (first, page)
    assert kinds(found[1]) == kinds(page)


@pytest.mark.parametrize("name", ["group.xls", "group.ods", "practice_97.xls", "hidden_97.xls"])
def test_copy_of_another_format_reads_like_the_file(name):
    before = read_workbook(FILES / name)
    after = read_workbook(write_copy(before), name)
    assert [(s.name, s.hidden, s.rows, s.hidden_rows) for s in after.sheets] == [
        (s.name, s.hidden, s.rows, s.hidden_rows) for s in before.sheets
    ]
    assert [kinds(sheet) for sheet in after.sheets] == [kinds(sheet) for sheet in before.sheets]


def test_name_that_a_spreadsheet_does_not_take_is_made_one_that_it_takes():
    (sheet,) = copy_of(Sheet("Список [2026]: все студенты колледжа", (("а",),)))
    assert sheet.name == "Список 2026 все студенты колледж"[:31].strip()


def test_column_is_emptied_and_the_others_keep_their_place():
    (sheet,) = read_workbook(make_xlsx([["а", "б", "в"], [1, 2]]), "t.xlsx").sheets
    assert without_columns(sheet, {2}).rows == (("а", None, "в"), (1, None))
