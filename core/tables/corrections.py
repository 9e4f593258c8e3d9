"""Rejected rows given back: the same columns, the cells at fault coloured, the reasons beside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.tables.cells import CellValue, column_letter
from core.tables.headers import HeaderCell
from core.tables.records import BadRow, Table
from core.tables.specs import TableSpec
from core.tables.templates import header_format, write_value
from core.tables.writing import sheet_names

ERROR_FILL = "#f8e7e1"
_REASONS_WIDTH = 80


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the corrected file; ``place`` is 0 for what the file said between its rows."""

    title: CellValue
    place: int
    key: str

    def value(self, table: Table[Any], row: BadRow) -> CellValue:
        if self.key:
            return row.raw[self.key]
        return table.layout.sheet.value(row.number, self.place)


def write_rejected(table: Table[Any], spec: TableSpec[Any]) -> bytes:
    """Return the rows that could not be taken, to be mended and sent again.

    Columns keep the titles of the file, so that the mended file is read like the first one; blank
    cells that stood for the value above hold that value.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_numbers": False})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001
    (name,) = sheet_names([table.layout.sheet.name])
    sheet = book.add_worksheet(name)
    columns = _columns(table, spec)
    head, head_of_day = header_format(book), header_format(book, num_format="dd.mm.yyyy")
    for number, column in enumerate(columns):
        sheet.set_column(number, number, max(12, min(40, len(str(column.title)) + 4)))
        form = head_of_day if isinstance(column.title, date) else head
        write_value(sheet, 0, number, column.title, form)
    sheet.set_column(len(columns), len(columns), _REASONS_WIDTH)
    sheet.write_string(0, len(columns), _("Ошибки"), head)
    writer = _Rows(book, sheet, columns, table)
    for line, row in enumerate(table.bad_rows, start=1):
        writer.write(line, row)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _columns(table: Table[Any], spec: TableSpec[Any]) -> list[_Column]:
    layout = table.layout
    keys = {place: key for key, place in layout.columns.items()}
    columns = [
        _Column(_title(cell, named=cell.column in keys), cell.column, keys.get(cell.column, ""))
        for cell in layout.header
    ]
    if spec.divider and spec.divider.key not in layout.columns:
        columns.append(_Column(spec.column(spec.divider.key).title, 0, spec.divider.key))
    return columns


def _title(cell: HeaderCell, *, named: bool) -> CellValue:
    """Repeated columns are known by their own cell, named ones may need the title above too."""
    if not named:
        return cell.value
    return f"{cell.over} {cell.title}" if cell.over else cell.title


class _Rows:
    def __init__(
        self, book: Any, sheet: Any, columns: Sequence[_Column], table: Table[Any]
    ) -> None:
        self._book = book
        self._sheet = sheet
        self._columns = columns
        self._table = table
        self._formats: dict[tuple[str, bool], Any] = {}
        self._faults: defaultdict[int, set[str]] = defaultdict(set)
        self._reasons: defaultdict[int, list[str]] = defaultdict(list)
        for problem in table.problems:
            if problem.row is not None and problem.is_error:
                self._faults[problem.row].add(problem.column)
                hint = f" ({problem.suggestion})" if problem.suggestion else ""
                title = f"{problem.column_title}: " if problem.column_title else ""
                self._reasons[problem.row].append(f"{title}{problem.message}{hint}")

    def write(self, line: int, row: BadRow) -> None:
        for number, column in enumerate(self._columns):
            value = column.value(self._table, row)
            faulty = column_letter(column.place) in self._faults[row.number]
            form = self._format(value, faulty=faulty)
            if value is None:
                self._sheet.write_blank(line, number, None, form)
            else:
                write_value(self._sheet, line, number, value, form)
        reasons = " ".join(self._reasons[row.number])
        self._sheet.write_string(line, len(self._columns), reasons)

    def _format(self, value: CellValue, *, faulty: bool) -> Any:
        kind = "General"
        if isinstance(value, datetime):
            kind = "dd.mm.yyyy hh:mm"
        elif isinstance(value, date):
            kind = "dd.mm.yyyy"
        elif isinstance(value, time):
            kind = "hh:mm"
        elif isinstance(value, str):
            kind = "@"
        if (kind, faulty) not in self._formats:
            fill = {"bg_color": ERROR_FILL} if faulty else {}
            self._formats[kind, faulty] = self._book.add_format({"num_format": kind, **fill})
        return self._formats[kind, faulty]
