"""What of people the portal must not have: found in a file, refused, or left out of it.

The portal has no use for such columns and keeps whole files, so a file that has them is refused;
`core.import_stripping` writes the file anew without them.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from core.numbers import format_number
from core.state_numbers import is_iin, is_snils
from core.tables.cells import CellValue, Sheet, UnreadableFileError, Workbook, column_letter
from core.tables.headers import SEARCHED_ROWS, Layout
from core.tables.parsing import is_blank
from core.tables.records import Reading
from core.text import squeeze

# Health, and numbers of documents: the portal has no use for them, so it may not keep them.
_FORBIDDEN: Final = re.compile(
    r"\bснилс\b|\bстрахов\w* номер|\bовз\b|\bинвалид|\bгрупп\w* здоровья|\bдиагноз|\bнозологи"
    r"|\bпаспорт|\bсудимост|\bнациональност|\bиин\b",
    re.IGNORECASE,
)
_NAMED: Final = 12
_WRITTEN_SNILS: Final = re.compile(r"(?<!\d)\d{3}[- ]\d{3}[- ]\d{3}[- ]\d{2}(?!\d)")
# A cell with nothing but a number of a person, however it is spaced.
_BARE_NUMBER: Final = re.compile(r"\s*\d(?:[- ]?\d){8,11}\s*")
_FEWEST_NUMBERS: Final = 2
_MOST: Final = 0.8
_LONGEST_TITLE: Final = 60
# More in a title, and it may be somebody's number.
_MOST_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A column that may not be kept: where it is, how many cells are filled, never what they say.

    `title` is that of a header that was recognised; anywhere else a text may be somebody's.
    `mixed_row` is set where numbers of people stand among other things: 0 if all over the column,
    otherwise the row. Such a column cannot be left out, for its other cells would be lost unsaid.
    """

    sheet: str
    column: int
    filled: int
    title: str = ""
    mixed_row: int | None = None

    @property
    def place(self) -> str:
        words = {
            "sheet": self.sheet,
            "title": self.title,
            "column": column_letter(self.column),
            "filled": format_number(self.filled),
        }
        if self.title:
            text = _("лист «%(sheet)s», столбец %(column)s «%(title)s», заполнено: %(filled)s")
        else:
            text = _("лист «%(sheet)s», столбец %(column)s, заполнено: %(filled)s")
        return text % words


class ForbiddenColumnsError(UnreadableFileError):
    """The file holds personal data that the portal must not have; the text says which column.

    `can_leave_out`: without these columns the file could be taken.
    """

    def __init__(self, message: str, *, can_leave_out: bool) -> None:
        super().__init__(message)
        self.can_leave_out = can_leave_out


def refuse_forbidden(reading: Reading[Any], workbook: Workbook) -> None:
    """Raise ForbiddenColumnsError when any sheet has a column that must not be loaded."""
    found = find_forbidden(reading, workbook)
    mixed = next((one for one in found if one.mixed_row is not None), None)
    if mixed is not None:
        raise ForbiddenColumnsError(_about_mixed(mixed), can_leave_out=False)
    if found:
        message = _(
            "В файле есть сведения, которые портал хранить не вправе: %(places)s. Файл не "
            "сохранён. Его можно загрузить без этих столбцов: выберите его ещё раз."
        )
        raise ForbiddenColumnsError(message % {"places": places_of(found)}, can_leave_out=True)


def places_of(found: Sequence[Forbidden]) -> str:
    """Return where the columns are, one after the other; of many only the first."""
    named = "; ".join(one.place for one in found[:_NAMED])
    if len(found) > _NAMED:
        named = _("%(named)s и ещё %(count)s") % {"named": named, "count": len(found) - _NAMED}
    return named


def find_forbidden(reading: Reading[Any], workbook: Workbook) -> list[Forbidden]:
    """Return the columns that must not be loaded, by sheet and column.

    Of a table that was recognised its header is known. On every other sheet, hidden or left out as
    well, any of the first rows may be one: the file is kept as a whole.
    """
    layouts = {table.layout.sheet.name: table.layout for table in reading.tables}
    found: list[Forbidden] = []
    for sheet in workbook.sheets:
        layout = layouts.get(sheet.name)
        titled = _titled(layout) if layout else _likely_titled(sheet)
        numbered = _numbered(sheet)
        for column in sorted({*titled, *numbered}):
            mixed_row = None
            if column not in titled and not _is_nothing_else(sheet, layout, column):
                mixed_row = numbered[column]
            first, title = titled.get(column, (layout.first_row if layout else 1, ""))
            filled = _filled(sheet, column, first)
            found.append(Forbidden(sheet.name, column, filled, title, mixed_row))
    return found


