"""What is said of a loaded table of any kind: forbidden columns, unused ones, no rows."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.cells import UnreadableFileError
from core.tables.headers import HeaderCell, Layout
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


class ForbiddenColumnsError(UnreadableFileError):
    """The file holds personal data that the portal must not have; the text says which column."""


def refuse_forbidden(reading: Reading[Any]) -> None:
    """Raise ForbiddenColumnsError for a table with a column that must not be loaded."""
    for table in reading.tables:
        layout = table.layout
        for cell in layout.header:
            title = squeeze(f"{cell.over} {cell.title}")
            if _FORBIDDEN.search(title):
                raise ForbiddenColumnsError(
                    _(
                        "Лист «%(sheet)s», столбец «%(title)s»: такие сведения портал не хранит, и "
                        "загружать их нельзя. Удалите столбец и загрузите файл снова. Файл не "
                        "сохранён."
                    )
                    % {"sheet": layout.sheet.name, "title": cell.title}
                )


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
    return Reading(reading.tables, tuple(problems))


def _unused(layout: Layout) -> Iterator[HeaderCell]:
    """Yield the columns with a title and something below it that nothing was read from."""
    known = {compact_key(layout.title_of(column)) for column in layout.columns.values()}
    for cell in layout.unknown:
        key = compact_key(cell.title)
        # A second column of one name has a remark of its own.
        if not key or key.isdigit() or key in _NUMBERING or key in known:
            continue
        rows = range(layout.first_row, layout.sheet.row_count + 1)
        if any(not is_blank(layout.sheet.value(row, cell.column)) for row in rows):
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
