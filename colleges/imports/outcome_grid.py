"""A table of graduates whose statuses are columns, with one mark in each row.

«Трудоустроены | Армия | Декрет», or «Трудоустроены» over «по специальности | не по специальности».
Which status a row has is told here, so that what follows sees rows like those of any other table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias

from django.utils.translation import gettext as _

from colleges.enums import OutcomeStatus
from colleges.imports.outcome_words import SPELLINGS, UNCLEAR
from colleges.rules.outcomes import FORECASTS
from core.names import FullName
from core.tables.cells import CellValue, column_letter
from core.tables.headers import HeaderCell, Layout
from core.tables.likeness import sense_of
from core.tables.parsing import CellError, Choice, Doubt, FreeCell, YesNo, is_blank, shown
from core.tables.problems import Problem, Severity
from core.tables.records import BadRow, Reading, Row, Table
from core.tables.specs import ColumnGroup
from core.text import compact_key, search_key, squeeze

STATUS: Final = Choice(SPELLINGS, UNCLEAR)
_YES_NO: Final = YesNo()
_UNCLEAR_KEYS: Final = {compact_key(words): options for words, options in UNCLEAR.items()}
# «в том числе по полученной специальности», «не по профессии»: how, not what.
_FITTING: Final = re.compile(
    r"(?:(?:в том числе|в т\.? ?ч\.?|из них)[ :,]*)?(?:работают |работает )?"
    r"(не )?по (?:полученной |выпускной )?(?:специальности|профессии|спец\b\.?|проф\b\.?)"
    r"(?:[ ,(/]*(?:специальности|профессии)\)?)?"
)
_WHOLE: Final = frozenset({"всего", "итого"})
# Whose work can fit the speciality.
_WORKING: Final = frozenset(
    {
        OutcomeStatus.EMPLOYED.value,
        OutcomeStatus.ENTREPRENEUR.value,
        OutcomeStatus.SELF_EMPLOYED.value,
        OutcomeStatus.INFORMAL.value,
        OutcomeStatus.CONTRACT_SERVICE.value,
        *(one.value for one in FORECASTS),
    }
)
_BRACKETS: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a mark in a column says; no `options`: only whether the work fits the speciality."""

    options: tuple[str, ...]
    in_speciality: bool | None = None


@dataclass(frozen=True)
class MarkCell(FreeCell):
    """A mark «+»; a status in words says more than a mark, any other text is taken for one."""

    choices: ClassVar[tuple[str, ...]] = ("+",)

    def __call__(self, value: CellValue) -> bool | str | Doubt[bool]:
        text = squeeze(shown(value))
        if isinstance(value, float) and value in (0.0, 1.0):
            return bool(value)
        try:
            return _YES_NO(value)
        except CellError:
            pass
        if isinstance(value, int | float) or text.isdecimal():
            raise CellError(_("Нужна отметка «+» или пустая ячейка, а не число."))
        try:
            return STATUS(text)
        except CellError as error:
            if compact_key(text) in _UNCLEAR_KEYS:
                raise
            if sense_of(text) != (0, False) or "?" in text:
                raise CellError(_("Непонятная отметка: нужно «+» или статус словами.")) from error
        return Doubt(value=True, message=_("Текст принят за отметку «+»."))


def sign_of(above: tuple[str, ...], value: CellValue) -> Sign | None:
    """Return what a mark under this title says, None for a column of something else."""
    if not isinstance(value, str):
        return None
    title = squeeze(_BRACKETS.sub(" ", value)) or squeeze(value)
    fitting = _FITTING.fullmatch(search_key(title))
    if fitting is not None:
        return Sign(_status_above(above) or (), in_speciality=not fitting.group(1))
    if compact_key(title) in _WHOLE:
        status = _status_above(above)
        return Sign(status) if status else None
    whole = _status_of(title)
    if whole is not None:
        return Sign(whole)
    return _both(title)


def _both(title: str) -> Sign | None:
    """Read «Трудоустроены не по специальности»: a status and how the work fits."""
    key = search_key(title)
    found = next((one for one in _FITTING.finditer(key) if one.end() == len(key)), None)
    status = _status_of(key[: found.start()].rstrip(" ,:-")) if found else None
    return Sign(status, not found.group(1)) if found and status else None