def _titled(layout: Layout) -> dict[int, tuple[int, str]]:
    """Return column -> first row of data and title, where the title is of what may not be kept."""
    return {
        cell.column: (layout.first_row, _harmless(squeeze(cell.title)))
        for cell in layout.header
        if _FORBIDDEN.search(squeeze(f"{cell.over} {cell.title}"))
    }


def _harmless(title: str) -> str:
    has_number = sum(sign.isdigit() for sign in title) > _MOST_DIGITS
    return "" if has_number or len(title) > _LONGEST_TITLE else title


def _likely_titled(sheet: Sheet) -> dict[int, tuple[int, str]]:
    """Return column -> row below a likely title, and no title, of a sheet that nobody recognised.

    Likely is a short text in one of the first rows that have nothing but texts. A text alone in its
    row is a heading of the page («Паспорт группы»), a long one is a sentence.
    """
    found: dict[int, tuple[int, str]] = {}
    for row in range(1, min(sheet.row_count, SEARCHED_ROWS) + 1):
        cells = [cell for cell in sheet.cells(row) if not is_blank(cell.value)]
        texts = [(one.column, squeeze(one.value)) for one in cells if isinstance(one.value, str)]
        if len(texts) > 1 and len(texts) == len(cells):
            for column, text in texts:
                if len(text) <= _LONGEST_TITLE and _FORBIDDEN.search(text):
                    found.setdefault(column, (row + 1, ""))
    return found


def _numbered(sheet: Sheet) -> dict[int, int]:
    """Return column -> row (0: all over it) where people's numbers stand, whatever it is called.

    One number written as such is enough, «112-233-445 95»; of bare digits most of a column must
    have the right check digits, for one in a hundred numbers has them by chance.
    """
    digits: defaultdict[int, int] = defaultdict(int)
    personal: defaultdict[int, int] = defaultdict(int)
    found: dict[int, int] = {}
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str) and len(value) > 10 and _has_written_snils(value):
                found.setdefault(column, number)
            bare = _bare_digits(value)
            if bare:
                digits[column] += 1
                personal[column] += is_snils(bare.zfill(11)) or is_iin(bare)
    for column, count in personal.items():
        if count >= _FEWEST_NUMBERS and count >= digits[column] * _MOST:
            found.setdefault(column, 0)
    return found


def _has_written_snils(text: str) -> bool:
    return any(
        is_snils(re.sub(r"\D", "", match.group())) for match in _WRITTEN_SNILS.finditer(text)
    )


def _is_nothing_else(sheet: Sheet, layout: Layout | None, column: int) -> bool:
    """Tell whether the column has only numbers under its title.

    Of a sheet that was not recognised the first text may be the title.
    """
    first = 1 if layout is None else layout.first_row
    values = [sheet.value(row, column) for row in range(first, sheet.row_count + 1)]
    filled = [value for value in values if not is_blank(value)]
    if layout is None and filled and not _is_number(filled[0]):
        filled = filled[1:]
    return all(_is_number(value) for value in filled)


def _is_number(value: CellValue) -> bool:
    if isinstance(value, str):
        return _BARE_NUMBER.fullmatch(value) is not None
    return bool(_bare_digits(value))


def _filled(sheet: Sheet, column: int, first: int) -> int:
    values = (sheet.value(row, column) for row in range(first, sheet.row_count + 1))
    return sum(not is_blank(value) for value in values)


def _bare_digits(value: CellValue) -> str:
    """Return nine to twelve digits that are the whole of a cell; empty for any other cell."""
    if isinstance(value, str):
        text = value.strip() if value[:1].isdigit() or value[:1].isspace() else ""
    elif isinstance(value, int | float) and abs(value) < 10**12 and value == int(value):
        text = str(int(value))
    else:
        return ""
    return text if 9 <= len(text) <= 12 and text.isascii() and text.isdigit() else ""


def _about_mixed(found: Forbidden) -> str:
    place = _("Лист «%(sheet)s», столбец %(column)s") % {
        "sheet": found.sheet,
        "column": column_letter(found.column),
    }
    if found.mixed_row:
        place = _("%(place)s, строка %(row)s") % {"place": place, "row": found.mixed_row}
    return _(
        "%(place)s: там среди других сведений номера СНИЛС или ИИН. Такие сведения портал не "
        "хранит, и загружать их нельзя. Удалите их и загрузите файл снова. Файл не сохранён."
    ) % {"place": place}
