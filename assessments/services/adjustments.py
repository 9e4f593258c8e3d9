"""Readiness with and without adjustment for the severity of mentors, side by side."""

from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from assessments.rules.parameters import parameters_from_json
from assessments.selectors.methodology import NoMethodologyInForce, methodology_in_force
from assessments.selectors.readiness import priors_in_use
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import compute_as_given, lock_college
from assessments.services.score_tables import Computed
from assessments.services.severity_effects import adjustment_of
from colleges.models import College
from core.bulk import Column, ColumnKind, Target, merge_columns
from core.jobs.queue import enqueue
from scoring.adjusted_readiness import Adjusted

ADJUST_JOB: Final = "assessments.adjust_college"


def active_college_ids() -> list[int]:
    """Return the colleges whose readiness is computed, in order."""
    active = College.objects.filter(is_active=True).order_by("pk")
    return list(active.values_list("pk", flat=True))


def request_adjustments(*, now: datetime) -> int:
    """Ask for the adjusted readiness of every active college; return how many."""
    college_ids = active_college_ids()
    for college_id in college_ids:
        enqueue(
            ADJUST_JOB,
            now=now,
            deduplication_key=f"adjust:{college_id}",
            college_id=college_id,
        )
    return len(college_ids)


def adjust_college(*, college_id: int, now: datetime) -> int:
    """Bring a college's adjusted readiness up to date; return how many students have one."""
    with transaction.atomic():
        lock_college(college_id)
        rows = _no_rows()
        try:
            methodology = methodology_in_force()
        except NoMethodologyInForce:
            methodology = None
        if methodology is not None:
            parameters = parameters_from_json(methodology.parameters)
            computed = compute_as_given(
                college_id=college_id,
                parameters=parameters,
                priors=priors_in_use(methodology),
                ledger=Ledger(as_of_date=timezone.localdate(now)),
            )
            adjusted = adjustment_of(computed, parameters)
            if adjusted is not None:
                rows = _rows(computed, adjusted)
        merge_columns(
            Target(
                "assessments_adjustedreadiness",
                [Column("student_id", ColumnKind.BIG)],
                [
                    Column("college_id", ColumnKind.BIG),
                    Column("plain_index", ColumnKind.FLOAT),
                    Column("adjusted_index", ColumnKind.FLOAT),
                    Column("plain_level", ColumnKind.SMALL, nullable_as=-1),
                    Column("adjusted_level", ColumnKind.SMALL, nullable_as=-1),
                    Column("is_limited", ColumnKind.FLAG),
                ],
                "college_id = %s",
                (college_id,),
            ),
            rows,
        )
    return len(rows["student_id"])


def _rows(computed: Computed, adjusted: Adjusted) -> dict[str, NDArray[Any]]:
    plain, moved = computed.readiness.students, adjusted.readiness.students
    chosen = np.flatnonzero(adjusted.moved & ~np.isnan(plain.index))
    return {
        "student_id": computed.source.students[chosen],
        "college_id": np.full(len(chosen), computed.college_id),
        "plain_index": plain.index[chosen],
        "adjusted_index": moved.index[chosen],
        "plain_level": plain.level[chosen].astype(np.int64),
        "adjusted_level": moved.level[chosen].astype(np.int64),
        "is_limited": adjusted.limited[chosen],
    }


def _no_rows() -> dict[str, NDArray[Any]]:
    nothing = np.zeros(0, dtype=np.int64)
    return {
        "student_id": nothing,
        "college_id": nothing,
        "plain_index": np.zeros(0),
        "adjusted_index": np.zeros(0),
        "plain_level": nothing,
        "adjusted_level": nothing,
        "is_limited": np.zeros(0, dtype=np.bool_),
    }