def _status_above(above: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what the nearest upper title that is a status says."""
    found = (_status_of(title) for title in reversed(above))
    return next((status for status in found if status is not None), None)


def _status_of(title: str) -> tuple[str, ...] | None:
    key = compact_key(_BRACKETS.sub(" ", title))
    if key in _UNCLEAR_KEYS:
        return tuple(_UNCLEAR_KEYS[key])
    found = STATUS.known(key)
    return None if found is None else (found,)


MARKS: Final = ColumnGroup(
    key="marks",
    title="Статусы",
    header=lambda value: sign_of((), value),
    header_under=sign_of,
    parse=MarkCell(),
    required=True,
    fewest=2,
)

Marks: TypeAlias = tuple[tuple[Sign, bool | str | None], ...]


@dataclass(frozen=True)
class GridRecord:
    """A row of a table with statuses as columns."""

    person: FullName | None
    record_book: str | None
    birth_date: date | None
    group: str | None
    as_of_date: date | None
    source: str | None
    employer_inn: str | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Told:
    """What the marks of a row say."""

    status: str
    in_speciality: bool | None


@dataclass(frozen=True, slots=True)
class _Marked:
    """A cell with a mark: its column, what the column says, what the cell says."""

    place: int
    sign: Sign
    said: bool | str

    @property
    def options(self) -> tuple[str, ...]:
        return (self.said,) if isinstance(self.said, str) else self.sign.options


class _GridReader:
    """Turns the marks of one sheet into statuses; collects the problems."""

    def __init__(self, table: Table[Any]) -> None:
        self.table = table
        self.layout: Layout = table.layout
        self.members = self.layout.groups.get(MARKS.key, ())
        self.problems: list[Problem] = []
        self.unclear: dict[int, tuple[str, ...]] = {}
        statuses = {one for _place, sign in self.members for one in sign.options}
        # Without a column of the status itself «по специальности» says it all.
        self.says_all = OutcomeStatus.EMPLOYED.value not in statuses

    def told(self, row: Row[GridRecord]) -> Told | None:
        """Return the status of the row; None, and why noted, when its marks do not say one."""
        filled = [
            _Marked(place, sign, said)
            for (place, _sign), (sign, said) in zip(self.members, row.record.marks, strict=True)
            if said is not None
        ]
        marked = [one for one in filled if one.said is not False]
        about = [one for one in marked if one.options]
        if (
            not about
            and self.says_all
            and any(one.sign.in_speciality is not None for one in marked)
        ):
            return Told(OutcomeStatus.EMPLOYED.value, self._fits(row, filled, marked))
        if len({one.options for one in about}) != 1:
            self._refuse(row, about)
            return None
        if len(about[0].options) > 1:
            self.unclear[about[0].place] = about[0].options
            return None
        status = about[0].options[0]
        if status not in _WORKING:
            fitting = [one for one in marked if one.sign.in_speciality is not None]
            if fitting and not self._same_columns(fitting, about):
                self._refuse(row, marked)
                return None
            fits = None
        else:
            fits = self._fits(row, filled, marked)
        self._doubt_word(row, about[0])
        return Told(status, fits)

    @staticmethod
    def _same_columns(one: list[_Marked], other: list[_Marked]) -> bool:
        return {mark.place for mark in one} <= {mark.place for mark in other}

    def _fits(
        self, row: Row[GridRecord], filled: list[_Marked], marked: list[_Marked]
    ) -> bool | None:
        """Return whether the work fits; «нет» under «по специальности» says that it does not."""
        said = {
            one.sign.in_speciality if one.said is not False else not one.sign.in_speciality
            for one in filled
            if one.sign.in_speciality is not None and (one in marked or not one.sign.options)
        }
        if len(said) == 2:
            places = [one.place for one in marked if one.sign.in_speciality is not None]
            message = _("Отмечено и «по специальности», и «не по специальности»: оставьте одно.")
            self.problems += [self._problem(row.number, place, message) for place in places]
        return said.pop() if len(said) == 1 else None

    def _refuse(self, row: Row[GridRecord], about: list[_Marked]) -> None:
        if about:
            named = ", ".join(
                f"«{self._title(one.place)}» ({column_letter(one.place)})" for one in about
            )
            message = _("Отмечено несколько статусов: %(columns)s. Оставьте одну отметку.")
            self.problems += [
                self._problem(row.number, one.place, message % {"columns": named}) for one in about
            ]
            return
        if self._is_marked_elsewhere(row.number):
            return
        named = ", ".join(
            f"«{self._title(place)}» ({column_letter(place)})"
            for place, sign in self.members
            if sign.options
        )
        message = _("Не отмечен ни один статус: поставьте «+» в одном из столбцов %(columns)s.")
        place = self.members[0][0]
        unknown = SPELLINGS[OutcomeStatus.UNKNOWN][0]
        problem = self._problem(row.number, place, message % {"columns": named})
        self.problems.append(replace(problem, fixes=(unknown,), suggestion=unknown))

    def _is_marked_elsewhere(self, number: int) -> bool:
        """Say whether the mark stands under a title that nobody knows: the title is asked about."""
        places = [
            cell.column
            for cell in self.layout.unknown
            if _is_mark(self.layout.sheet.value(number, cell.column)) and self._has_marks(cell)
        ]
        for place in places:
            self.unclear.setdefault(place, ())
        return bool(places)

    def _has_marks(self, cell: HeaderCell) -> bool:
        """Say whether a column holds nothing but marks: numbers of rows are none."""
        rows = range(self.layout.first_row, self.layout.sheet.row_count + 1)
        values = [self.layout.sheet.value(row, cell.column) for row in rows]
        filled = [value for value in values if not is_blank(value)]
        return "№" not in cell.title and all(_is_mark(value) for value in filled)

    def _doubt_word(self, row: Row[GridRecord], one: _Marked) -> None:
        """Say so where a cell's own words name another status than its column."""
        if not isinstance(one.said, str) or one.said in one.sign.options:
            return
        if one.said != OutcomeStatus.UNKNOWN:
            message = _("Статус взят из текста ячейки, а не из названия столбца.")
            problem = self._problem(row.number, one.place, message)
            self.problems.append(replace(problem, severity=Severity.WARNING))

    def about_titles(self) -> Iterator[Problem]:
        """Yield a question for each column whose title may mean several statuses, or none."""
        for place, options in sorted(self.unclear.items()):
            row = self.layout.row_of_title(place)
            fixes = tuple(SPELLINGS[option][0] for option in options)
            message = _("Неясно, какой это статус: назовите столбец одним из статусов.")
            problem = self._problem(row, place, message)
            yield replace(problem, fixes=fixes, suggestion=" / ".join(fixes))

    def _title(self, place: int) -> str:
        cell = next(one for one in self.layout.header if one.column == place)
        return squeeze(f"{cell.above[-1]} {cell.title}") if cell.above else cell.title

    def _problem(self, row: int, place: int, message: str) -> Problem:
        return Problem(
            sheet=self.layout.sheet.name,
            row=row,
            column=column_letter(place),
            column_title=self.layout.title_of(place),
            value=shown(self.layout.sheet.value(row, place)),
            message=message,
        )


def _is_mark(value: CellValue) -> bool:
    try:
        return not is_blank(value) and _YES_NO(value)
    except CellError:
        return False


def with_statuses(reading: Reading[Any], record: type[Any]) -> Reading[Any]:
    """Return the reading with rows of `record`, whose statuses the marks told."""
    problems = list(reading.problems)
    tables = []
    for table in reading.tables:
        if not any(isinstance(row.record, GridRecord) for row in table.rows):
            tables.append(table)
            continue
        reader = _GridReader(table)
        rows, bad = [], list(table.bad_rows)
        for row in table.rows:
            told = reader.told(row)
            if told is None:
                bad.append(BadRow(row.number, row.raw))
            else:
                rows.append(replace(row, record=_ordinary(row.record, told, record)))
        problems += [*reader.about_titles(), *reader.problems]
        tables.append(replace(table, rows=tuple(rows), bad_rows=tuple(bad)))
    return replace(reading, tables=tuple(tables), problems=tuple(problems))


def _ordinary(row: GridRecord, told: Told, record: type[Any]) -> Any:
    return record(
        person=row.person,
        record_book=row.record_book,
        birth_date=row.birth_date,
        group=row.group,
        status=told.status,
        as_of_date=row.as_of_date,
        source=row.source,
        in_speciality=told.in_speciality,
        employer_inn=row.employer_inn,
    )
