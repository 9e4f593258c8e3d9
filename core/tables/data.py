"""One description of a table: screen, XLSX, CSV, DOCX and PDF print the same digits from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from core.numbers import (
    MISSING,
    Number,
    exact,
    format_date,
    format_interval,
    format_number,
    format_plain,
    round_half_up,
)

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"  # a share 0..1, printed as per cent
    DATE = "date"
    INTERVAL = "interval"  # a pair of numbers
    PERCENT_INTERVAL = "percent_interval"  # a pair of shares 0..1


NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.PERCENT})
INTERVALS = frozenset({Kind.INTERVAL, Kind.PERCENT_INTERVAL})
_PER_CENT = frozenset({Kind.PERCENT, Kind.PERCENT_INTERVAL})


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A value withheld on purpose: ``mark`` stands in the cell, ``reason`` in the notes."""

    mark: str
    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    low: int | float | Decimal | None
    high: int | float | Decimal | None


CellContent = str | int | float | Decimal | date | Interval | Suppressed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """``digits`` are decimals of the printed value (of per cents for shares).

    ``unit`` goes to the heading, never into the cells; per cents have theirs already. ``footnote``
    is numbered by the table.
    """

    title: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    digits: int = 0
    footnote: str = ""

    @property
    def heading(self) -> str:
        """The title with its unit: «Доля готовых, %»."""
        unit = self.unit or ("%" if self.kind in _PER_CENT else "")
        return f"{self.title}, {unit}" if unit else self.title

    @property
    def is_text(self) -> bool:
        return self.kind == Kind.TEXT

    def printed(self, value: CellContent) -> str:
        """Return the cell as people read it: «9 412», «62,5», «61–73», «12.05.2026», «—»."""
        if value is None:
            return MISSING
        if isinstance(value, Suppressed):
            return value.mark
        if isinstance(value, str):
            return value
        return self._printed_quantity(value)

    def _printed_quantity(self, value: float | Decimal | date | Interval) -> str:
        if isinstance(value, date):
            return format_date(value)
        if isinstance(value, Interval):
            # The unit is in the heading: only the digits are wanted here.
            low, high = (_scaled(end, percent=self._is_share) for end in (value.low, value.high))
            return format_interval(low, high, self.digits)
        return format_number(_scaled(value, percent=self._is_share), self.digits)

    def rounded(self, value: Number | None) -> Decimal | None:
        """Return the number whose digits are printed: scaled and rounded half up."""
        number = _scaled(value, percent=self._is_share)
        return None if number is None else round_half_up(number, self.digits)

    def plain(self, value: CellContent) -> str:
        """Return the cell for another program: «9412», «62,5», «12.05.2026»; None is empty.

        Intervals must have been taken apart before, see ``TableData.without_intervals``.
        """
        if value is None:
            return ""
        if isinstance(value, str | date | Suppressed):
            return self.printed(value)
        if isinstance(value, Interval):
            raise TypeError("an interval has no plain form")
        return format_plain(_scaled(value, percent=self._is_share), self.digits)

    @property
    def _is_share(self) -> bool:
        return self.kind in _PER_CENT


def _scaled(value: Number | None, *, percent: bool) -> Decimal | None:
    number = exact(value)
    return number * 100 if number is not None and percent else number


@dataclass(frozen=True, slots=True, kw_only=True)
class TableData:
    """A table with all that a reader needs to trust it.

    Every row and ``total`` have one cell for each column. ``filters`` are (name, value) pairs that
    chose the rows; ``short_title`` names the sheet of a workbook. Raises ValueError for a row of
    another length, and for one mark of suppression with two reasons.
    """

    title: str
    short_title: str = ""
    columns: tuple[TableColumn, ...]
    rows: Sequence[Sequence[CellContent]]
    total: Sequence[CellContent] | None = None
    footnotes: tuple[str, ...] = ()
    source: str = ""
    as_of: date | None = None
    filters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.all_rows()):
            raise ValueError(f"every row of «{self.title}» must have {width} cells")
        reasons: dict[str, str] = {}
        for cell in self._suppressed():
            if reasons.setdefault(cell.mark, cell.reason) != cell.reason:
                raise ValueError(f"the mark «{cell.mark}» has two reasons")

    def all_rows(self) -> Iterator[Sequence[CellContent]]:
        """Yield the rows and then the total, if there is one."""
        yield from self.rows
        if self.total is not None:
            yield self.total

    def headings(self) -> tuple[str, ...]:
        """Return the headings with the numbers of their footnotes: «Доля готовых, %¹»."""
        number = 0
        headings = []
        for column in self.columns:
            mark = ""
            if column.footnote:
                number += 1
                mark = str(number).translate(_SUPERSCRIPTS)
            headings.append(column.heading + mark)
        return tuple(headings)

    def notes(self) -> tuple[str, ...]:
        """Return the notes under the table: of columns, of the table, of suppressed cells."""
        numbered = [column.footnote for column in self.columns if column.footnote]
        notes = [
            f"{str(number).translate(_SUPERSCRIPTS)} {text}"
            for number, text in enumerate(numbered, start=1)
        ]
        notes += self.footnotes
        legend = {cell.mark: cell.reason for cell in self._suppressed()}
        notes += [f"«{mark}» — {reason}" for mark, reason in sorted(legend.items())]
        return tuple(notes)

    def origin(self) -> str:
        """Return where the data come from and of what day they are; empty when neither is known."""
        parts = []
        if self.source:
            parts.append(_("Источник: %s.") % self.source.rstrip("."))
        if self.as_of:
            parts.append(_("Данные на %s.") % format_date(self.as_of))
        return " ".join(parts)

    def without_intervals(self) -> "TableData":
        """Return the table with every interval as two columns of numbers, for spreadsheets."""
        kinds = [column.kind for column in self.columns]
        if not INTERVALS.intersection(kinds):
            return self

        def split(row: Sequence[CellContent]) -> tuple[CellContent, ...]:
            cells: list[CellContent] = []
            for kind, cell in zip(kinds, row, strict=True):
                cells.extend(_ends(cell) if kind in INTERVALS else (cell,))
            return tuple(cells)

        return replace(
            self,
            columns=tuple(part for column in self.columns for part in _apart(column)),
            rows=[split(row) for row in self.rows],
            total=None if self.total is None else split(self.total),
        )

    def _suppressed(self) -> Iterator[Suppressed]:
        for row in self.all_rows():
            for cell in row:
                if isinstance(cell, Suppressed):
                    yield cell


def _apart(column: TableColumn) -> tuple[TableColumn, ...]:
    if column.kind not in INTERVALS:
        return (column,)
    kind = Kind.PERCENT if column.kind == Kind.PERCENT_INTERVAL else Kind.NUMBER
    return (
        replace(column, title=_("%s, от") % column.title, kind=kind),
        replace(column, title=_("%s, до") % column.title, kind=kind, footnote=""),
    )


def _ends(cell: CellContent) -> tuple[CellContent, CellContent]:
    return (cell.low, cell.high) if isinstance(cell, Interval) else (cell, cell)
