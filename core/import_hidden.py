"""What a file hides: rows of a forgotten filter, columns, sheets. Nothing of it is lost unsaid."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.cells import Sheet, Workbook
from core.tables.headers import Layout, find_layout
from core.tables.problems import Problem, Severity
from core.tables.records import Reading
from core.tables.specs import TableSpec

_NAMED: Final = 8


def hidden_rows(reading: Reading[Any]) -> int:
    """Return how many hidden rows stand below the headers, read or left out."""
    return sum(len(_rows_below(table.layout)) for table in reading.tables)


def hidden_remarks(
    reading: Reading[Any],
    workbook: Workbook,
    specs: Sequence[TableSpec[Any]],
    said: Mapping[str, Any],
) -> Iterator[Problem]:
    """Yield what a person should know of hidden parts; `said` are their words of the sheets."""
    for table in reading.tables:
        layout = table.layout
        rows = _rows_below(layout)
        if rows:
            yield _remark(layout.sheet, _about_rows(layout.sheet, rows))
        named = [f"«{layout.title_of(one)}»" for one in _columns_read(layout)]
        if named:
            message = _("Скрытые столбцы загружаются вместе с остальными: %(named)s.")
            yield _remark(layout.sheet, message % {"named": ", ".join(named[:_NAMED])})
    for sheet in workbook.sheets:
        if sheet.hidden and sheet.name not in said and _is_such_a_table(sheet, specs):
            message = _(
                "Лист скрыт и не загружен, строк на нём: %(count)s. Чтобы загрузить и его, снимите "
                "отметку в разделе «Столбцы и листы»."
            )
            yield _remark(sheet, message % {"count": sheet.row_count})


def _rows_below(layout: Layout) -> list[int]:
    return sorted(row for row in layout.sheet.hidden_rows if row >= layout.first_row)


def _columns_read(layout: Layout) -> list[int]:
    used = {*layout.columns.values()}
    used.update(column for members in layout.groups.values() for column, _about in members)
    return sorted(used & layout.sheet.hidden_columns)


def _about_rows(sheet: Sheet, rows: Sequence[int]) -> str:
    words = {"rows": _ranges(rows)}
    if sheet.left_out:
        return _("Скрытые строки не загружаются, их номера: %(rows)s.") % words
    return _("Скрытые строки загружаются вместе с остальными, их номера: %(rows)s.") % words


def _ranges(rows: Sequence[int]) -> str:
    """Return «5–9, 14»; of many only the first."""
    runs = [
        [row for _place, row in run]
        for _step, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    ]
    named = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:_NAMED]]
    return ", ".join([*named, "…"] if len(runs) > _NAMED else named)


def _is_such_a_table(sheet: Sheet, specs: Sequence[TableSpec[Any]]) -> bool:
    return any(find_layout(sheet, spec) is not None for spec in specs)


def _remark(sheet: Sheet, message: str) -> Problem:
    return Problem(sheet=sheet.name, message=message, severity=Severity.WARNING)
