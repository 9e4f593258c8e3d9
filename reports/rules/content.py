"""The frozen content of a release: typed tables as plain JSON, and its hash.

Page, XLSX, CSV, DOCX and PDF are all made from what `tables_of` returns, so they print the same
stored numbers.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.tables.data import CellContent, Interval, Kind, Suppressed, TableColumn, TableData

# Enough for every printed digit; keeps the JSON free of noise in the last bits.
_STORED_DIGITS: Final = 8
# 2: intervals beside means.
FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table with the anchor by which comments and links point at it."""

    anchor: str
    table: TableData


def table_to_json(named: NamedTable) -> dict[str, Any]:
    """Return a table as plain JSON values."""
    table = named.table
    return {
        "anchor": named.anchor,
        "title": table.title,
        "short_title": table.short_title,
        "columns": [
            {
                "title": column.title,
                "kind": column.kind.value,
                "unit": column.unit,
                "digits": column.digits,
                "footnote": column.footnote,
            }
            for column in table.columns
        ],
        "rows": [[_cell_to_json(cell) for cell in row] for row in table.rows],
        "total": None if table.total is None else [_cell_to_json(cell) for cell in table.total],
        "footnotes": list(table.footnotes),
        "source": table.source,
        "as_of": None if table.as_of is None else table.as_of.isoformat(),
        "filters": [list(pair) for pair in table.filters],
    }


def _cell_to_json(cell: CellContent) -> Any:
    if isinstance(cell, Suppressed):
        return {"hidden": cell.mark, "reason": cell.reason}
    if isinstance(cell, Interval):
        return {"low": _stored(cell.low), "high": _stored(cell.high)}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell if cell is None or isinstance(cell, str | int) else _stored(cell)


def _stored(value: Any) -> float | None:
    return None if value is None else round(float(value), _STORED_DIGITS)


def table_from_json(values: Mapping[str, Any]) -> NamedTable:
    """Return the table that `table_to_json` wrote."""
    return NamedTable(
        values["anchor"],
        TableData(
            title=values["title"],
            short_title=values["short_title"],
            columns=tuple(
                TableColumn(**{**column, "kind": Kind(column["kind"])})
                for column in values["columns"]
            ),
            rows=[tuple(_cell_from_json(cell) for cell in row) for row in values["rows"]],
            total=None
            if values["total"] is None
            else tuple(_cell_from_json(cell) for cell in values["total"]),
            footnotes=tuple(values["footnotes"]),
            source=values["source"],
            as_of=None if values["as_of"] is None else date.fromisoformat(values["as_of"]),
            filters=tuple((name, value) for name, value in values["filters"]),
        ),
    )


def _cell_from_json(cell: Any) -> CellContent:
    if not isinstance(cell, dict):
        content: CellContent = cell
        return content
    if "hidden" in cell:
        return Suppressed(cell["hidden"], cell["reason"])
    if "date" in cell:
        return date.fromisoformat(cell["date"])
    return Interval(cell["low"], cell["high"])


def tables_of(content: Mapping[str, Any]) -> Sequence[NamedTable]:
    """Return the tables of a release's content, in their order."""
    return [table_from_json(values) for values in content.get("tables", [])]


def content_hash(content: Mapping[str, Any]) -> str:
    """Return SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
