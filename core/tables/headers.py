"""Finding the header of a table wherever it stands, and saying which column is which."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from core.tables.cells import CellValue, Sheet, column_letter
from core.tables.likeness import closest, sense_of
from core.tables.parsing import is_blank, shown
from core.tables.problems import Problem, Severity
from core.tables.specs import Column, TableSpec
from core.text import compact_key, squeeze

SEARCHED_ROWS = 20
KNOWN_NAMES = 3
HEADER_ROWS = 5
TYPO = 85  # rapidfuzz score from which a title is taken for a known one, with a warning
SHORTEST_WITH_TYPO = 5

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBER_CELL = re.compile(r"0*(\d{1,3})[.)]?")
_ATTRIBUTE = re.compile(r"([^.\d]{3,})\.([^.\d]{3,})")
_NAMES_OF_THINGS = frozenset({"наименование", "название", "код", "представление", "ссылка"})
_NOT_DIGITS = re.compile(r"\D")
_ROMAN = dict(
    zip("I II III IV V VI VII VIII IX X XI XII".split(), map(str, range(1, 13)), strict=True)  # noqa: SIM905
)
_LETTER_CELL = re.compile(r"[А-ЯA-Z]")


def _of_attribute(title: str) -> tuple[str, ...]:
    """Return what a title of 1С is about: «Группа.Наименование» a group, «Студент.Пол» the sex."""
    match = _ATTRIBUTE.fullmatch(title)
    if match is None:
        return ()
    owner, attribute = match.groups()
    return (owner,) if compact_key(attribute) in _NAMES_OF_THINGS else (attribute,)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One column of the header; in a header of several rows ``above`` are the upper titles.

    ``is_over``: the title stands over several columns with cells of their own right below it.
    """

    column: int
    value: CellValue
    title: str
    above: tuple[str, ...] = ()
    is_over: bool = False

    @property
    def over(self) -> str:
        """The upper titles together, from the top down."""
        return " ".join(self.above)

    @property
    def spellings(self) -> Iterator[str]:
        """Keys under which the column may be known, the closest to the text first."""
        texts = [
            " ".join((*self.above[start:], self.title)) for start in range(len(self.above), -1, -1)
        ]
        texts += [_BRACKETS.sub(" ", text) for text in texts]
        texts += _of_attribute(self.title)
        return (key for text in texts if (key := compact_key(text)))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table of a sheet lies and which column holds what.

    ``columns`` maps a key of the specification to a column number; ``groups`` maps a group's key
    to pairs (column number, what its header says). ``guesses`` maps a key to the misspelt title
    taken for it. ``header_row`` is the header's last row, ``first_row`` the first with data.
    """

    sheet: Sheet
    header_row: int
    first_row: int
    header: tuple[HeaderCell, ...]
    columns: Mapping[str, int]
    groups: Mapping[str, tuple[tuple[int, Any], ...]]
    guesses: Mapping[str, str]

    def override(self, columns: Mapping[str, int | None]) -> "Layout":
        """Return the layout as a person corrected it; None takes a column away from its key.

        A column given to one key is taken from any other. Raises ValueError for a column that the
        header does not have.
        """
        known = {cell.column for cell in self.header}
        foreign = {column for column in columns.values() if column is not None} - known
        if foreign:
            raise ValueError(f"no such columns in the header: {sorted(foreign)}")
        taken = set(columns.values())
        kept = {key: column for key, column in self.columns.items() if column not in taken}
        chosen = {key: column for key, column in columns.items() if column is not None}
        merged = {**kept, **chosen}
        for key, column in columns.items():
            if column is None:
                merged.pop(key, None)
        guesses = {key: title for key, title in self.guesses.items() if key not in columns}
        groups = {
            key: tuple(member for member in members if member[0] not in taken)
            for key, members in self.groups.items()
        }
        return replace(self, columns=merged, groups=groups, guesses=guesses)

    def title_of(self, column: int) -> str:
        """Return the title of a column as the file has it."""
        return next((cell.title for cell in self.header if cell.column == column), "")

    def row_of_title(self, column: int) -> int:
        """Return the row in which the column's title stands; in a header of several, the lowest."""
        rows = range(self.header_row, 0, -1)
        filled = (
            row for row in rows if not is_blank(self.sheet.value(row, column), dash_is_blank=False)
        )
        return next(filled, self.header_row)

    def has_values(self, column: int) -> bool:
        """Tell whether anything but a dash stands in the column under its title."""
        rows = range(self.first_row, self.sheet.row_count + 1)
        return any(not is_blank(self.sheet.value(row, column)) for row in rows)

    @property
    def unknown(self) -> tuple[HeaderCell, ...]:
        """Columns of the file that belong to no key and no group."""
        used = set(self.columns.values())
        used |= {column for members in self.groups.values() for column, _header in members}
        return tuple(cell for cell in self.header if cell.column not in used)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a person says the header stands, and which column holds what (None: none does)."""

    row: int
    columns: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class _Match:
    columns: dict[str, int]
    groups: dict[str, tuple[tuple[int, Any], ...]]
    guesses: dict[str, str]

    @property
    def score(self) -> int:
        return len(self.columns) + sum(len(members) for members in self.groups.values())


def find_layout(sheet: Sheet, spec: TableSpec[Any]) -> Layout | None:
    """Find the header among the first 20 rows, in one to five rows; None when there is none.

    A header is the row with most known names: at least three, or as many as the kind of table has.
    """
    best: tuple[int, int, tuple[HeaderCell, ...], _Match] | None = None
    for bottom in range(1, min(sheet.row_count, SEARCHED_ROWS) + 1):
        for header in _headers(sheet, bottom):
            match = _match(header, spec)
            if best is None or match.score > best[0]:
                best = (match.score, bottom, header, match)
    if best is None or not _is_header(best[3], spec):
        return None
    _score, bottom, header, match = best
    return _layout(sheet, bottom, header, match)


def layout_at(sheet: Sheet, spec: TableSpec[Any], placed: Placed) -> Layout:
    """Return the layout that a person described; columns without a title may be named too.

    Keys that ``placed`` does not mention are found by their titles as usual.
    """
    headers = ((header, _match(header, spec)) for header in _headers(sheet, placed.row))
    header, match = max(headers, key=lambda pair: pair[1].score)
    titled = {cell.column for cell in header}
    bare = tuple(
        HeaderCell(column, None, "")
        for column in range(1, sheet.column_count + 1)
        if column not in titled
    )
    keys = {column.key for column in spec.columns}
    columns = {key: column for key, column in placed.columns.items() if key in keys}
    return _layout(sheet, placed.row, (*header, *bare), match).override(columns)


def header_signature(sheet: Sheet, row: int) -> str:
    """Return what two files with one header have in common: the titles and their places.

    Empty where fewer than two cells hold anything: such a row tells nothing apart.
    """
    titles = [f"{cell.column} {compact_key(cell.title)}" for cell in _single(sheet, row)]
    if len(titles) < 2:
        return ""
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()


def _layout(sheet: Sheet, bottom: int, header: tuple[HeaderCell, ...], match: _Match) -> Layout:
    return Layout(
        sheet=sheet,
        header_row=bottom,
        first_row=_first_row(sheet, bottom),
        header=header,
        columns=match.columns,
        groups=match.groups,
        guesses=match.guesses,
    )


def _is_header(match: _Match, spec: TableSpec[Any]) -> bool:
    if not match.columns:
        return False
    common = sum(column.is_common for column in spec.columns if column.key in match.columns)
    if match.score - common >= min(KNOWN_NAMES, len(spec.columns) + len(spec.groups)):
        return True
    required = {column.key for column in spec.columns if column.required}
    return match.score > 1 and bool(required) and required <= set(match.columns)


def _single(sheet: Sheet, row: int) -> tuple[HeaderCell, ...]:
    return tuple(
        HeaderCell(
            cell.column,
            cell.value,
            squeeze(shown(cell.value)),
            is_over=_is_over(sheet, row, cell.column),
        )
        for cell in sheet.cells(row)
        if not is_blank(cell.value, dash_is_blank=False)
    )


def _headers(sheet: Sheet, bottom: int) -> Iterator[tuple[HeaderCell, ...]]:
    """Yield the header that ends in a row, taken for one row first, then for more.

    More than two rows are one header only where cells are merged: any list of words would do
    otherwise.
    """
    yield _single(sheet, bottom)
    for depth in range(2, min(HEADER_ROWS, bottom) + 1):
        top = bottom - depth + 1
        if depth == 2 or any(top <= one.first_row <= bottom for one in sheet.merged):
            yield _stacked(sheet, bottom, depth)


def _stacked(sheet: Sheet, bottom: int, depth: int) -> tuple[HeaderCell, ...]:
    """Read rows together: merged titles reach over several columns, or down to the last row."""
    rows = range(bottom - depth + 1, bottom + 1)
    upper = {row: _spread(sheet, row) for row in rows[:-1]}
    cells = []
    for column in range(1, _width(sheet) + 1):
        own = [row for row in rows if not is_blank(sheet.value(row, column), dash_is_blank=False)]
        if not own:
            continue
        value = sheet.value(own[-1], column)
        title = squeeze(shown(value))
        titles = (upper[row].get(column, "") for row in rows if row < own[-1])
        above = dict.fromkeys(text for text in titles if text and text != title)
        is_over = _is_over(sheet, own[-1], column)
        cells.append(HeaderCell(column, value, title, tuple(above), is_over))
    return tuple(cells)


def _is_over(sheet: Sheet, row: int, column: int) -> bool:
    for one in sheet.merged:
        if (one.first_row, one.first_column) == (row, column) and one.last_column > column:
            below = range(column, one.last_column + 1)
            cells = (sheet.value(one.last_row + 1, place) for place in below)
            return sum(not is_blank(value, dash_is_blank=False) for value in cells) > 1
    return False


def _width(sheet: Sheet) -> int:
    return max(len(row) for row in sheet.rows[:SEARCHED_ROWS])


def _spread(sheet: Sheet, row: int) -> dict[int, str]:
    """Return column -> title of a row; a merged title stands over all of its columns."""
    titles: dict[int, str] = {}
    ends = {
        merged.first_column: merged.last_column
        for merged in sheet.merged
        if merged.first_row <= row <= merged.last_row
    }
    title, last = "", 0
    width = _width(sheet)
    for column in range(1, width + 1):
        value = sheet.value(row, column)
        if not is_blank(value, dash_is_blank=False):
            title = squeeze(shown(value))
            # Without merged ranges (CSV, ODS) a title reaches to the next one.
            last = ends.get(column, column if ends else width)
        if title and column <= last:
            titles[column] = title
    return titles


def _match(header: tuple[HeaderCell, ...], spec: TableSpec[Any]) -> _Match:
    columns = _known(header, spec)
    guesses = _misspelt(header, spec, columns)
    used = set(columns.values())
    groups: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
    for cell in header:
        if cell.column in used or cell.is_over:
            continue
        for group in spec.groups:
            about = group.about(cell.above, cell.value)
            if about is not None:
                groups[group.key].append((cell.column, about))
                break
    return _Match(columns, {key: tuple(members) for key, members in groups.items()}, guesses)


def _known(header: tuple[HeaderCell, ...], spec: TableSpec[Any]) -> dict[str, int]:
    by_spelling: dict[str, int] = {}
    for cell in header:
        for spelling in cell.spellings:
            by_spelling.setdefault(spelling, cell.column)
    found: dict[str, int] = {}
    for column in spec.columns:
        for name in column.names:
            place = by_spelling.get(compact_key(name))
            if place is not None and place not in found.values():
                found[column.key] = place
                break
    for column in spec.columns:
        if column.is_title is not None and column.key not in found:
            free = (cell for cell in header if cell.column not in found.values())
            places = [cell.column for cell in free if column.is_title(cell.title)]
            if len(places) == 1:
                found[column.key] = places[0]
    return found


def _misspelt(
    header: tuple[HeaderCell, ...], spec: TableSpec[Any], found: dict[str, int]
) -> dict[str, str]:
    """Give columns with a typo in the title to the names still missing; adds to ``found``."""
    guesses: dict[str, str] = {}
    for column in spec.columns if found else ():
        if column.key in found:
            continue
        best: tuple[float, HeaderCell] | None = None
        for cell in header:
            if cell.column in found.values():
                continue
            score = max(_likeness(cell, name) for name in column.names)
            if score >= TYPO and (best is None or score > best[0]):
                best = (score, cell)
        if best is not None:
            found[column.key] = best[1].column
            guesses[column.key] = best[1].title
    return guesses


def _likeness(cell: HeaderCell, name: str) -> float:
    known = compact_key(name)
    if len(known) < SHORTEST_WITH_TYPO or sense_of(cell.title) != sense_of(name):
        return 0.0
    # «Модуль 1» is never a misspelt «Модуль 2».
    digits = _NOT_DIGITS.sub("", known)
    likeness = (
        fuzz.ratio(spelling, known)
        for spelling in cell.spellings
        if _NOT_DIGITS.sub("", spelling) == digits
    )
    return max(likeness, default=0.0)


def _first_row(sheet: Sheet, header_row: int) -> int:
    """Skip what is left of a merged header, and a row that only numbers the columns: «А Б 1 2»."""
    ends = (
        one.last_row
        for one in sheet.merged
        if one.first_row <= header_row <= one.last_row < one.first_row + HEADER_ROWS
    )
    row = max(header_row, *ends, 0) + 1
    return row + 1 if row <= sheet.row_count and _numbers_columns(sheet, row) else row


def _numbers_columns(sheet: Sheet, row: int) -> bool:
    cells = [cell for cell in sheet.cells(row) if cell.value is not None]
    texts = [_ROMAN.get(text, text) for text in (shown(cell.value).strip() for cell in cells)]
    signs = len(texts)
    while texts and _LETTER_CELL.fullmatch(texts[0]):
        texts.pop(0)
    numbers = [
        int(match.group(1)) for text in texts if (match := _NUMBER_CELL.fullmatch(text)) is not None
    ]
    enough = signs > 1 if len(texts) == signs else signs > 2 and bool(texts)
    # Without a number under an empty «№» the numbers are still those of the columns.
    first = cells[0].column if numbers[:1] == [cells[0].column] and len(texts) > 2 else 1
    return enough and numbers == list(range(first, first + len(texts)))


def layout_problems(layout: Layout, spec: TableSpec[Any]) -> tuple[Problem, ...]:
    """Say what a person should know about the header: missing, guessed and repeated columns."""
    from_divider = spec.divider.key if spec.divider else None
    problems = [
        _missing(layout, column.title, column)
        for column in spec.columns
        if column.required and column.key not in layout.columns and column.key != from_divider
    ]
    problems += [
        _missing(layout, group.title)
        for group in spec.groups
        if group.required and len(layout.groups.get(group.key, ())) < group.fewest
    ]
    for key, title in layout.guesses.items():
        message = _("Столбец «%(title)s» принят за «%(known)s».") % {
            "title": title,
            "known": spec.column(key).title,
        }
        problems.append(_about(layout, layout.columns[key], message))
    return (*problems, *_repeated(layout, spec))


def _about(layout: Layout, column: int, message: str) -> Problem:
    return Problem(
        sheet=layout.sheet.name,
        row=layout.header_row,
        column=column_letter(column),
        column_title=layout.title_of(column),
        value=layout.title_of(column),
        message=message,
        severity=Severity.WARNING,
    )


def _missing(layout: Layout, title: str, column: Column | None = None) -> Problem:
    unknown = [cell.title for cell in layout.unknown]
    names = column.names if column else (title,)
    near = next((found for name in names if (found := closest(name, unknown))), "")
    return Problem(
        sheet=layout.sheet.name,
        row=layout.header_row,
        column_title=title,
        message=_("Нет обязательного столбца «%s».") % title,
        suggestion=_("похоже на «%s»") % near if near else "",
    )


def _is_second_table(layout: Layout, column: Column, cell: HeaderCell) -> bool:
    """Say whether a second column of the same title has people, or things, of its own."""
    place = layout.columns[column.key]
    if not column.must_be_filled or compact_key(cell.title) != compact_key(layout.title_of(place)):
        return False
    values = (
        (layout.sheet.value(row, place), layout.sheet.value(row, cell.column))
        for row in range(layout.first_row, layout.sheet.row_count + 1)
    )
    return any(not is_blank(second) and second != first for first, second in values)


def _second_table(layout: Layout, cell: HeaderCell, place: int) -> Problem:
    message = _(
        "Столбец «%(title)s» уже есть (%(letter)s), и в нём другое: рядом стоят две таблицы. "
        "Поставьте вторую под первой или на отдельный лист."
    )
    said = {"title": cell.title, "letter": column_letter(place)}
    return replace(_about(layout, cell.column, message % said), severity=Severity.ERROR)


def _repeated(layout: Layout, spec: TableSpec[Any]) -> Iterator[Problem]:
    for cell in layout.unknown:
        for key, place in layout.columns.items():
            names = {compact_key(name) for name in spec.column(key).names}
            if _is_second_table(layout, spec.column(key), cell):
                yield _second_table(layout, cell, place)
            elif compact_key(cell.title) in names:
                message = _("Столбец «%(title)s» уже есть: взят столбец %(letter)s.") % {
                    "title": spec.column(key).title,
                    "letter": column_letter(place),
                }
                yield _about(layout, cell.column, message)
