"""The reading process: a spreadsheet on stdin, its cells as JSON on stdout.

Run as a script by ``core.tables.spreadsheets`` and by nothing else. The library that reads the
file takes memory for the whole rectangle up to the last cell, so that a tiny file with a cell in
the far corner kills the process; this process has little to lose: no database, no settings, no
environment, and limits on memory and time. It imports nothing of the portal.
"""

import json
import re
import resource
import struct
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import python_calamine

# Errors that the parent translates; the second item of the answer is the name of the sheet.
PROTECTED = "protected"
DAMAGED = "damaged"
TOO_MANY_ROWS = "rows"
TOO_MANY_COLUMNS = "columns"
TOO_MANY_CELLS = "cells"


# The parts of an XLSX that say where a sheet lies and which of its cells are formulas.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:-]+)="([^"]*)"')
_CELL = re.compile(rb"<c\b([^>]*)(?<!/)>(.*?)</c>", re.DOTALL)
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>(.*?)</f>)", re.DOTALL)
_ERROR = re.compile(rb"<v\b[^>]*>(#[A-Z0-9/!?]{2,12})<")
_VALUE = re.compile(rb"<v\b[^>]*>[^<]")
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_LONGEST_FORMULA = 60

# The parts of a page that hide rows and columns, in XLSX and in ODS.
_HIDES = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ODS_PART = re.compile(rb"<table:(table|table-column|table-row)(?=[\s/>])([^>]*)>")
_ODS_HIDES = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")


# XLS: a compound file whose one stream is a row of records (a number, a length, as many bytes).
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = b"\x09\x08"
_STREAMS = ("Workbook", "Book")
_SMALL_STREAM = 4096
_FREE = 0xFFFFFFFA  # from here on a number of a sector means none
_BEGIN, _END, _SHEET_RECORD = (0x0809, 0x000A, 0x0085)
_ROW_RECORD, _COLUMN_RECORD, _ERROR_RECORD = (0x0208, 0x007D, 0x0205)
_FORMULA_RECORDS = frozenset({0x0006, 0x0206, 0x0406})
_XLS_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class RefusedError(Exception):
    """The sheet is larger than the bounds allow; arguments are the code and the sheet's name."""


def encode(value: object) -> Any:
    """Make a cell value fit JSON: whole floats become integers, dates and times tagged pairs."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str):
        return value if value.strip() else None
    for kind, type_ in (("m", datetime), ("d", date), ("t", time)):
        if isinstance(value, type_):
            return [kind, value.isoformat()]
    if isinstance(value, timedelta):
        return ["s", value.total_seconds()]
    return value


def encode_rows(rows: list[list[Any]]) -> list[list[Any]]:
    """Encode rows without the empty cells at their ends and the empty rows at the bottom."""
    encoded = []
    for row in rows:
        cells = [encode(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        encoded.append(cells)
    while encoded and not encoded[-1]:
        encoded.pop()
    return encoded


@dataclass(frozen=True)
class Page:
    """What the library does not tell of a sheet, rows and columns from 0.

    `without_value` are cells that the library reads as empty: errors of the table ("x"), and
    formulas without a stored value ("f"), which programs leave that write XLSX without computing.
    """

    without_value: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def pages(content: bytes, max_rows: int, max_columns: int) -> dict[int, Page]:
    """Return what else the sheets of an XLSX, XLS or ODS say, by the sheet's place."""
    if content.startswith((_COMPOUND, _BARE_BIFF)):
        try:
            return _xls_pages(_book_stream(content), max_rows, max_columns)
        except (struct.error, ValueError, IndexError):
            return {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                return _ods_pages(archive.read("content.xml"), max_rows, max_columns)
            return {
                number: _page(archive.read(path), max_rows, max_columns)
                for number, path in enumerate(_paths_of_sheets(archive))
                if path in names
            }
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, ValueError):
        return {}


