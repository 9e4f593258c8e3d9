"""From stored content to what templates print."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind
from core.numbers import format_interval, format_number, format_percent
from core.tables.data import CellContent, Suppressed, TableColumn, TableData
from reports.enums import FileFormat
from reports.models import Release
from reports.rules.content import tables_of
from scoring.parameters import Parameters


def release_context(release: Release) -> dict[str, Any]:
    """Return everything that a page about a built release prints."""
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
        "tables": [{"anchor": named.anchor, **_table(named.table)} for named in tables_of(content)],
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
            "facts": _("от 0 до 1"),
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


def _table(table: TableData) -> dict[str, Any]:
    headings = table.headings()
    return {
        "title": table.title,
        "headings": [
            {"text": heading, "is_number": not column.is_text}
            for heading, column in zip(headings, table.columns, strict=True)
        ],
        "rows": [_row(table.columns, row) for row in table.rows],
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


def method_facts(parameters: Parameters) -> dict[str, Any]:
    """Return the parameters of a method as plain words and numbers."""
    low, basic, sufficient = parameters.bounds
    weights = parameters.components
    return {
        "kinds": [
            (EvidenceKind(code).label, format_number(kind.weight, 1))
            for code, kind in sorted(parameters.kinds.items(), key=lambda item: -item[1].weight)
        ],
        "components": [
            (_("практика"), format_percent(weights.practical)),
            (_("знания"), format_percent(weights.knowledge)),
            (_("мотивация"), format_percent(weights.motivation)),
            (_("рефлексия"), format_percent(weights.reflection)),
        ],
        "levels": [
            (_("низкий"), _("ниже %(bound)s") % {"bound": format_number(low, 2)}),
            (_("базовый"), _("от %(bound)s") % {"bound": format_number(low, 2)}),
            (_("достаточный"), _("от %(bound)s") % {"bound": format_number(basic, 2)}),
            (_("высокий"), _("от %(bound)s") % {"bound": format_number(sufficient, 2)}),
        ],
        "half_life": parameters.half_life_months,
        "weak_link": parameters.weak_link,
        "min_completeness": parameters.min_completeness,
        "min_coverage": parameters.min_coverage,
        "interval": format_percent(parameters.interval),
    }
