"""Tables out of the portal: XLSX for people who count, CSV for programs, from one description."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.numbers import format_date
from core.tables.data import CellContent, Kind, Suppressed, TableColumn, TableData

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

INK = "#1b2420"
MUTED = "#5a645e"
LINE = "#c8cec6"
HEADER_FILL = "#e6f0e9"

# A spreadsheet takes a text that begins so for a formula and may run it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME_LENGTH = 31
_LANDSCAPE_FROM = 100  # characters in all columns: the width of a page of A4 in portrait
_PROBED_ROWS = 500
_NARROWEST, _WIDEST = 9, 48
_FIXED_DAY = date(2020, 1, 1)  # for tables of no day: equal tables give equal files


def starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet could run the text as a formula."""
    return text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS)


def write_csv(table: TableData, *, notes: bool = True) -> bytes:
    """Return UTF-8 with BOM, «;», CRLF, decimal commas: what Russian Excel opens as it should.

    Intervals take two columns; a missing value is empty; text that could run as a formula gets an
    apostrophe before it. With ``notes`` the origin and notes follow after an empty line; without
    them the file is only a header and rows, as open data should be.
    """
    flat = table.without_intervals()
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    headings = flat.headings() if notes else [column.heading for column in flat.columns]
    writer.writerow([_harmless(heading) for heading in headings])
    for row in flat.all_rows():
        writer.writerow(
            _csv_cell(column, cell) for column, cell in zip(flat.columns, row, strict=True)
        )
    lines = [line for line in (flat.origin(), *flat.notes()) if line]
    if notes and lines:
        writer.writerow([])
        writer.writerows([_harmless(line)] for line in lines)
    return target.getvalue().encode("utf-8-sig")


def _csv_cell(column: TableColumn, cell: CellContent) -> str:
    text = column.plain(cell)
    # Numbers keep their minus; whatever came as text is not to be trusted.
    return _harmless(text) if isinstance(cell, str | Suppressed) else text


def _harmless(text: str) -> str:
    return f"'{text}" if starts_formula(text) else text


def write_xlsx(*tables: TableData, constant_memory: bool = False) -> bytes:
    """Return a workbook: a sheet for each table, then one with filters, day, source and notes.

    Numbers and dates are typed, rounded as printed elsewhere; text is never a formula. With
    ``constant_memory`` rows go to disk as they come: for tables of very many rows. Equal tables
    give equal bytes. Raises ValueError without a table.
    """
    if not tables:
        raise ValueError("a workbook needs a table")
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": constant_memory, "strings_to_numbers": False}
    )
    day = next((table.as_of for table in tables if table.as_of), _FIXED_DAY)
    book.set_properties({"title": tables[0].title, "created": datetime.combine(day, time())})
    formats = _Formats(book)
    names = sheet_names([*(table.short_title or table.title for table in tables), _("Сведения")])
    for table, name in zip(tables, names, strict=False):
        _SheetWriter(book.add_worksheet(name), formats, table.without_intervals()).write()
    _write_about(book.add_worksheet(names[-1]), formats, tables, names)
    book.close()
    return target.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Make names of sheets that Excel accepts: short, without signs it forbids, all different."""
    names: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = " ".join(_SHEET_NAME_FORBIDDEN.sub(" ", title).split()) or _("Лист")
        name = plain[:_SHEET_NAME_LENGTH].strip()
        number = 2
        while name.casefold() in taken:
            tail = f" {number}"
            name = plain[: _SHEET_NAME_LENGTH - len(tail)].strip() + tail
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


class _Formats:
    """Cell formats of one workbook, made when first needed: a workbook keeps all it was given."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_color": INK, "valign": "top"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def header(self, *, right: bool) -> Any:
        return self.get(
            bold=True,
            text_wrap=True,
            bg_color=HEADER_FILL,
            bottom=1,
            border_color=LINE,
            valign="vcenter",
            align="right" if right else "left",
        )

    def cell(self, column: TableColumn, cell: CellContent, *, total: bool) -> Any:
        properties: dict[str, Any] = {"bold": True, "top": 1} if total else {}
        if isinstance(cell, Suppressed):
            align = "left" if column.is_text else "right"
            return self.get(**properties, font_color=MUTED, italic=True, align=align)
        if isinstance(cell, str):
            align = "left" if column.is_text else "right"
            quote = {"quote_prefix": True} if starts_formula(cell) else {}
            return self.get(**properties, **quote, num_format="@", text_wrap=True, align=align)
        return self.get(**properties, num_format=number_format(column))


