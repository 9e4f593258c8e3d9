"""A workbook written anew as XLSX: what is read from the copy is what was read from the file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from core.tables.cells import CellValue, Sheet, TableError, Uncomputed, Workbook
from core.tables.spreadsheets import ERRORS
from core.tables.templates import write_value
from core.tables.writing import sheet_names

_LONGEST_TEXT: Final = 32_767
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")
_UNKNOWN_ERROR: Final = "#N/A"
_CODES: Final = {shown: code for code, shown in ERRORS.items()}


def write_copy(workbook: Workbook) -> bytes:
    """Return the workbook with every cell in its place and of its type.

    Hidden sheets, rows and columns stay hidden, merged cells merged. Equal workbooks give equal
    bytes, and nothing goes through a temporary file.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_numbers": False, "in_memory": True})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001
    forms = _Forms(book)
    for sheet, name in zip(workbook.sheets, _names(workbook.sheets), strict=True):
        page = book.add_worksheet(name)
        _write_sheet(page, sheet, forms)
    _hide_sheets(book.worksheets(), workbook.sheets)
    book.close()
    return target.getvalue()


def without_columns(sheet: Sheet, columns: set[int]) -> Sheet:
    """Return the sheet with these columns empty from top to bottom; the others keep their place."""
    rows = tuple(
        tuple(None if place in columns else value for place, value in enumerate(row, start=1))
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


# A moment is a day as well, so it comes first.
_SHOWN_AS: Final[tuple[tuple[type, str], ...]] = (
    (str, "@"),
    (datetime, "dd.mm.yyyy hh:mm:ss"),
    (date, "dd.mm.yyyy"),
    (time, "hh:mm:ss"),
    (timedelta, "[h]:mm:ss"),
)


class _Forms:
    """The formats of the copy, by the type of a value."""

    def __init__(self, book: Any) -> None:
        self._made = [(type_, book.add_format({"num_format": code})) for type_, code in _SHOWN_AS]

    def of(self, value: CellValue) -> Any:
        return next((form for type_, form in self._made if isinstance(value, type_)), None)


def _write_sheet(page: Any, sheet: Sheet, forms: _Forms) -> None:
    for merged in sheet.merged:
        last_row = min(merged.last_row, sheet.row_count)
        last_column = min(merged.last_column, sheet.column_count)
        if last_row < merged.first_row or last_column < merged.first_column:
            continue
        if (last_row, last_column) != (merged.first_row, merged.first_column):
            page.merge_range(
                merged.first_row - 1, merged.first_column - 1, last_row - 1, last_column - 1, ""
            )
    for number, row in enumerate(sheet.rows):
        for place, value in enumerate(row):
            _write(page, number, place, value, forms)
    for row_number in sheet.hidden_rows:
        page.set_row(row_number - 1, None, None, {"hidden": True})
    for column in sheet.hidden_columns:
        page.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _write(page: Any, row: int, column: int, value: CellValue, forms: _Forms) -> None:
    match value:
        case TableError():
            code = _CODES.get(value, value if value.startswith("#") else _UNKNOWN_ERROR)
            page.write_formula(row, column, "=NA()", None, code)
        case Uncomputed():
            page.write_formula(row, column, str(value), None, "")
        case timedelta():
            page.write_datetime(row, column, value, forms.of(value))
        case str():
            write_value(page, row, column, value[:_LONGEST_TEXT], forms.of(value))
        case _:
            write_value(page, row, column, value, forms.of(value))


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Return the names as they are; of a text file or OpenDocument as a spreadsheet takes them."""
    names = [sheet.name for sheet in sheets]
    if any(not name or len(name) > _LONGEST_NAME or _NOT_IN_NAMES.search(name) for name in names):
        return sheet_names(names)
    return names


def _hide_sheets(pages: Sequence[Any], sheets: Sequence[Sheet]) -> None:
    """Hide what was hidden; a workbook always shows one sheet."""
    shown = [page for page, sheet in zip(pages, sheets, strict=True) if not sheet.hidden]
    if not shown:
        return
    shown[0].activate()
    shown[0].set_first_sheet()
    for page, sheet in zip(pages, sheets, strict=True):
        if sheet.hidden:
            page.hide()
