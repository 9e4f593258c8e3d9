"""Tables that come in several shapes: a full name in one cell or in three, many columns or one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from core.tables.cells import Sheet, Workbook
from core.tables.headers import Placed
from core.tables.problems import Problem, Severity
from core.tables.records import Reading, Watch, read_tables
from core.tables.specs import TableSpec
from core.tables.templates import GUIDE


def read_alternatives(
    workbook: Workbook,
    specs: Sequence[TableSpec[Any]],
    *,
    placed: Mapping[str, Placed] | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> Reading[Any]:
    """Read every visible sheet by the first of `specs` whose header it has in full.

    Those that go first are tried before the others. A sheet that has no such header is told by the
    first of the others; a sheet without a table is passed over with a warning, a workbook without
    one is an error. `placed` are a person's descriptions of sheets by their names. `watch` is told
    now and then how many rows are read, and of how many.
    """
    tables: list[Any] = []
    problems: list[Problem] = []
    without: list[Sheet] = []
    total = sum(sheet.row_count for sheet in workbook.visible_sheets)
    before = 0
    for sheet in workbook.visible_sheets:
        told = None if watch is None else partial(_tell, watch, total, before)
        reading = _read_sheet(Workbook(workbook.name, (sheet,)), specs, placed or {}, told)
        before += sheet.row_count
        if reading.tables:
            tables.extend(reading.tables)
            problems.extend(reading.problems)
        elif sheet.row_count and sheet.name != GUIDE:
            without.append(sheet)
    if not tables:
        return read_tables(workbook, specs[0])
    problems.extend(
        Problem(
            sheet=sheet.name,
            message=_("Лист пропущен: на нём нет строки заголовка такой таблицы."),
            severity=Severity.WARNING,
        )
        for sheet in without
    )
    return Reading(tuple(tables), tuple(problems))


def _tell(watch: Callable[[int, int], None], total: int, before: int, row: int) -> None:
    watch(before + row, total)


def _read_sheet(
    workbook: Workbook,
    specs: Sequence[TableSpec[Any]],
    placed: Mapping[str, Placed],
    watch: Watch | None,
) -> Reading[Any]:
    readings = []
    first = [spec for spec in specs if spec.goes_first]
    others = [spec for spec in specs if not spec.goes_first]
    for spec in (*first, *others):
        reading = read_tables(workbook, spec, placed=placed, watch=watch)
        if not reading.tables:
            continue
        table = reading.tables[0]
        if table.rows or table.bad_rows or not table.has_errors:
            return reading
        if not spec.goes_first:
            readings.append(reading)
    return readings[0] if readings else Reading((), ())