def _page(page: bytes, max_rows: int, max_columns: int) -> Page:
    if not _HIDES.search(page):
        return Page(_without_value(page))
    rows: list[int] = []
    columns: list[int] = []
    last = 0
    for match in _ROW.finditer(page):
        facts = dict(_ATTRIBUTE.findall(match.group(1)))
        last = int(facts.get(b"r", last + 1))
        if _HIDES.search(match.group(1)) and last <= max_rows:
            rows.append(last - 1)
    for match in _COLUMN.finditer(page):
        if _HIDES.search(match.group(1)):
            facts = dict(_ATTRIBUTE.findall(match.group(1)))
            first, end = int(facts.get(b"min", 0)), int(facts.get(b"max", 0))
            columns += range(max(first, 1) - 1, min(end, max_columns))
    return Page(_without_value(page), rows, columns)


def _ods_pages(content: bytes, max_rows: int, max_columns: int) -> dict[int, Page]:
    found: dict[int, Page] = {}
    row = column = 0
    if not _ODS_HIDES.search(content):
        return found
    for match in _ODS_PART.finditer(content):
        part, text = match.groups()
        facts = dict(_ATTRIBUTE.findall(text))
        hides = _ODS_HIDES.search(text) is not None
        if part == b"table":
            found[len(found)] = Page()
            row = column = 0
        elif part == b"table-column" and found:
            times = int(facts.get(b"table:number-columns-repeated", 1))
            if hides:
                place = found[len(found) - 1].hidden_columns
                place.extend(range(column, min(column + times, max_columns)))
            column += times
        elif found:
            times = int(facts.get(b"table:number-rows-repeated", 1))
            if hides:
                place = found[len(found) - 1].hidden_rows
                place.extend(range(row, min(row + times, max_rows)))
            row += times
    return found


def _xls_pages(stream: bytes, max_rows: int, max_columns: int) -> dict[int, Page]:
    starts = [
        struct.unpack_from("<I", data)[0]
        for number, data in _records(stream, 0)
        if number == _SHEET_RECORD
    ]
    return {
        place: _xls_page(stream, start, max_rows, max_columns) for place, start in enumerate(starts)
    }


