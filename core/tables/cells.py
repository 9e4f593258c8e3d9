"""A workbook as it was read: sheets of typed cells, each knowing its place.

Rows and columns are counted from 1, as spreadsheets show them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


class Uncomputed(str):
    """A formula whose result the file does not keep, as its text: the cell says nothing yet."""

    __slots__ = ()


class TableError(str):
    """What a spreadsheet shows where it could not compute, such as «#Н/Д»."""

    __slots__ = ()


class UnreadableFileError(Exception):
    """The file cannot be read as a table; the message tells a person in Russian what to do."""


def column_letter(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True)
class Cell:
    value: CellValue
    row: int
    column: int

    @property
    def address(self) -> str:
        """The address as a spreadsheet prints it: C5."""
        return f"{column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells shown as one; only the first holds the value."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells of one sheet. Rows are of unequal length: empty cells at the end are not kept.

    Hidden rows and columns are read like all others; `left_out` are rows that a person does not
    want to be read.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    hidden: bool = False
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def column_count(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def value(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None outside the filled area."""
        if not (1 <= row <= len(self.rows) and column >= 1):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None

    def cells(self, row: int) -> Iterator[Cell]:
        """Yield the cells of a row up to its last filled one."""
        for column, value in enumerate(self.rows[row - 1], start=1):
            yield Cell(value, row, column)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read; a CSV file is a workbook of one sheet named like the file."""

    name: str
    sheets: tuple[Sheet, ...]

    @property
    def visible_sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)
