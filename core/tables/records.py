"""From a sheet and its layout to typed records, with every problem found on the way.

Reading knows nothing of what the records are for: the same result serves a dry run and the import.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from core.tables.cells import (
    CellValue,
    Sheet,
    TableError,
    Uncomputed,
    Workbook,
    column_letter,
)
from core.tables.headers import Layout, Placed, find_layout, layout_at, layout_problems
from core.tables.likeness import closest
from core.tables.parsing import CellError, Code, Doubt, is_blank, shown
from core.tables.problems import Answer, Problem, Severity
from core.tables.specs import Column, ColumnGroup, TableSpec
from core.text import compact_key, lost_zeros, squeeze

T = TypeVar("T")

_REMEMBERED = 50_000  # parsed texts of a sheet kept at once
ROWS_BETWEEN_WORDS = 1_000
_ROW_NUMBER = re.compile(r"\d{1,4}[.)]?")

# Called with the number of rows passed, now and then.
Watch = Callable[[int], None]


class SkipReason(StrEnum):
    SERVICE = "service"  # Итого, Всего, Проверка
    REPEATED_HEADER = "repeated_header"
    DIVIDER = "divider"
    STRAY = "stray"  # a remark or a signature outside the table


@dataclass(frozen=True, slots=True)
class SkippedRow:
    row: int
    reason: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A record with its place. ``raw`` maps a key to the cell as it stands in the file."""

    sheet: str
    number: int
    record: T
    raw: Mapping[str, CellValue]
    layout: Layout = field(repr=False, compare=False)

    def problem(
        self,
        message: str,
        *,
        key: str = "",
        suggestion: str = "",
        fixes: Sequence[str] = (),
        answers: Sequence[Answer] = (),
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem of this row, or of one cell of it, for checks made after reading."""
        column = self.layout.columns.get(key, 0)
        return Problem(
            sheet=self.sheet,
            row=self.number,
            column=column_letter(column),
            column_title=self.layout.title_of(column),
            value=shown(self.raw.get(key)),
            message=message,
            suggestion=suggestion,
            fixes=tuple(fixes) if column else (),
            answers=tuple(answers),
            severity=severity,
        )


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with an error; ``raw`` maps a key to its cell, blanks filled down as in good rows."""

    number: int
    raw: Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """What was read from one sheet; rows with an error are in ``bad_rows``, not in ``rows``."""

    layout: Layout
    rows: tuple[Row[T], ...]
    problems: tuple[Problem, ...]
    bad_rows: tuple[BadRow, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What was read from all sheets of a workbook.

    ``answers`` are what people said of rows, by (sheet, row): the value of a problem's answer.
    """

    tables: tuple[Table[T], ...]
    problems: tuple[Problem, ...]
    answers: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Row[T], ...]:
        return tuple(row for table in self.tables for row in table.rows)

    @property
    def rows_total(self) -> int:
        """Good and bad rows together; what was skipped is no row."""
        return sum(len(table.rows) + len(table.bad_rows) for table in self.tables)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


def read_tables(
    workbook: Workbook,
    spec: TableSpec[T],
    *,
    placed: Mapping[str, Placed] | None = None,
    watch: Watch | None = None,
) -> Reading[T]:
    """Read every visible sheet that has such a table.

    ``placed`` are a person's descriptions by name of sheet. A workbook without such a table gives
    one error. ``watch`` is told how many rows of a sheet are read, in each sheet anew.
    """
    tables: list[Table[T]] = []
    problems: list[Problem] = []
    without: list[Sheet] = []
    for sheet in workbook.visible_sheets:
        described = (placed or {}).get(sheet.name)
        layout = layout_at(sheet, spec, described) if described else find_layout(sheet, spec)
        if layout is None:
            without.append(sheet)
            continue
        table = read_table(layout, spec, watch=watch)
        tables.append(table)
        problems.extend(table.problems)
    if not tables:
        problems.append(_no_table(workbook, spec))
    else:
        problems.extend(_passed_over(sheet) for sheet in without if sheet.row_count)
    return Reading(tuple(tables), tuple(problems))


def _no_table(workbook: Workbook, spec: TableSpec[Any]) -> Problem:
    sheets = workbook.visible_sheets
    if not any(sheet.row_count for sheet in sheets):
        message = _("В файле нет ни одной заполненной ячейки на видимых листах.")
        return Problem(sheet=sheets[0].name if sheets else workbook.name, message=message)
    wanted = [column.title for column in spec.columns if column.required]
    seen = {
        squeeze(shown(value)): None
        for sheet in sheets
        for row in sheet.rows[:20]
        for value in row
        if isinstance(value, str) and len(value) < 60
    }
    keys = {compact_key(text) for text in seen}
    lacking = [title for title in wanted if compact_key(title) not in keys]
    there = [title for title in wanted if title not in lacking]
    near = {title: closest(title, list(seen)) for title in lacking} if seen else {}
    likely = [_("«%(seen)s» → «%(title)s»") % {"seen": s, "title": t} for t, s in near.items() if s]
    message = _("Не найдена строка заголовка. Нужны столбцы: %(wanted)s.")
    if there and lacking:
        message = _("Не найдена строка заголовка. Есть %(there)s, нет столбцов: %(wanted)s.")
    others = [column.title for column in spec.columns if column.title not in there]
    if there and others and not lacking:
        message = _("Есть %(there)s, но нет ни одного другого столбца: %(wanted)s.")
        lacking = others
    words = {
        "wanted": _quoted(lacking or wanted or [column.title for column in spec.columns]),
        "there": _quoted(there),
    }
    return Problem(
        sheet=sheets[0].name if sheets else workbook.name,
        message=message % words,
        suggestion=", ".join(likely),
    )


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(f"«{title}»" for title in titles)


def _passed_over(sheet: Sheet) -> Problem:
    return Problem(
        sheet=sheet.name,
        message=_("Лист пропущен: на нём нет строки заголовка такой таблицы."),
        severity=Severity.WARNING,
    )


def read_table(layout: Layout, spec: TableSpec[T], *, watch: Watch | None = None) -> Table[T]:
    """Read the rows under the header; collects all problems, stops at none.

    Without a required column there is nothing to read: the table then has no rows.
    """
    about_header = layout_problems(layout, spec)
    if any(problem.is_error for problem in about_header):
        return Table(layout, (), about_header, (), ())
    return _TableReader(layout, spec, list(about_header)).read(watch)


class _TableReader(Generic[T]):
    def __init__(self, layout: Layout, spec: TableSpec[T], problems: list[Problem]) -> None:
        self.layout = layout
        self.spec = spec
        self.sheet = layout.sheet
        self.problems = problems
        self.rows: list[Row[T]] = []
        self.bad_rows: list[BadRow] = []
        self.skipped: list[SkippedRow] = []
        self.above: dict[str, CellValue] = {}
        self.divided = self._said_above()
        self.merged = dict(_tall_merged_cells(layout))
        places = [(column, layout.columns.get(column.key, 0)) for column in spec.columns]
        divided = spec.divider.key if spec.divider else None
        self.columns = [(one, place) for one, place in places if place or one.key == divided]
        # Nothing will ever stand in a column that the file does not have.
        self.absent = dict.fromkeys(one.key for one, place in places if not place)
        self.groups = [(group, layout.groups.get(group.key, ())) for group in spec.groups]
        self.header = {(cell.column, cell.value) for cell in layout.header}
        self.own = {place for _column, place in self.columns if place}
        self.own.update(place for _group, members in self.groups for place, _about in members)
        # Columns in which a cell may stand alone and mean no more than itself.
        self.facts = {
            place for column, place in self.columns if not column.required and column.key != divided
        }
        self.needed = sum(bool(column.must_be_filled and place) for column, place in self.columns)
        self.parsed: dict[tuple[str, str | date], Any] = {}

    def _said_above(self) -> CellValue:
        """Return what a title above the header says of all rows: «Список группы М-31»."""
        divider = self.spec.divider
        last = self.layout.header_row + bool(divider and divider.in_header)
        for number in range(1, last) if divider else ():
            for cell in self.sheet.cells(number):
                text = squeeze(cell.value) if isinstance(cell.value, str) else ""
                said = divider.value_in(text) if divider else None
                if said is not None:
                    return said
        return None

    def read(self, watch: Watch | None) -> Table[T]:
        for number in range(self.layout.first_row, self.sheet.row_count + 1):
            if watch is not None and number % ROWS_BETWEEN_WORDS == 0:
                watch(number)
            filled: dict[int, CellValue] = {
                column: value
                for column, value in enumerate(self.sheet.rows[number - 1], start=1)
                if value is not None and not is_blank(value, dash_is_blank=False)
            }
            if not filled:
                continue
            reason = self._reason_to_skip(filled)
            is_left_out = number in self.sheet.left_out and reason != SkipReason.DIVIDER
            has_none = reason is None and self._says_nothing(number, filled)
            if is_left_out or has_none or self._is_only_numbered(filled, reason):
                self._pass_by(number)
            elif reason is None:
                self._read_row(number)
            else:
                self._skip(number, filled, reason)
        self._look_for_lost_zeros()
        return Table(
            self.layout,
            tuple(self.rows),
            tuple(sorted(self.problems, key=lambda problem: problem.row or 0)),
            tuple(self.bad_rows),
            tuple(self.skipped),
        )

    def _pass_by(self, number: int) -> None:
        """Leave a row out; what it says for the rows below it still counts."""
        for column, place in self.columns:
            if column.fill_down:
                self._cell(number, column, place)

    def _is_only_numbered(self, filled: dict[int, CellValue], reason: SkipReason | None) -> bool:
        """Tell whether a row has nothing but its own number: lists are numbered in advance."""
        if reason != SkipReason.STRAY or not self.own.isdisjoint(filled):
            return False
        return all(_ROW_NUMBER.fullmatch(shown(value).strip()) for value in filled.values())

    def _says_nothing(self, number: int, filled: dict[int, CellValue]) -> bool:
        """Tell whether a row has only dashes, numbers of rows and what is pulled down: «М-31»."""
        told = (
            not one.is_blank(self._own_cell(number, place))
            for one, place in self.columns
            if place and not one.fill_down
        )
        marked = (
            not group.is_blank(self._own_cell(number, place))
            for group, members in self.groups
            for place, _about in members
        )
        if any(told) or any(marked):
            return False
        others = (value for place, value in filled.items() if place not in self.own)
        return all(is_blank(value) or not isinstance(value, str) for value in others)

    def _reason_to_skip(self, filled: dict[int, CellValue]) -> SkipReason | None:
        first = next((squeeze(value) for value in filled.values() if isinstance(value, str)), "")
        if self.spec.service_row.match(first):
            return SkipReason.SERVICE
        if len(filled) == 1 and self._divider_in(next(iter(filled)), first) is not None:
            return SkipReason.DIVIDER
        if len(filled) > 1 and filled.items() <= self.header:
            return SkipReason.REPEATED_HEADER
        return SkipReason.STRAY if self._is_stray(filled, first) else None

    def _divider_in(self, place: int, text: str) -> str | None:
        """Return what a cell alone in its row says of the rows below; None when it says nothing.

        What would be a value of its column, a number of a record book, is told by words only.
        """
        divider = self.spec.divider
        if divider is None:
            return None
        return divider.value_in(text) if place in self.facts else divider.value_of_row(text)

    def _is_stray(self, filled: dict[int, CellValue], first: str) -> bool:
        if first.endswith(":") or self.own.isdisjoint(filled):
            return True
        # Formulas pulled down further than the list reaches.
        if all(isinstance(value, TableError) for value in filled.values()):
            return True
        if any(isinstance(value, str) and "___" in value for value in filled.values()):
            return True
        return len(filled) == 1 and self.needed > 1

    def _skip(self, number: int, filled: dict[int, CellValue], reason: SkipReason) -> None:
        text = squeeze(" ".join(shown(value) for value in filled.values()))
        self.skipped.append(SkippedRow(number, reason, text))
        if reason == SkipReason.DIVIDER:
            self.divided = self._divider_in(next(iter(filled)), text)
            self.above.clear()
        if reason == SkipReason.STRAY:
            message = _("Строка пропущена: она не похожа на строку таблицы.")
            self._report(number, 0, text, Doubt(text, message))

    def _read_row(self, number: int) -> None:
        before = len(self.problems)
        raw: dict[str, CellValue] = {**self.absent}
        values: dict[str, Any] = {**self.absent}
        for column, place in self.columns:
            value = raw[column.key] = self._cell(number, column, place)
            values[column.key] = self._parse(number, place, column, value)
        for group, members in self.groups:
            values[group.key] = tuple(
                (about, self._parse(number, place, group, self._own_cell(number, place)))
                for place, about in members
            )
        if any(problem.is_error for problem in self.problems[before:]):
            self.bad_rows.append(BadRow(number, raw))
        else:
            record = self.spec.record(**values)
            self.rows.append(Row(self.sheet.name, number, record, raw, self.layout))

    def _cell(self, number: int, column: Column, place: int) -> CellValue:
        """Return the cell, or what stands for it: a merged cell, the cell above, the divider."""
        value = self._own_cell(number, place) if place else None
        if column.is_blank(value):
            if column.fill_down:
                value = self.above.get(column.key)
            if self.spec.divider and self.spec.divider.key == column.key and column.is_blank(value):
                value = self.divided
        if column.fill_down:
            self.above[column.key] = value
        return value

    def _own_cell(self, number: int, place: int) -> CellValue:
        value = self.sheet.value(number, place)
        if is_blank(value, dash_is_blank=False):
            return self.merged.get((number, place))
        return value

    def _parse(
        self, number: int, place: int, column: Column | ColumnGroup, value: CellValue
    ) -> Any:
        if column.is_blank(value):
            if isinstance(column, Column) and column.must_be_filled:
                error = CellError(_("Не заполнено: «%s».") % column.title)
                self._report(number, place, "", error, column.title)
            return None
        parsed = _without_value(value) or self._parse_once(column, value)
        if isinstance(parsed, CellError):
            self._report(number, place, shown(value), parsed)
            return None
        if isinstance(parsed, Doubt):
            self._report(number, place, shown(value), parsed)
            return parsed.value
        return parsed

    def _parse_once(self, column: Column | ColumnGroup, value: CellValue) -> Any:
        """Parse the cell or remember what the same text gave before; an error is returned."""
        if not isinstance(value, str | date):
            return _parsed(column, value)
        known = (column.key, value)
        if known not in self.parsed:
            if len(self.parsed) >= _REMEMBERED:
                self.parsed.clear()
            self.parsed[known] = _parsed(column, value)
        return self.parsed[known]

    def _report(
        self, number: int, place: int, value: str, about: CellError | Doubt[Any], title: str = ""
    ) -> None:
        """Add a problem: an error from what could not be taken, a warning from a doubt."""
        kept = about.kept if isinstance(about, Doubt) else None
        self.problems.append(
            Problem(
                sheet=self.sheet.name,
                row=number,
                column=column_letter(place),
                column_title=self.layout.title_of(place) or title,
                value=value if kept is None else kept,
                kept=kept,
                message=about.message,
                suggestion=about.suggestion,
                fixes=tuple(about.fixes) if place else (),
                severity=Severity.ERROR if isinstance(about, CellError) else Severity.WARNING,
            )
        )

    def _look_for_lost_zeros(self) -> None:
        for column, place in self.columns:
            if not (isinstance(column.parse, Code) and column.parse.listed_once):
                continue
            codes = [str(getattr(row.record, column.key) or "") for row in self.rows]
            for position, code in lost_zeros(codes).items():
                doubt = Doubt(
                    codes[position],
                    _("Код повторяет начало списка: таблица могла потерять последний ноль."),
                    (code,),
                )
                self._report(self.rows[position].number, place, codes[position], doubt)


def _without_value(value: CellValue) -> CellError | None:
    """Return why a formula's cell cannot be taken; None for every other cell."""
    if isinstance(value, Uncomputed):
        message = _(
            "Формула без сохранённого значения. Откройте файл в Excel, сохраните и загрузите снова."
        )
    elif isinstance(value, TableError):
        message = _("Таблица не смогла вычислить значение: исправьте формулу в файле.")
    else:
        return None
    return CellError(message, hint=_("или впишите само значение"))


def _parsed(column: Column | ColumnGroup, value: CellValue) -> Any:
    try:
        return column.parse(value)
    except CellError as error:
        return error


def _tall_merged_cells(layout: Layout) -> Iterator[tuple[tuple[int, int], CellValue]]:
    """Yield ((row, column), value) for merged cells over several rows: all rows share the value."""
    sheet = layout.sheet
    for merged in sheet.merged:
        last = min(merged.last_row, sheet.row_count)
        if merged.first_row < layout.first_row or last == merged.first_row:
            continue
        value = sheet.value(merged.first_row, merged.first_column)
        for row in range(merged.first_row + 1, last + 1):
            yield (row, merged.first_column), value
