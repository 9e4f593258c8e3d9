"""Forms of the federal monitoring as data: read from files, checked before anything is counted."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from colleges.enums import OutcomeStatus

FOLDER: Final = Path(__file__).resolve().parent.parent / "data"


class BadTemplate(ValueError):
    """A template contradicts itself; the text says where."""


class ColumnKind(StrEnum):
    TOTAL = "total"
    EXCLUSIVE = "exclusive"
    FORECAST = "forecast"
    SUBSET = "subset"


class People(StrEnum):
    """Of whom a row counts."""

    ALL = "all"
    TARGET_CONTRACT = "target_contract"


class Axis(StrEnum):
    COLUMN = "column"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """A column of the form; `missing` says why the portal leaves it empty."""

    code: str
    title: str
    kind: ColumnKind
    statuses: frozenset[str] = frozenset()
    in_speciality: bool = False
    of: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A row of the form: people, or the sum of other rows, or nothing that the portal knows."""

    code: str
    title: str
    people: People | None = None
    sum: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`left` is equal to, or not more than, the sum of `right`: columns of a row, or rows."""

    axis: Axis
    left: str
    sign: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One version of the form; it serves graduates of `from_year` and later, until the next."""

    version: str
    title: str
    from_year: int
    note: str
    # Statuses that no column counts, which the total does.
    not_counted: frozenset[str]
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    relations: tuple[Relation, ...]

    def column(self, code: str) -> FormColumn:
        return next(column for column in self.columns if column.code == code)

    def row(self, code: str) -> FormRow:
        return next(row for row in self.rows if row.code == code)


def template_of(data: Mapping[str, Any]) -> Template:
    """Build a template from its file's content; raise BadTemplate where it contradicts itself."""
    try:
        template = Template(
            version=data["version"],
            title=data["title"],
            from_year=data["from_year"],
            note=data["note"],
            not_counted=frozenset(data["not_counted"]),
            columns=tuple(_column(column) for column in data["columns"]),
            rows=tuple(_row(row) for row in data["rows"]),
            relations=tuple(_relation(relation) for relation in data["relations"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadTemplate(f"the template cannot be read: {error}") from error
    for problem in _problems(template):
        raise BadTemplate(f"{template.version}: {problem}")
    return template


def _column(data: Mapping[str, Any]) -> FormColumn:
    known = {**data, "kind": ColumnKind(data["kind"])}
    return FormColumn(**{**known, "statuses": frozenset(data.get("statuses", ()))})


def _row(data: Mapping[str, Any]) -> FormRow:
    people = People(data["people"]) if "people" in data else None
    return FormRow(**{**data, "people": people, "sum": tuple(data.get("sum", ()))})


def _relation(data: Mapping[str, Any]) -> Relation:
    if data["sign"] not in ("=", "<="):
        raise ValueError(f"unknown sign {data['sign']}")
    return Relation(
        axis=Axis(data["axis"]),
        left=data["left"],
        sign=data["sign"],
        right=tuple(data["right"]),
    )


def _problems(template: Template) -> Iterable[str]:
    columns = [column.code for column in template.columns]
    rows = [row.code for row in template.rows]
    yield from _twice("column", columns)
    yield from _twice("row", rows)
    yield from _status_problems(template)
    for column in template.columns:
        yield from _column_problems(column, template)
    for row in template.rows:
        sources = (row.people is not None) + bool(row.sum) + bool(row.missing)
        if sources != 1:
            yield f"row {row.code} must have people, a sum or a reason to be empty"
        yield from (f"row {row.code} sums unknown {code}" for code in row.sum if code not in rows)
    for relation in template.relations:
        codes = columns if relation.axis is Axis.COLUMN else rows
        for code in (relation.left, *relation.right):
            if code not in codes:
                yield f"a relation names the unknown {relation.axis} {code}"


def _twice(what: str, codes: Sequence[str]) -> Iterable[str]:
    return (f"{what} {code} stands twice" for code, count in Counter(codes).items() if count > 1)


def _status_problems(template: Template) -> Iterable[str]:
    """Every status of the portal feeds one exclusive column or is named as not counted."""
    exclusive = (ColumnKind.EXCLUSIVE, ColumnKind.FORECAST)
    fed = Counter(
        status
        for column in template.columns
        if column.kind in exclusive
        for status in column.statuses
    )
    fed.update(template.not_counted)
    yield from (f"unknown status {status}" for status in fed if status not in OutcomeStatus.values)
    for status in OutcomeStatus.values:
        if fed[status] != 1:
            yield f"status {status} is counted {fed[status]} times"
    totals = sum(column.kind is ColumnKind.TOTAL for column in template.columns)
    if totals != 1:
        yield f"there must be one total, not {totals}"


def _column_problems(column: FormColumn, template: Template) -> Iterable[str]:
    counted = column.kind is ColumnKind.TOTAL or bool(column.statuses)
    if counted == bool(column.missing):
        yield f"column {column.code} must have statuses or a reason to be empty"
    if column.kind is not ColumnKind.SUBSET:
        return
    parents = [parent for parent in template.columns if parent.code == column.of]
    if not parents:
        yield f"column {column.code} is a part of the unknown {column.of}"
    elif not column.statuses <= parents[0].statuses:
        yield f"column {column.code} counts statuses that {column.of} does not"


@cache
def monitoring_templates() -> tuple[Template, ...]:
    """Return every version that the portal has, newest first; raise BadTemplate for a bad file."""
    files = sorted(FOLDER.glob("monitoring_*.json"))
    found = [template_of(json.loads(file.read_text("utf-8"))) for file in files]
    return tuple(sorted(found, key=lambda template: template.from_year, reverse=True))


def template_for(*, year: int, version: str = "") -> Template:
    """Return the version asked for; otherwise the one in force for graduates of that year."""
    templates = monitoring_templates()
    asked = (one for one in templates if one.version == version)
    in_force = (one for one in templates if one.from_year <= year)
    return next(asked, None) or next(in_force, templates[-1])
