"""What an XLS hides and where its formulas failed, told as for XLSX.

`files/hidden_97.xls` was written by xlwt 1.3.0 for these tests: rows 4 and 6 and column D of the
first sheet are hidden, C3 holds #N/A and C5 #REF!; the second sheet is hidden, row 2 of the third.
"""

import struct

import pytest

from core.tables.cells import TableError
from core.tables.reading import read_workbook
from core.tables.spreadsheet_child import Page, pages
from tests.core.tables.workbooks import FILES

CONTENT = (FILES / "hidden_97.xls").read_bytes()


def record(number, layout, *values):
    data = struct.pack(layout, *values)
    return struct.pack("<HH", number, len(data)) + data


BEGIN, END = record(0x0809, "<HH", 0x0600, 5), record(0x000A, "")


def row(number, *, hidden):
    return record(0x0208, "<H10xHH", number, 0x20 if hidden else 0, 0)


def formula(place, kind, code, mark=0xFFFF):
    return record(0x0006, "<HH2xBxB3xH6x", *place, kind, code, mark)


def book(*sheets):
    """Return the records of a book without the file around them, as programs once wrote it."""
    start = len(BEGIN) + len(sheets) * len(record(0x0085, "<IBB", 0, 0, 0)) + len(END)
    head, body = BEGIN, b""
    for sheet in sheets:
        head += record(0x0085, "<IBB", start + len(body), 0, 0)
        body += BEGIN + sheet + END
    return head + END + body


def test_hidden_rows_columns_and_sheets_are_marked():
    first, second, third = read_workbook(CONTENT, "старый.xls").sheets

    assert first.rows[3] == ("Ли Анна", "М-31", 3, "3")
    # Row 6 is hidden and empty: nobody's loss.
    assert (first.hidden_rows, first.hidden_columns) == ({4}, {4})
    assert (second.hidden, second.hidden_rows) == (True, set())
    assert (third.hidden, third.hidden_rows, third.hidden_columns) == (False, {2}, set())


def test_errors_are_told_apart_from_empty_cells():
    sheet = read_workbook(CONTENT, "старый.xls").sheets[0]

    assert (sheet.value(3, 3), sheet.value(5, 3)) == ("#Н/Д", "#ССЫЛКА!")
    assert all(isinstance(sheet.value(row, 3), TableError) for row in (3, 5))
    assert sheet.value(2, 3) == 5


def test_error_that_a_formula_gave_is_one_too_but_a_text_is_none():
    told = pages(
        book(formula((4, 2), 2, 0x07) + formula((5, 2), 0, 0) + formula((6, 2), 2, 7, 1)), 99, 9
    )
    assert told == {0: Page({(4, 2): ["x", "#DIV/0!"]})}


def test_rows_of_a_chart_inside_a_sheet_are_none_of_the_sheet():
    chart = BEGIN + row(7, hidden=True) + END
    told = pages(
        book(row(1, hidden=True), chart + row(2, hidden=True) + row(3, hidden=False)), 99, 9
    )
    assert [told[place].hidden_rows for place in (0, 1)] == [[1], [2]]


def test_what_lies_beyond_the_bounds_is_not_told():
    columns = record(0x007D, "<HH4xHH", 2, 255, 1, 0)
    told = pages(book(row(98, hidden=True) + row(99, hidden=True) + columns), 99, 4)
    assert told == {0: Page(hidden_rows=[98], hidden_columns=[2, 3])}


@pytest.mark.parametrize("size", range(8, len(CONTENT), 173))
def test_file_cut_short_is_no_harm(size):
    assert set(pages(CONTENT[:size], 99, 9)) <= {0, 1, 2}


@pytest.mark.parametrize("place", [0x2C, 0x30, 0x44, 0x4C, 512, 516])
@pytest.mark.parametrize("number", [0, 1, 3, 0xFFFFFFF0])
def test_chain_that_bites_its_tail_comes_to_an_end(place, number):
    spoilt = bytearray(CONTENT)
    struct.pack_into("<I", spoilt, place, number)
    assert set(pages(bytes(spoilt), 99, 9)) <= {0, 1, 2}


@pytest.mark.parametrize("chain", ["directory", "book"])
def test_sector_that_is_followed_by_itself_ends_with_the_size_of_the_file(chain):
    spoilt = bytearray(CONTENT)
    (table,) = struct.unpack_from("<I", spoilt, 0x4C)
    (directory,) = struct.unpack_from("<I", spoilt, 0x30)
    first = directory
    if chain == "book":
        name = "Workbook".encode("utf-16-le")
        (first,) = struct.unpack_from("<I", spoilt, spoilt.index(name, (directory + 1) * 512) + 116)
    struct.pack_into("<I", spoilt, (table + 1) * 512 + 4 * first, first)
    assert set(pages(bytes(spoilt), 99, 9)) <= {0, 1, 2}
