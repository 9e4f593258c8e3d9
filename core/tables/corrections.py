"""A file given back: the person's own rows, the cells at fault coloured, the reasons beside."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.tables.cells import CellValue, Sheet, column_letter
from core.tables.headers import Layout
from core.tables.problems import Problem
from core.tables.templates import header_format, write_value
from core.tables.writing import sheet_names

ERROR_FILL = "#f8e7e1"
_REASONS_WIDTH = 80


def write_marked(layouts: Sequence[Layout], problems: Sequence[Problem]) -> bytes:
    """Return the tables with all their rows, to be mended and sent again.

    Every row is there, for a file is taken whole or not at all; a filter shows only those with
    errors. Titles stay as they are, so that the mended file is read like the first one; a cell
    merged over rows is written into each. Rows that the person left out are empty. Text is never a
    formula.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_numbers": False})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001
    names = sheet_names([layout.sheet.name for layout in layouts])
    for layout, name in zip(layouts, names, strict=True):
        own = [problem for problem in problems if problem.sheet == layout.sheet.name]
        _Page(book, book.add_worksheet(name), layout, own).write()
    book.close()
    return target.getvalue()


class _Page:
    def __init__(self, book: Any, page: Any, layout: Layout, problems: Sequence[Problem]) -> None:
        self._book = book
        self._page = page
        self._layout = layout
        self._sheet = layout.sheet
        self._width = layout.sheet.column_count
        self._formats: dict[tuple[str, str], Any] = {}
        self._merged = dict(_merged_values(layout.sheet))
        self._faults: defaultdict[int, set[str]] = defaultdict(set)
        self._reasons: defaultdict[int, list[str]] = defaultdict(list)
        for problem in problems:
            if problem.row is not None and problem.is_error:
                self._faults[problem.row].add(problem.column)
                hint = f" ({problem.suggestion})" if problem.suggestion else ""
                title = f"{problem.column_title}: " if problem.column_title else ""
                self._reasons[problem.row].append(f"{title}{problem.message}{hint}")

    def write(self) -> None:
        head = header_format(self._book)
        top = self._layout.header_row
        for row in range(1, self._sheet.row_count + 1):
            if row not in self._sheet.left_out:
                self._write_row(row, is_header=row == top)
        self._page.write_string(top - 1, self._width, _("Ошибки"), head)
        self._page.set_column(0, max(0, self._width - 1), 16)
        self._page.set_column(self._width, self._width, _REASONS_WIDTH)
        self._page.freeze_panes(top, 0)
        self._show_faulty(top)

    def _write_row(self, row: int, *, is_header: bool) -> None:
        for column in range(1, self._width + 1):
            value = self._sheet.value(row, column)
            if value is None:
                value = self._merged.get((row, column))
            faulty = column_letter(column) in self._faults[row]
            form = self._format(value, "head" if is_header else "fault" if faulty else "")
            if value is not None:
                write_value(self._page, row - 1, column - 1, value, form)
            elif faulty:
                self._page.write_blank(row - 1, column - 1, None, form)
        if self._reasons[row]:
            self._page.write_string(row - 1, self._width, " ".join(self._reasons[row]))

    def _show_faulty(self, top: int) -> None:
        """Filter by the column of errors; the rows without one are hidden until it is lifted."""
        bottom = self._sheet.row_count
        self._page.autofilter(top - 1, 0, max(top, bottom) - 1, self._width)
        if not any(row > top for row, reasons in self._reasons.items() if reasons):
            return
        self._page.filter_column(self._width, "x == NonBlanks")
        for row in range(top + 1, bottom + 1):
            if not self._reasons[row]:
                self._page.set_row(row - 1, None, None, {"hidden": True})

    def _format(self, value: CellValue, look: str) -> Any:
        kind = "General"
        if isinstance(value, datetime):
            kind = "dd.mm.yyyy hh:mm"
        elif isinstance(value, date):
            kind = "dd.mm.yyyy"
        elif isinstance(value, time):
            kind = "hh:mm"
        elif isinstance(value, str):
            kind = "@"
        if (kind, look) not in self._formats:
            if look == "head":
                self._formats[kind, look] = header_format(self._book, num_format=kind)
            else:
                fill = {"bg_color": ERROR_FILL} if look else {}
                self._formats[kind, look] = self._book.add_format({"num_format": kind, **fill})
        return self._formats[kind, look]


def _merged_values(sheet: Sheet) -> list[tuple[tuple[int, int], CellValue]]:
    """Return ((row, column), value) of cells merged over rows, whose value stands in the first."""
    return [
        ((row, merged.first_column), sheet.value(merged.first_row, merged.first_column))
        for merged in sheet.merged
        for row in range(merged.first_row + 1, min(merged.last_row, sheet.row_count) + 1)
    ]