def number_format(column: TableColumn) -> str:
    """Return Excel's code of the format in which the cells of a column are shown."""
    if column.kind == Kind.DATE:
        return "dd.mm.yyyy"
    return "#,##0" + ("." + "0" * column.digits if column.digits else "")


class _SheetWriter:
    """Writes one table from top to bottom, as constant memory demands."""

    def __init__(self, sheet: Any, formats: _Formats, table: TableData) -> None:
        self.sheet = sheet
        self.formats = formats
        self.table = table
        self.widths = _widths(table)

    def write(self) -> None:
        self._set_page()
        top = self._write_title()
        self._write_header(top)
        row = top
        for row, cells in enumerate(self.table.all_rows(), start=top + 1):
            total = self.table.total is not None and cells is self.table.total
            self._write_row(row, cells, total=total)
        last_data = top + max(len(self.table.rows), 1)
        self.sheet.autofilter(top, 0, last_data, len(self.table.columns) - 1)
        self.sheet.freeze_panes(top + 1, 1)
        self.sheet.repeat_rows(top)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        muted = self.formats.get(font_color=MUTED)
        for number, note in enumerate(self.table.notes(), start=row + 2):
            self.sheet.write_string(number, 0, note, muted)

    def _set_page(self) -> None:
        for number, width in enumerate(self.widths):
            self.sheet.set_column(number, number, width)
        self.sheet.set_paper(9)  # A4
        if sum(self.widths) > _LANDSCAPE_FROM:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.set_footer("&C" + _("стр. &P из &N"))

    def _write_title(self) -> int:
        """Write what stands above the header; return the header's row, counted from 0."""
        self.sheet.write_string(0, 0, self.table.title, self.formats.get(bold=True, font_size=14))
        origin = self.table.origin()
        if not origin:
            return 2
        self.sheet.write_string(1, 0, origin, self.formats.get(font_color=MUTED))
        return 3

    def _write_header(self, row: int) -> None:
        for number, heading in enumerate(self.table.headings()):
            right = not self.table.columns[number].is_text
            self.sheet.write_string(row, number, heading, self.formats.header(right=right))

    def _write_row(self, row: int, cells: Sequence[CellContent], *, total: bool) -> None:
        for number, (column, cell) in enumerate(zip(self.table.columns, cells, strict=True)):
            form = self.formats.cell(column, cell, total=total)
            match cell:
                case None:
                    self.sheet.write_blank(row, number, None, form)
                case Suppressed():
                    self.sheet.write_string(row, number, cell.mark, form)
                case str():
                    self.sheet.write_string(row, number, cell, form)
                case date():
                    self.sheet.write_datetime(row, number, cell, form)
                case int() | float() | Decimal():
                    value = column.rounded(cell)
                    if value is None:
                        self.sheet.write_blank(row, number, None, form)
                    else:
                        self.sheet.write_number(row, number, float(value), form)


def _widths(table: TableData) -> list[int]:
    """Wide enough for every printed cell and for the longest word of the heading, within bounds."""
    widths = []
    for number, heading in enumerate(table.headings()):
        column = table.columns[number]
        cells = [column.printed(row[number]) for row in table.rows[:_PROBED_ROWS]]
        if table.total is not None:
            cells.append(column.printed(table.total[number]))
        longest = max((len(cell) for cell in cells), default=0)
        word = max((len(part) for part in heading.split()), default=0)
        # Two characters for the arrow of the filter, a third of the heading to a line.
        needed = max(longest, word + 2, len(heading) // 3)
        widths.append(min(max(needed + 2, _NARROWEST), _WIDEST))
    return widths


def _write_about(
    sheet: Any, formats: _Formats, tables: Sequence[TableData], names: Sequence[str]
) -> None:
    bold, plain = formats.get(bold=True), formats.get(text_wrap=True, num_format="@")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    row = 0
    for table, name in zip(tables, names, strict=False):
        sheet.write_string(row, 0, name, formats.get(bold=True, font_size=12))
        lines = [(_("Таблица"), table.title)]
        if table.source:
            lines.append((_("Источник"), table.source))
        if table.as_of:
            lines.append((_("Данные на"), format_date(table.as_of)))
        lines += table.filters
        lines += [(_("Примечание"), note) for note in table.notes()]
        for row, (title, value) in enumerate(lines, start=row + 1):  # noqa: B020
            sheet.write_string(row, 0, title, bold)
            sheet.write_string(row, 1, value, plain)
        row += 2
