"""The grid of a sheet as a plain form: one input a cell, with the version that was seen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind, ResultState, ScaleKind, SheetState
from assessments.models import Criterion, Result, Sheet
from assessments.rules.cells import expand_typed, rules_for_browser
from assessments.selectors.sheet_places import expected_in, places_of_sheets
from assessments.selectors.sheets import cells_since, criteria_of_sheet, students_at
from assessments.services.sheets import CellInput, CellOutcome
from assessments.views.cell_values import cells_for_browser, cursor_of
from colleges.rules.short_names import names_apart

_NAME = re.compile(r"^cell-(\d+)-(\d+)$")
Key = tuple[int, int]


def cell_inputs(posted: Mapping[str, str]) -> list[CellInput]:
    """Return the cells of a posted grid whose text differs from what the page had shown.

    The name of a cell is `cell-<student>-<criterion>`; `seen-…` beside a filled one holds the
    version and the text that the page had shown, as `3:4,5`.
    """
    cells = []
    for name, raw in posted.items():
        match = _NAME.match(name)
        if match is None:
            continue
        version, _colon, was = posted.get(f"seen-{match[1]}-{match[2]}", "0:").partition(":")
        if raw.strip() == was.strip():
            continue
        seen = int(version) if version.isdigit() else 0
        cells.append(CellInput(int(match[1]), int(match[2]), expand_typed(raw), seen))
    return cells


def grid_context(
    sheet: Sheet, outcomes: Sequence[CellOutcome], typed: Mapping[Key, str]
) -> dict[str, Any]:
    """Return what the grid prints; `typed` texts of refused cells stay where they were typed."""
    criteria = list(criteria_of_sheet(sheet=sheet))
    stored = cells_since(sheet=sheet, moment=None)
    results = {(row.student_id, row.criterion_id): row for row in stored}
    refused = {(outcome.student_id, outcome.criterion_id): outcome for outcome in outcomes}
    places = places_of_sheets(sheets=[sheet])[sheet.pk]
    students = list(students_at(places=places))
    names = names_apart(students)
    total, expected = _Total(criteria, results), expected_in(places)
    rows = [
        {
            "number": number,
            "name": names[student.pk],
            "student_id": student.pk,
            "is_on_leave": places[student.pk],
            "total": total.of(student.pk),
            "cells": [
                _cell((student.pk, criterion.pk), criterion, results, refused, typed)
                for criterion in criteria
            ],
        }
        for number, student in enumerate(students, start=1)
    ]
    assessed = {row.student_id for row in stored if row.state != ResultState.EMPTY}
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
        "total_of": total.maximum,
        "has_marks": _has_marks(sheet, criteria),
        "rows": rows,
        "done": len(assessed),
        "total": expected,
        "browser": _for_browser(sheet, criteria, [student.pk for student in students], stored)
        | {"expected": expected},
        "errors": _errors(outcomes, rows, criteria),
    }


def _has_marks(sheet: Sheet, criteria: Iterable[Criterion]) -> bool:
    """Whether points of this sheet become a mark: see `selectors.grade_scales.exam_marks`."""
    return sheet.instrument.kind == EvidenceKind.DEMO_EXAM and any(
        criterion.scale == ScaleKind.POINTS and criterion.maximum for criterion in criteria
    )


class _Total:
    """The sum of a student's points; only where every criterion is in points."""

    def __init__(self, criteria: Sequence[Criterion], results: Mapping[Key, Result]) -> None:
        self.criteria, self.results = criteria, results
        in_points = len(criteria) > 1 and all(c.scale == ScaleKind.POINTS for c in criteria)
        self.maximum = _plain(sum(float(c.maximum or 0) for c in criteria)) if in_points else ""

    def of(self, student_id: int) -> str:
        if not self.maximum:
            return ""
        points = [
            row.score * float(criterion.maximum or 0)
            for criterion in self.criteria
            if (row := self.results.get((student_id, criterion.pk))) and row.score is not None
        ]
        return _plain(sum(points)) if points else ""


def _plain(value: float) -> str:
    """Print points as a person writes them: 74 or 74,5."""
    return f"{round(value, 2):.10g}".replace(".", ",")


def _for_browser(
    sheet: Sheet, criteria: Sequence[Criterion], students: Iterable[int], stored: Sequence[Result]
) -> dict[str, Any]:
    return {
        "sheet": sheet.pk,
        "editable": sheet.is_editable,
        "cells_url": reverse("assessments:sheet_cells", args=[sheet.pk]),
        "details_url": reverse("assessments:cell_detail", args=[sheet.pk]),
        "rows": list(students),
        "columns": [
            {
                "id": criterion.pk,
                "kind": criterion.scale,
                "maximum": float(criterion.maximum)
                if criterion.maximum is not None and criterion.scale == ScaleKind.POINTS
                else None,
            }
            for criterion in criteria
        ],
        "cells": cells_for_browser(stored),
        "cursor": cursor_of(stored),
        "rules": rules_for_browser(criteria),
    }


def _column(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.pk,
        "name": criterion.name,
        "scale": _("до %(maximum)s") % {"maximum": _plain(float(criterion.maximum or 0))}
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
        "criterion": criterion.pk,
        "value": typed.get(key, stored) if outcome is not None else stored,
        "was": stored,
        "version": row.version if row is not None else 0,
        "error": outcome.error if outcome is not None else "",
        "other": outcome.value if outcome is not None and outcome.is_conflict else "",
        "is_conflict": outcome is not None and outcome.is_conflict,
        "has_note": row is not None and bool(row.comment),
        "is_flagged": row is not None and row.needs_attention,
        "is_special": row is not None and row.state not in (ResultState.VALUE, ResultState.EMPTY),
    }


def _errors(
    outcomes: Sequence[CellOutcome],
    rows: Sequence[Mapping[str, Any]],
    criteria: Sequence[Criterion],
) -> list[dict[str, str]]:
    names = {row["student_id"]: str(row["name"]) for row in rows}
    titles = {criterion.pk: criterion.name for criterion in criteria}
    return [
        {
            "key": f"{outcome.student_id}-{outcome.criterion_id}",
            "name": names.get(outcome.student_id, ""),
            "criterion": titles.get(outcome.criterion_id, ""),
            "text": outcome.error,
        }
        for outcome in outcomes
    ]
