"""What a table from outside should hold: named columns, repeated columns, one record type a row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Generic, TypeVar

from core.tables.cells import CellValue
from core.tables.parsing import CellError, Doubt, Parser, is_blank
from core.tables.quantities import Day
from core.text import fold_code

T = TypeVar("T")

LONGEST_DIVIDER = 400
# Whole phrases only: «Средняя школа» and «Проверка знаний» are data.
SERVICE_ROW = re.compile(
    r"(?:итого|всего|подытог|средний балл|средняя оценка|среднее (?:значение|по)"
    r"|(?:% |процент )?(?:качеств[оа] (?:знаний|обучения|обученности|успеваемости)"
    r"|(?:абсолютн\w+ |качественн\w+ |общ\w+ )?успеваемост[ьи]|обученности)"
    r"|степень обученности|соу|кол(?:ичество|-во) (?:[«\"]?[2-5]|оцен|студент|обучающ))\b"
    r"|(?:итог|среднее)\s*:?$|проверка\s*(?:\(|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column known by its title or a synonym, written in any case, with or without dots.

    ``required``: the file must have the column and every row a value in it (``may_be_blank`` lifts
    the second). ``fill_down``: a blank cell repeats the value above, as in tables where a code
    stands only in the first row of a block. ``hint`` is told to those who fill the template in.
    ``is_title`` says yes to other titles of this column; they count when only one column has such.
    ``is_common``: tables of other kinds have such a column too, so a header is not known by it.
    """

    key: str
    title: str
    parse: Parser
    synonyms: tuple[str, ...] = ()
    required: bool = False
    may_be_blank: bool = False
    fill_down: bool = False
    hint: str = ""
    is_title: Callable[[str], bool] | None = None
    is_common: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.synonyms)

    @property
    def must_be_filled(self) -> bool:
        return self.required and not self.may_be_blank

    def is_blank(self, value: CellValue) -> bool:
        return is_blank(value, dash_is_blank=self.parse.dash_is_blank)


@dataclass(frozen=True, kw_only=True)
class ColumnGroup:
    """Columns repeated for dates, codes or modules, known by what their header says.

    ``header`` turns the value of a header cell into what the column is about, None when the column
    is not of this group; ``header_under`` is asked instead where the titles above matter too, with
    those first, from the top down. The record gets a tuple of (header, value or None) pairs in file
    order. A required group needs at least ``fewest`` columns.
    """

    key: str
    title: str
    header: Callable[[CellValue], Any]
    parse: Parser
    required: bool = False
    fewest: int = 1
    header_under: Callable[[tuple[str, ...], CellValue], Any] | None = None

    def about(self, above: tuple[str, ...], value: CellValue) -> Any:
        """Return what a column is about; ``above`` are the titles above its own."""
        return self.header_under(above, value) if self.header_under else self.header(value)

    def is_blank(self, value: CellValue) -> bool:
        return is_blank(value, dash_is_blank=self.parse.dash_is_blank)


@dataclass(frozen=True, kw_only=True)
class Divider:
    """A row of one cell that says what the rows below belong to: «Группа М-31».

    A cell above the header may say it of the whole sheet. The first group of ``pattern`` is the
    value of column ``key`` until the next such row. A row that is nothing but one of ``names`` says
    so too: «М-31», and so is one that ``alone`` says yes to: a title above the header may look the
    same and say something else. With ``in_header`` a title of a column may say it as well.
    """

    key: str
    pattern: re.Pattern[str]
    names: frozenset[str] = frozenset()
    in_header: bool = False
    alone: Callable[[str], bool] | None = None

    def value_in(self, text: str) -> str | None:
        """Return what a cell says of the rows below; None when it says nothing."""
        if len(text) > LONGEST_DIVIDER:
            return None
        match = self.pattern.match(text)
        if match is not None:
            return match.group(1)
        return text if fold_code(text) in self.names else None

    def value_of_row(self, text: str) -> str | None:
        """Return what a row of one cell says of those below it; None when it says nothing."""
        said = self.value_in(text)
        return text if said is None and self.alone is not None and self.alone(text) else said


@dataclass(frozen=True, kw_only=True)
class TableSpec(Generic[T]):
    """A kind of table. ``record`` is a frozen dataclass with one field for each column and group.

    ``goes_first``: of several shapes this one is tried first, since others would misread its table.
    Raises TypeError at once when the fields and the keys differ.
    """

    record: type[T]
    columns: tuple[Column, ...]
    groups: tuple[ColumnGroup, ...] = ()
    divider: Divider | None = None
    service_row: re.Pattern[str] = SERVICE_ROW
    goes_first: bool = False

    def __post_init__(self) -> None:
        if not is_dataclass(self.record):
            raise TypeError(f"{self.record.__name__} is not a dataclass")
        keys = [column.key for column in self.columns] + [group.key for group in self.groups]
        names = {field.name for field in fields(self.record)}
        if set(keys) != names or len(keys) != len(names):
            raise TypeError(f"columns {keys} do not match the fields of {self.record.__name__}")

    def column(self, key: str) -> Column:
        """Return the column with this key; raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def header_text(pattern: str) -> Callable[[CellValue], str | None]:
    """Make a group header from a regular expression with one group: what the column is about."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(value: CellValue) -> str | None:
        match = compiled.fullmatch(value.strip()) if isinstance(value, str) else None
        return match.group(1) if match else None

    return read


def header_of(parser: Parser) -> Callable[[CellValue], Any]:
    """Make a group header from a parser: what it accepts belongs to the group."""

    def read(value: CellValue) -> Any:
        try:
            parsed = parser(value)
        except CellError:
            return None
        return parsed.value if isinstance(parsed, Doubt) else parsed

    return read


header_day = header_of(Day())
