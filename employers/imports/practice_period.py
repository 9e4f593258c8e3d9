"""A table of practices that tells the first and the last day together: «01.02–28.02.2026»."""

import re
from dataclasses import fields, make_dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from core.tables.problems import Problem
from core.tables.records import BadRow, Reading, Row, Table
from core.tables.specs import Divider

DAYS: Final = ("starts_on", "ends_on")
_KEY: Final = "period"
# «Производственная практика с 01.02.2026 по 28.02.2026» over a table or a part of it.
PERIOD_ABOVE: Final = Divider(
    key=_KEY,
    pattern=re.compile(
        r"(?:.*\W)?(со? «?\d.*\d\D*\sпо\s.*\d{4}|\d{1,2}\.\d{1,2}[\d.]*\s*[-–—]\s*[\d.]*\d{4})"
        r"(?:\s*г(?:ода|\.)?)?\W*$",
        re.IGNORECASE,
    ),
)


def record_with_period(record: type[Any]) -> type[Any]:
    """Return the record of a row with the period in place of its two days."""
    names = [one.name for one in fields(record) if one.name not in DAYS]
    return make_dataclass(f"{record.__name__}WithPeriod", [*names, _KEY], frozen=True)


def with_days(reading: Reading[Any], record: type[Any]) -> Reading[Any]:
    """Return the reading with rows of `record`, whose days the periods told."""
    problems = list(reading.problems)
    tables = []
    for table in reading.tables:
        if table.rows and not isinstance(table.rows[0].record, record):
            table, found = _read(table, record)  # noqa: PLW2901
            problems += found
        tables.append(table)
    return replace(reading, tables=tuple(tables), problems=tuple(problems))


def _read(table: Table[Any], record: type[Any]) -> tuple[Table[Any], list[Problem]]:
    layout = table.layout
    place = layout.columns.get(_KEY)
    # What is wrong with a day is wrong with the cell of the period.
    columns = {**layout.columns, **dict.fromkeys(DAYS if place else (), place or 0)}
    told = replace(layout, columns=columns)
    rows, bad, problems = [], list(table.bad_rows), []
    for row in table.rows:
        period = getattr(row.record, _KEY)
        if period is not None:
            rows.append(_with_days(row, told, record))
            continue
        bad.append(BadRow(row.number, row.raw))
        if place:
            message = _("Не заполнено: «%s».") % layout.title_of(place)
            problems.append(row.problem(message, key=_KEY))
    if bad and not place and not rows:
        message = _(
            "Не сказано, когда практика: нужны столбцы «Дата начала» и «Дата окончания» или один "
            "столбец «Сроки практики»."
        )
        problems.append(Problem(sheet=layout.sheet.name, row=layout.header_row, message=message))
    return replace(table, rows=tuple(rows), bad_rows=tuple(bad)), problems


def _with_days(row: Row[Any], layout: Any, record: type[Any]) -> Row[Any]:
    values = {one.name: getattr(row.record, one.name) for one in fields(row.record)}
    period = values.pop(_KEY)
    raw = {**row.raw, **dict.fromkeys(DAYS, row.raw.get(_KEY))}
    days = {"starts_on": period.first, "ends_on": period.last}
    return replace(row, record=record(**values, **days), raw=raw, layout=layout)
