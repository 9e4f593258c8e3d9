"""The true counts behind a release, kept beside its content and never printed.

They are what a release is audited against: which counts the content prints is read off the content
itself, so that a mistake anywhere on the way to it is found too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from core.tables.data import CellContent, Suppressed
from dashboards.rules.disclosure import key_of, label
from dashboards.rules.ledgers import Issued, Ledger
from dashboards.rules.spots import REGION, Spot
from reports.rules.content import tables_of
from scoring.disclosure import TOTAL, Table
from scoring.disclosure_tables import CellRef

T = TypeVar("T")
Told = Sequence[tuple[str, tuple[str, ...]]]
# Which counts the columns of the tables of places tell, after name and place: people, share,
# interval, mean and its interval, people without a level.
_ASSESSED: Final = (("readiness", (TOTAL,)),)
_READY: Final = (("readiness", ("ready",)), ("readiness", ("not_ready",)))
_PROVISIONAL: Final = (("provisional", ()),)
_VOICE: Final = (("voice", ("yes",)), ("voice", ("no",)))
_PLACE_COLUMNS: Final = (_ASSESSED, _READY, _READY, _ASSESSED, _ASSESSED, _PROVISIONAL)
_FUNCTION_COLUMNS: Final = ("students", "students", "students", "employer", "gap")
# Reports of the first format have no interval beside a mean.
_MEAN_INTERVAL_OF_PLACE: Final = 4
_MEAN_INTERVAL_OF_FUNCTION: Final = 2
_WITHOUT_MEAN_INTERVALS: Final = 1
_LEVELS: Final = ("low", "basic", "sufficient", "high")
_HEADLINE: Final = {
    "assessed": _ASSESSED,
    "share_ready": _READY,
    "low": _READY,
    "high": _READY,
    "mean_index": _ASSESSED,
    "mean_interval": _ASSESSED,
    "provisional": _PROVISIONAL,
    "share_employer_voice": _VOICE,
}


@dataclass(frozen=True, slots=True)
class ReleaseCounts:
    """Counts of places and of the region's functions; `rows` names the rows of the tables."""

    places: Ledger
    functions: Ledger
    rows: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class IssuedRelease:
    """A release of which everybody may have a copy."""

    places: Issued
    functions: Issued


def counts_to_json(counts: ReleaseCounts) -> dict[str, Any]:
    """Return the counts as plain JSON values."""
    return {
        "places": _ledger_to_json(counts.places),
        "functions": _ledger_to_json(counts.functions),
        "rows": {name: list(rows) for name, rows in counts.rows.items()},
    }


def counts_from_json(values: Mapping[str, Any]) -> ReleaseCounts:
    """Return the counts that `counts_to_json` wrote."""
    return ReleaseCounts(
        _ledger_from_json(values["places"]),
        _ledger_from_json(values["functions"]),
        values["rows"],
    )


def _ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    return {
        "territory": dict(ledger.territory),
        "ordered": sorted([table, list(key)] for table, key in ledger.ordered),
        "tables": [
            {
                "name": table.name,
                "dimensions": list(table.dimensions),
                "where": dict(table.where),
                "cells": [[list(key), count] for key, count in table.cells.items()],
            }
            for table in ledger.tables
        ],
    }


def _ledger_from_json(values: Mapping[str, Any]) -> Ledger:
    return Ledger(
        tables=tuple(
            Table(
                table["name"],
                tuple(table["dimensions"]),
                {tuple(key): count for key, count in table["cells"]},
                table["where"],
            )
            for table in values["tables"]
        ),
        territory=values["territory"],
        ordered=frozenset((table, tuple(key)) for table, key in values.get("ordered", ())),
    )


def issued_release(counts: ReleaseCounts, content: Mapping[str, Any]) -> IssuedRelease:
    """Return what everybody knows from a release with this content."""
    return IssuedRelease(
        _issued(counts.places, _printed_places(counts, content)),
        _issued(counts.functions, _printed_functions(counts, content)),
    )


def _issued(ledger: Ledger, printed: Iterable[CellRef]) -> Issued:
    """Nobody is hidden in a zero: where nobody was assessed, no share is printed."""
    filled = {
        (table.name, key) for table in ledger.tables for key, count in table.cells.items() if count
    }
    return Issued(ledger, frozenset(filled.difference(printed)))


def _printed_places(counts: ReleaseCounts, content: Mapping[str, Any]) -> Iterator[CellRef]:
    """Yield the counts of places that a content prints, or that follow from a share it prints."""
    region = label(REGION)
    for field, told in _HEADLINE.items():
        if (content.get("headline") or {}).get(field) is not None:
            yield from _refs(region, told)
    tables = {named.anchor: named.table for named in tables_of(content)}
    columns = _columns_of(content, _PLACE_COLUMNS, _MEAN_INTERVAL_OF_PLACE)
    for anchor in ("municipalities", "colleges"):
        table = tables[anchor]
        for place, row in zip(counts.rows[anchor], table.rows, strict=True):
            yield from _told_by(place, row[2:], columns)
        yield from _told_by(region, (table.total or ())[2:], columns)
    for level, row in zip(_LEVELS, tables["levels"].rows, strict=True):
        if any(_is_printed(cell) for cell in row[1:]):
            yield "levels", (*key_of(Spot(REGION, None)), level)


def _columns_of(content: Mapping[str, Any], columns: tuple[T, ...], interval: int) -> tuple[T, ...]:
    """Return what the columns tell in the format of a content; `interval` is that of the mean."""
    if content.get("format") != _WITHOUT_MEAN_INTERVALS:
        return columns
    return columns[:interval] + columns[interval + 1 :]


def _told_by(place: str, row: Sequence[CellContent], columns: Sequence[Told]) -> Iterator[CellRef]:
    for told, cell in zip(columns, row, strict=bool(row)):
        if _is_printed(cell):
            yield from _refs(place, told)


def _refs(place: str, told: Told) -> Iterator[CellRef]:
    for table, status in told:
        yield table, (place, TOTAL, *status)


def _printed_functions(counts: ReleaseCounts, content: Mapping[str, Any]) -> Iterator[CellRef]:
    table = next(named.table for named in tables_of(content) if named.anchor == "functions")
    columns = _columns_of(content, _FUNCTION_COLUMNS, _MEAN_INTERVAL_OF_FUNCTION)
    for function, row in zip(counts.rows["functions"], table.rows, strict=True):
        for name, cell in zip(columns, row[3:], strict=True):
            if _is_printed(cell):
                yield name, (label(REGION), TOTAL, function)


def _is_printed(cell: CellContent) -> bool:
    return cell is not None and not isinstance(cell, Suppressed)
