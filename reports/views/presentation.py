"""From stored content to what templates print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core.numbers import format_interval, format_number, format_percent
from core.tables.data import CellContent, Suppressed, TableColumn
from reports.enums import FileFormat
from reports.models import Release
from reports.rules.content import NamedTable, tables_of
from reports.rules.own_figures import OwnRow

OwnRows = Mapping[tuple[str, int], OwnRow]


def release_context(release: Release, own_rows: OwnRows | None = None) -> dict[str, Any]:
    """Return everything that a page about a built release prints.

    `own_rows` are those about the reader's college, from which it may ask about a figure.
    """
    asking = _Asking(release, own_rows or {})
    content = release.content
    return {
        "title": release.title,
        "slug": release.slug,
        "url": reverse("reports:release_public", args=[release.slug]),
        "region": content["region"],
        "year": release.graduation_year,
        "data_date": release.data_date,
        "published_at": release.published_at,
        "methodology": content["methodology"],
        "sentence": content["headline"].get("sentence", ""),
        "tiles": _tiles(content["headline"]),
        "not_reported": content["not_reported"],
        "minimum": content["minimum"],
        "tables": [_table(named, asking) for named in tables_of(content)],
        "sha256": release.content_sha256,
        "downloads": [
            (
                file_format.label,
                reverse("reports:release_download", args=[release.slug, file_format.value]),
            )
            for file_format in FileFormat
        ],
    }


def _tiles(headline: dict[str, Any]) -> list[dict[str, str]]:
    if not headline:
        return []
    return [
        {
            "name": _("Готовы к работе"),
            "value": format_percent(headline["share_ready"]),
            "facts": _("n = %(count)s, %(interval)s %%")
            % {
                "count": format_number(headline["assessed"]),
                "interval": format_interval(100 * headline["low"], 100 * headline["high"], 0),
            },
        },
        {
            "name": _("Средний индекс"),
            "value": format_number(headline["mean_index"], 2),
            "facts": _mean_facts(headline.get("mean_interval")),
        },
        {
            "name": _("Есть голос работодателя"),
            "value": format_percent(headline["share_employer_voice"]),
            "facts": _("из всех выпускников"),
        },
        {
            "name": _("Предварительно"),
            "value": format_number(headline["provisional"]),
            "facts": _("уровня ещё нет, в доли не входят"),
        },
    ]


def _mean_facts(interval: Sequence[float] | None) -> str:
    """Reports of the first format have no interval of the mean."""
    scale = _("от 0 до 1")
    if not interval:
        return scale
    limits = format_interval(interval[0], interval[1], 2)
    return _("%(scale)s, 95 %% интервал %(interval)s") % {"scale": scale, "interval": limits}


@dataclass(frozen=True, slots=True)
class _Asking:
    """Where the reader asks about the figures of a row; "" of a row that is not about him."""

    release: Release
    own_rows: OwnRows

    def url(self, anchor: str, place: int) -> str:
        """Return the address of the question about a row of a table."""
        row = self.own_rows.get((anchor, place))
        if row is None:
            return ""
        url = reverse("reports:ticket_create", args=[self.release.slug])
        return f"{url}?{urlencode({'row': row.key})}"


def _table(named: NamedTable, asking: _Asking) -> dict[str, Any]:
    table, anchor = named.table, named.anchor
    headings = table.headings()
    return {
        "anchor": anchor,
        "title": table.title,
        "headings": [
            {"text": heading, "is_number": not column.is_text}
            for heading, column in zip(headings, table.columns, strict=True)
        ],
        "rows": [
            _row(table.columns, row) | {"ask_url": asking.url(anchor, place)}
            for place, row in enumerate(table.rows)
        ],
        "total": None if table.total is None else _row(table.columns, table.total),
        "notes": table.notes(),
        "origin": table.origin(),
    }


def _row(columns: tuple[TableColumn, ...], row: Any) -> dict[str, Any]:
    cells = [_cell(column, cell) for column, cell in zip(columns, row, strict=True)]
    return {"head": cells[0], "cells": cells[1:]}


def _cell(column: TableColumn, cell: CellContent) -> dict[str, Any]:
    return {
        "text": column.printed(cell),
        "is_number": not column.is_text,
        "reason": cell.reason if isinstance(cell, Suppressed) else "",
    }
