"""What is said of a loaded table of any kind: unused columns, no rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.cells import column_letter
from core.tables.headers import HeaderCell, Layout
from core.tables.parsing import is_blank
from core.tables.problems import Problem, Severity
from core.tables.records import Reading
from core.text import compact_key

# What every list has and nobody loads.
_NUMBERING: Final = frozenset({"№", "№пп", "пп", "n", "nпп", "номер", "номерпп", "подпись"})
_NAMED: Final = 12


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
        problems += _about_untitled(table.layout)
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


def _about_untitled(layout: Layout) -> Iterator[Problem]:
    """Tell of columns with values in the table's rows and no title by which they could be known."""
    used = set(layout.columns.values())
    used |= {column for members in layout.groups.values() for column, _said in members}
    titled = used | {cell.column for cell in layout.header}
    counts: Counter[int] = Counter()
    rows = 0
    for row in range(layout.first_row, layout.sheet.row_count + 1):
        filled = {cell.column for cell in layout.sheet.cells(row) if not is_blank(cell.value)}
        if filled & used:
            rows += 1
            counts.update(filled - titled)
    # A remark beside one row is no column of the table.
    bare = sorted(column for column, count in counts.items() if count > 1 and 2 * count >= rows)
    if bare:
        message = _(
            "У столбцов нет заголовка, их значения не загружаются: %(letters)s. Подпишите столбцы "
            "или укажите их в разделе «Столбцы и листы»."
        )
        yield _remark(layout, message % {"letters": _listed([column_letter(one) for one in bare])})


def _about_unused(layout: Layout, titles: list[str]) -> Problem:
    named = _listed([f"«{title}»" for title in titles])
    message = _(
        "Эти столбцы не загружаются: %(named)s. Если среди них есть нужный, укажите его в разделе "
        "«Столбцы и листы»."
    )
    return _remark(layout, message % {"named": named})


def _listed(words: Sequence[str]) -> str:
    named = ", ".join(words[:_NAMED])
    if len(words) > _NAMED:
        named = _("%(named)s и ещё %(count)s") % {"named": named, "count": len(words) - _NAMED}
    return named


def _remark(layout: Layout, message: str) -> Problem:
    return Problem(
        sheet=layout.sheet.name,
        row=layout.header_row,
        message=message,
        severity=Severity.WARNING,
    )
