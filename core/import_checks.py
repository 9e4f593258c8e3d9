"""What is said of a loaded table of any kind: forbidden columns, unused ones, no rows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from core.state_numbers import is_iin, is_snils
from core.tables.cells import CellValue, Sheet, UnreadableFileError, Workbook, column_letter
from core.tables.headers import SEARCHED_ROWS, HeaderCell, Layout
from core.tables.parsing import is_blank
from core.tables.problems import Problem, Severity
from core.tables.records import Reading
from core.text import compact_key, squeeze

# Health, and numbers of documents: the portal has no use for them, so it may not keep them.
_FORBIDDEN: Final = re.compile(
    r"\bснилс\b|\bстрахов\w* номер|\bовз\b|\bинвалид|\bгрупп\w* здоровья|\bдиагноз|\bнозологи"
    r"|\bпаспорт|\bсудимост|\bнациональност|\bиин\b",
    re.IGNORECASE,
)
# What every list has and nobody loads.
_NUMBERING: Final = frozenset({"№", "№пп", "пп", "n", "nпп", "номер", "номерпп", "подпись"})
_NAMED: Final = 12
_WRITTEN_SNILS: Final = re.compile(r"(?<!\d)\d{3}[- ]\d{3}[- ]\d{3}[- ]\d{2}(?!\d)")
_FEWEST_NUMBERS: Final = 2
_MOST: Final = 0.8
_LONGEST_TITLE: Final = 60


class ForbiddenColumnsError(UnreadableFileError):
    """The file holds personal data that the portal must not have; the text says which column."""


def refuse_forbidden(reading: Reading[Any], workbook: Workbook) -> None:
    """Raise ForbiddenColumnsError when any sheet has a column that must not be loaded.

    Of a table that was recognised its header is known. On every other sheet, hidden or left out as
    well, any of the first rows may be one: the file is kept as a whole.
    """
    recognised = set()
    for table in reading.tables:
        layout = table.layout
        recognised.add(layout.sheet.name)
        for cell in layout.header:
            if _FORBIDDEN.search(squeeze(f"{cell.over} {cell.title}")):
                _refuse(layout.sheet.name, cell.title)
    for sheet in workbook.sheets:
        if sheet.name in recognised:
            continue
        for title in _likely_titles(sheet):
            if _FORBIDDEN.search(title):
                _refuse(sheet.name, title)
    for sheet in workbook.sheets:
        _refuse_numbers(sheet)


def _refuse_numbers(sheet: Sheet) -> None:
    """Raise ForbiddenColumnsError where people's numbers stand, whatever the column is called.

    One number written as such is enough, «112-233-445 95»; of bare digits most of a column must
    have the right check digits, for one in a hundred numbers has them by chance.
    """
    digits: defaultdict[int, int] = defaultdict(int)
    personal: defaultdict[int, int] = defaultdict(int)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str) and len(value) > 10:
                for match in _WRITTEN_SNILS.finditer(value):
                    if is_snils(re.sub(r"\D", "", match.group())):
                        _refuse_values(sheet.name, column, number)
            bare = _bare_digits(value)
            if bare:
                digits[column] += 1
                personal[column] += is_snils(bare.zfill(11)) or is_iin(bare)
    for column, count in personal.items():
        if count >= _FEWEST_NUMBERS and count >= digits[column] * _MOST:
            _refuse_values(sheet.name, column)


def _bare_digits(value: CellValue) -> str:
    """Return nine to twelve digits that are the whole of a cell; empty for any other cell."""
    if isinstance(value, str):
        text = value.strip() if value[:1].isdigit() or value[:1].isspace() else ""
    elif isinstance(value, int | float) and abs(value) < 10**12 and value == int(value):
        text = str(int(value))
    else:
        return ""
    return text if 9 <= len(text) <= 12 and text.isascii() and text.isdigit() else ""


def _refuse_values(sheet: str, column: int, row: int | None = None) -> NoReturn:
    place = _("Лист «%(sheet)s», столбец %(column)s") % {
        "sheet": sheet,
        "column": column_letter(column),
    }
    if row is not None:
        place = _("%(place)s, строка %(row)s") % {"place": place, "row": row}
    raise ForbiddenColumnsError(
        _(
            "%(place)s: там номера СНИЛС или ИИН. Такие сведения портал не хранит, и загружать их "
            "нельзя. Удалите их и загрузите файл снова. Файл не сохранён."
        )
        % {"place": place}
    )


def _refuse(sheet: str, title: str) -> NoReturn:
    raise ForbiddenColumnsError(
        _(
            "Лист «%(sheet)s», столбец «%(title)s»: такие сведения портал не хранит, и "
            "загружать их нельзя. Удалите столбец и загрузите файл снова. Файл не "
            "сохранён."
        )
        % {"sheet": sheet, "title": title}
    )


def _likely_titles(sheet: Sheet) -> Iterator[str]:
    """Yield short texts of the first rows that have nothing but texts, at least two of them.

    A text alone in its row is a heading of the page («Паспорт группы»), a long one is a sentence.
    """
    for row in range(1, min(sheet.row_count, SEARCHED_ROWS) + 1):
        values = [cell.value for cell in sheet.cells(row) if not is_blank(cell.value)]
        texts = [squeeze(value) for value in values if isinstance(value, str)]
        if len(texts) > 1 and len(texts) == len(values):
            yield from (text for text in texts if len(text) <= _LONGEST_TITLE)


def with_remarks(reading: Reading[Any]) -> Reading[Any]:
    """Return the reading with what people should know of the tables as a whole."""
    problems = [*reading.problems]
    if reading.tables and not reading.rows_total and not reading.has_errors:
        layout = reading.tables[0].layout
        message = _("Под заголовком нет ни одной строки: заполните таблицу и загрузите снова.")
        problems.append(Problem(sheet=layout.sheet.name, row=layout.header_row, message=message))
    for table in reading.tables:
        titles = [cell.title for cell in _unused(table.layout)]
        if titles:
            problems.append(_about_unused(table.layout, titles))
    return replace(reading, problems=tuple(problems))


def unused_titles(reading: Reading[Any]) -> list[str]:
    """Return the titles of the columns that nothing was read from, each once."""
    titles = (cell.title for table in reading.tables for cell in _unused(table.layout))
    return list(dict.fromkeys(titles))


def _unused(layout: Layout) -> Iterator[HeaderCell]:
    """Yield the columns with a title and something below it that nothing was read from."""
    known = {compact_key(layout.title_of(column)) for column in layout.columns.values()}
    for cell in layout.unknown:
        key = compact_key(cell.title)
        # A second column of one name has a remark of its own.
        # «1,1» is a spoilt «ПК 1.1», not the number of a column.
        if not key or cell.title.isdigit() or key in _NUMBERING or key in known:
            continue
        if layout.has_values(cell.column):
            yield cell


def _about_unused(layout: Layout, titles: list[str]) -> Problem:
    named = ", ".join(f"«{title}»" for title in titles[:_NAMED])
    if len(titles) > _NAMED:
        named = _("%(named)s и ещё %(count)s") % {"named": named, "count": len(titles) - _NAMED}
    message = _(
        "Эти столбцы не загружаются: %(named)s. Если среди них есть нужный, укажите его в разделе "
        "«Столбцы и листы»."
    )
    return Problem(
        sheet=layout.sheet.name,
        row=layout.header_row,
        message=message % {"named": named},
        severity=Severity.WARNING,
    )