def _xls_page(stream: bytes, start: int, max_rows: int, max_columns: int) -> Page:
    page = Page()
    for number, data in _records(stream, start):
        if number == _ROW_RECORD:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & 0x20 and row < max_rows:
                page.hidden_rows.append(row)
        elif number == _COLUMN_RECORD:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1:
                page.hidden_columns.extend(range(first, min(last + 1, max_columns)))
        elif number == _ERROR_RECORD:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", data)
            if is_error:
                page.without_value[row, column] = ["x", _XLS_ERRORS.get(code, "")]
        elif number in _FORMULA_RECORDS:
            row, column, kind, code, mark = struct.unpack_from("<HH2xBxB3xH", data)
            if mark == 0xFFFF and kind == 2:
                page.without_value[row, column] = ["x", _XLS_ERRORS.get(code, "")]
    return page


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream; those of a chart inside a sheet are passed."""
    depth = 0
    while start + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, start)
        if number == _BEGIN:
            depth += 1
        elif number == _END:
            depth -= 1
        elif depth == 1:
            yield number, stream[start + 4 : start + 4 + length]
        if depth <= 0:
            return
        start += 4 + length


def _book_stream(content: bytes) -> bytes:
    """Return the records of a compound file; of a bare one all of it."""
    if not content.startswith(_COMPOUND):
        return content
    size = 1 << struct.unpack_from("<H", content, 0x1E)[0]
    table_sectors, first_of_directory = struct.unpack_from("<II", content, 0x2C)
    # A chain that bites its tail ends with the file's own size.
    most = len(content) // size
    listed = list(struct.unpack_from("<109I", content, 0x4C))
    more = struct.unpack_from("<I", content, 0x44)[0]
    while more < _FREE and len(listed) < min(table_sectors, most):
        numbers = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        listed += numbers[:-1]
        more = numbers[-1]
    table = b"".join(_sector(content, one, size) for one in listed[: min(table_sectors, most)])
    following = struct.unpack(f"<{len(table) // 4}I", table)

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        while first < _FREE and len(parts) < most:
            parts.append(_sector(content, first, size))
            first = following[first]
        return b"".join(parts)

    directory = chain(first_of_directory)
    for place in range(0, len(directory), 128):
        letters = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(0, letters - 2)].decode("utf-16-le", "replace")
        first, length = struct.unpack_from("<II", directory, place + 116)
        # What is smaller lies elsewhere and no program that writes XLS leaves it so small.
        if name in _STREAMS and length >= _SMALL_STREAM:
            return chain(first)[:length]
    raise ValueError("no book in the file")


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _paths_of_sheets(archive: zipfile.ZipFile) -> list[str]:
    if "xl/workbook.xml" not in archive.namelist():
        return []
    relations = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        facts = dict(_ATTRIBUTE.findall(match.group(1)))
        target = facts.get(b"Target", b"").decode("utf-8", "replace")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        relations[facts.get(b"Id", b"")] = path
    sheets = (
        dict(_ATTRIBUTE.findall(match.group(1)))
        for match in _SHEET.finditer(archive.read("xl/workbook.xml"))
    )
    return [relations.get(facts.get(b"r:id", b""), "") for facts in sheets]


def _without_value(page: bytes) -> dict[tuple[int, int], list[str]]:
    if b"<f" not in page and b't="e"' not in page:
        return {}
    found = {}
    for cell in _CELL.finditer(page):
        facts, body = dict(_ATTRIBUTE.findall(cell.group(1))), cell.group(2)
        formula, place = _FORMULA.search(body), _PLACE.fullmatch(facts.get(b"r", b""))
        if place is None:
            continue
        if facts.get(b"t") == b"e":
            error = _ERROR.search(body)
            told = ["x", error.group(1).decode("ascii", "replace") if error else ""]
        elif formula is None or _VALUE.search(body) or b"<is>" in body:
            continue
        else:
            text = (formula.group(1) or b"").decode("utf-8", "replace")
            told = ["f", f"={text}"[:_LONGEST_FORMULA]]
        found[int(place.group(2)) - 1, _column_number(place.group(1))] = told
    return found


def _column_number(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def put_without_value(
    rows: list[list[Any]],
    cells_told: dict[tuple[int, int], list[str]],
    max_rows: int,
    max_columns: int,
) -> None:
    """Put formulas and errors where the library has left an empty cell."""
    for (row, column), told in cells_told.items():
        if row >= max_rows or column >= max_columns:
            continue
        rows.extend([] for _ in range(row + 1 - len(rows)))
        cells = rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        if cells[column] is None:
            cells[column] = told


def read(content: bytes, max_rows: int, max_columns: int, max_cells: int) -> list[dict[str, Any]]:
    """Return the worksheets in their order; raises RefusedError and the library's own errors."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    told = pages(content, max_rows, max_columns)
    sheets = []
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        bottom, right = sheet.end or (-1, -1)
        max_cells -= (bottom + 1) * (right + 1)
        if bottom >= max_rows:
            raise RefusedError(TOO_MANY_ROWS, about.name)
        if right >= max_columns:
            raise RefusedError(TOO_MANY_COLUMNS, about.name)
        if max_cells < 0:
            raise RefusedError(TOO_MANY_CELLS, about.name)
        rows = encode_rows(sheet.to_python(skip_empty_area=False))
        page = told.get(number, Page())
        put_without_value(rows, page.without_value, max_rows, max_columns)
        sheets.append(
            {
                "name": about.name,
                "hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
                "merged": sheet.merged_cell_ranges or [],
                "rows": rows,
                "hidden_rows": [row for row in page.hidden_rows if any(rows[row : row + 1])],
                "hidden_columns": page.hidden_columns,
            }
        )
    return sheets


def answer_for(content: bytes, bounds: list[int]) -> dict[str, Any]:
    """Return {"sheets": [...]} or {"error": [code, sheet]}."""
    try:
        return {"sheets": read(content, *bounds)}
    except RefusedError as error:
        return {"error": list(error.args)}
    except python_calamine.PasswordError:
        return {"error": [PROTECTED, ""]}
    except (python_calamine.CalamineError, ValueError, OSError):
        return {"error": [DAMAGED, ""]}


def main() -> None:
    """Set the limits, read, answer. Arguments: memory, seconds, rows, columns, cells."""
    memory, seconds, *bounds = (int(argument) for argument in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answer = answer_for(sys.stdin.buffer.read(), bounds)
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
