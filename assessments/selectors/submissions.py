"""A sheet before and after it is handed in: what is unusual in it, what has happened to it."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from django.db.models import Avg, Count, Max, QuerySet

from assessments.enums import Component, ResultState, ScaleKind, SheetEventKind
from assessments.models import (
    Criterion,
    CriterionFunction,
    Evidence,
    Result,
    ResultChange,
    Sheet,
    SheetEvent,
    SheetSigner,
)
from assessments.rules.unusual import SheetGrid, Unusual, unusual_in
from assessments.selectors.instruments import functions_of_programme
from assessments.selectors.sheets import criteria_of_sheet, students_at
from core.text import key_in

# From so many points on a lost digit is told from an ordinary low result.
_MANY_STEPS: Final = 20


def unusual_in_sheet(*, sheet: Sheet, places: Mapping[int, bool], today: date) -> list[Unusual]:
    """Return what is worth a second look before the sheet is handed in.

    `places` are those of the sheet, see `places_of_sheets`.
    """
    rows = list(Result.objects.filter(sheet=sheet).exclude(state=ResultState.EMPTY))
    # Nothing is asked of those who were on academic leave that day.
    expected = [pk for pk, is_on_leave in places.items() if not is_on_leave]
    students = list(students_at(places=expected).values_list("pk", flat=True))
    flagged = Result.objects.filter(sheet=sheet, student__in=students, needs_attention=True)
    places_of_flags = flagged.order_by("student_id", "criterion__position", "criterion_id")
    criteria = list(criteria_of_sheet(sheet=sheet))
    return unusual_in(
        SheetGrid(
            students=students,
            criteria=[one.pk for one in criteria],
            pass_fail={one.pk for one in criteria if one.scale == ScaleKind.PASS},
            fine={one.pk for one in criteria if _has_many_steps(one)},
            scores={
                (row.student_id, row.criterion_id): row.score
                for row in rows
                if row.score is not None
            },
            filled={(row.student_id, row.criterion_id) for row in rows},
            elsewhere=_elsewhere(sheet, students),
            is_future=sheet.held_on > today,
            gives_evidence=_gives_evidence(sheet),
            flagged=list(places_of_flags.values_list("student_id", "criterion_id")),
        )
    )


def _has_many_steps(criterion: Criterion) -> bool:
    if criterion.scale == ScaleKind.POINTS:
        return criterion.maximum is not None and criterion.maximum >= _MANY_STEPS
    return criterion.scale == ScaleKind.PERCENT


def print_of_cells(*, sheet: Sheet) -> str:
    """Return what tells these cells from any others: the last change and a digest of them all."""
    rows = Result.objects.filter(sheet=sheet).order_by("student_id", "criterion_id")
    cells = rows.values_list("student_id", "criterion_id", "version", "raw_value")
    digest = sha256(json.dumps(list(cells)).encode()).hexdigest()
    last = ResultChange.objects.filter(sheet=sheet).aggregate(last=Max("pk"))["last"] or 0
    return f"{last}:{digest}"


def changed_since(*, sheet: Sheet, seen: str) -> list[ResultChange]:
    """Return what was changed after the cells had the print `seen`, in its order."""
    known = key_in(seen.partition(":")[0]) or 0
    rows = ResultChange.objects.filter(sheet=sheet, pk__gt=known)
    return list(rows.select_related("student", "criterion", "changed_by").order_by("pk"))


def _gives_evidence(sheet: Sheet) -> bool:
    """Say whether results of the form count; a practical one needs a function that is required.

    A programme that requires nothing yet asks for a function only.
    """
    if sheet.instrument.component != Component.PRACTICAL:
        return True
    shown = set(
        CriterionFunction.objects.filter(criterion__instrument=sheet.instrument_id)
        .order_by()
        .values_list("function_id", flat=True)
    )
    required = functions_of_programme(programme=sheet.group.programme)
    return bool(shown & required if required else shown)


def _elsewhere(sheet: Sheet, students: list[int]) -> dict[int, tuple[float, int]]:
    """Return the mean of each student's live practical evidence from everywhere but this sheet."""
    rows = (
        Evidence.objects.filter(
            college_id=sheet.college_id,
            student_id__in=students,
            voided_at__isnull=True,
            component=Component.PRACTICAL,
        )
        .exclude(result__sheet=sheet)
        .values_list("student_id")
        .annotate(mean=Avg("score"), count=Count("pk"))
        .order_by("student_id")
    )
    return {student: (mean, count) for student, mean, count in rows}


def events_of_sheet(*, sheet: Sheet) -> QuerySet[SheetEvent]:
    """Return what has happened to the sheet, the latest first, with signers and warnings."""
    return (
        SheetEvent.objects.filter(sheet=sheet)
        .select_related("actor")
        .prefetch_related("signers", "warnings")
        .order_by("-at", "-pk")
    )


def last_returns(*, sheet_ids: Collection[int]) -> dict[int, SheetEvent]:
    """Return by sheet who returned it last, and when; one query for all."""
    returns = SheetEvent.objects.filter(sheet__in=sheet_ids, kind=SheetEventKind.RETURNED)
    return {event.sheet_id: event for event in returns.select_related("actor").order_by("at", "pk")}


def signers_before(*, sheet: Sheet) -> list[SheetSigner]:
    """Return who signed last: this sheet, or the latest one of the same commission."""
    submitted = SheetEvent.objects.filter(
        kind=SheetEventKind.SUBMITTED, sheet__college_id=sheet.college_id, signers__isnull=False
    )
    for events in (submitted.filter(sheet=sheet), submitted.filter(sheet__rater=sheet.rater_id)):
        latest = events.order_by("-at", "-pk").first()
        if latest is not None:
            return list(latest.signers.order_by("position", "pk"))
    return []
