"""A trial of a methodology as the page prints it."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.enums import Level
from assessments.rules.comparison import CollegeMoves, Comparison
from assessments.selectors.methodology_versions import names_of_colleges
from core.models import Job
from core.numbers import format_number

_SHOWN = 30


def _words() -> list[str]:
    return [_("без уровня"), *(str(level.label) for level in Level)]


def _figure(count: int | None) -> str:
    return _("скрыто") if count is None else format_number(count)


def _row(row: CollegeMoves, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "rose": row.rose,
        "fell": row.fell,
        "other": row.other,
        "changed": row.changed,
    }


def comparison_context(job: Job, comparison: Comparison) -> dict[str, Any]:
    """Return plain values: the region's row, its transitions, the colleges that change most."""
    names = names_of_colleges()
    words = _words()
    return {
        "finished_at": job.finished_at,
        "official_version": job.result["official_version"],
        "region": _row(comparison.region, _("Край")),
        "tiles": [
            (_("Уровень выше"), _figure(comparison.region.rose)),
            (_("Уровень ниже"), _figure(comparison.region.fell)),
            (_("Станут готовыми"), _figure(comparison.became_ready)),
            (_("Перестанут быть готовыми"), _figure(comparison.no_longer_ready)),
        ],
        "levels": words,
        "transitions": [
            {
                "name": words[before],
                "cells": [
                    {"count": count, "is_same": before == after}
                    for after, count in enumerate(counts)
                ],
            }
            for before, counts in enumerate(comparison.transitions)
        ],
        "colleges": [
            _row(row, names.get(row.college_id or 0, "")) for row in comparison.colleges[:_SHOWN]
        ],
    }
