"""The grid of a sheet as a plain form: one input a cell, with the version that was seen."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.enums import ResultState, ScaleKind, SheetState
from assessments.models import Criterion, Result, Sheet
from assessments.selectors.sheets import criteria_of_sheet, results_of_sheet, students_of_sheet
from assessments.services.sheets import CellInput, CellOutcome
from core.numbers import format_number

_NAME = re.compile(r"^cell-(\d+)-(\d+)$")
Key = tuple[int, int]


def cell_inputs(posted: Mapping[str, str]) -> list[CellInput]:
    """Return the cells of a posted grid whose text differs from what the page had shown.

    The name of a cell is `cell-<student>-<criterion>`; beside it stand `version-…` and `was-…`.
    """
    cells = []
    for name, raw in posted.items():
        match = _NAME.match(name)
        if match is None:
            continue
        key = f"{match[1]}-{match[2]}"
        if raw.strip() == posted.get(f"was-{key}", "").strip():
            continue
        version = posted.get(f"version-{key}", "0")
        cells.append(
            CellInput(int(match[1]), int(match[2]), raw, int(version) if version.isdigit() else 0)
        )
    return cells


def grid_context(
    sheet: Sheet, outcomes: Sequence[CellOutcome], typed: Mapping[Key, str]
) -> dict[str, Any]:
    """Return what the grid prints; `typed` texts of refused cells stay where they were typed."""
    criteria = list(criteria_of_sheet(sheet=sheet))
    results = results_of_sheet(sheet=sheet)
    refused = {(outcome.student_id, outcome.criterion_id): outcome for outcome in outcomes}
    titles = {criterion.pk: criterion.name for criterion in criteria}
    students = list(students_of_sheet(sheet=sheet))
    rows = [
        {
            "number": number,
            "name": student.short_name,
            "student_id": student.pk,
            "cells": [
                _cell((student.pk, criterion.pk), criterion, results, refused, typed)
                for criterion in criteria
            ],
        }
        for number, student in enumerate(students, start=1)
    ]
    assessed = {
        student_id for (student_id, _c), row in results.items() if row.state != ResultState.EMPTY
    }
    return {
        "pk": sheet.pk,
        "title": sheet.instrument.name,
        "group": sheet.group.name,
        "group_id": sheet.group_id,
        "speciality": str(sheet.group.programme.speciality),
        "held_on": sheet.held_on,
        "due_on": sheet.due_on,
        "state": SheetState(sheet.state).label,
        "state_reason": sheet.state_reason,
        "is_editable": sheet.is_editable,
        "is_submitted": sheet.state == SheetState.SUBMITTED,
        "columns": [_column(criterion) for criterion in criteria],
        "rows": rows,
        "done": len(assessed),
        "total": len(students),
        "errors": [
            {
                "key": f"{outcome.student_id}-{outcome.criterion_id}",
                "name": _name_of(outcome, rows),
                "criterion": titles.get(outcome.criterion_id, ""),
                "text": outcome.error,
            }
            for outcome in outcomes
        ],
    }


def _column(criterion: Criterion) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "scale": _("до %(maximum)s") % {"maximum": format_number(criterion.maximum)}
        if criterion.scale == ScaleKind.POINTS
        else ScaleKind(criterion.scale).label,
    }


def _cell(
    key: Key,
    criterion: Criterion,
    results: Mapping[Key, Result],
    refused: Mapping[Key, CellOutcome],
    typed: Mapping[Key, str],
) -> dict[str, Any]:
    row = results.get(key)
    outcome = refused.get(key)
    stored = row.raw_value if row is not None else ""
    return {
        "key": f"{key[0]}-{key[1]}",
        "label": criterion.name,
        "value": typed.get(key, stored) if outcome is not None else stored,
        "was": stored,
        "version": row.version if row is not None else 0,
        "error": outcome.error if outcome is not None else "",
        "other": outcome.value if outcome is not None and outcome.is_conflict else "",
        "is_conflict": outcome is not None and outcome.is_conflict,
        "is_special": row is not None and row.state not in (ResultState.VALUE, ResultState.EMPTY),
    }


def _name_of(outcome: CellOutcome, rows: Sequence[Mapping[str, Any]]) -> str:
    for row in rows:
        if row["student_id"] == outcome.student_id:
            return str(row["name"])
    return ""
