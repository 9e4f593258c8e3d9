"""Readiness with and without adjustment for the severity of mentors, side by side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from assessments.rules.packed_adjustments import pack_adjusted
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.methodology import NoMethodologyInForce, methodology_in_force
from assessments.selectors.readiness import priors_in_use
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import compute_as_given, lock_college
from assessments.services.score_tables import Computed
from assessments.services.severity_effects import adjustment_of
from colleges.models import College
from core.bulk import BlobTable, Column, ColumnKind, Target, merge_columns
from core.jobs.queue import enqueue
from scoring.adjusted_readiness import Adjusted

ADJUST_JOB: Final = "assessments.adjust_college"
_SCORES: Final = BlobTable("assessments_adjustedscores", "student_id", "scores")
_STUDENT_KEYS: Final = [Column("student_id", ColumnKind.BIG)]
_STUDENT_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("plain_index", ColumnKind.FLOAT),
    Column("adjusted_index", ColumnKind.FLOAT),
    Column("plain_level", ColumnKind.SMALL, nullable_as=-1),
    Column("adjusted_level", ColumnKind.SMALL, nullable_as=-1),
    Column("is_limited", ColumnKind.FLAG),
]
_SUM_KEYS: Final = [Column("group_id", ColumnKind.BIG), Column("function_id", ColumnKind.BIG)]
_SUM_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("students_count", ColumnKind.INTEGER),
    Column("plain_sum", ColumnKind.FLOAT),
    Column("adjusted_sum", ColumnKind.FLOAT),
]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the tables shall hold of a college: indices, blocks of functions, sums of groups."""

    students: Arrays
    scores: dict[int, bytes]
    sums: Arrays


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
        wanted = _adjusted(college_id, now)
        own = "college_id = %s", (college_id,)
        merge_columns(
            Target("assessments_adjustedreadiness", _STUDENT_KEYS, _STUDENT_VALUES, *own),
            wanted.students,
        )
        _SCORES.merge(
            wanted.scores,
            "student_id IN (SELECT id FROM colleges_student WHERE college_id = %s)",
            (college_id,),
        )
        merge_columns(
            Target("assessments_adjustedgroupfunction", _SUM_KEYS, _SUM_VALUES, *own), wanted.sums
        )
    return len(wanted.students["student_id"])


def _adjusted(college_id: int, now: datetime) -> _Tables:
    try:
        methodology = methodology_in_force()
    except NoMethodologyInForce:
        return _nothing()
    parameters = parameters_from_json(methodology.parameters)
    computed = compute_as_given(
        college_id=college_id,
        parameters=parameters,
        priors=priors_in_use(methodology),
        ledger=Ledger(as_of_date=timezone.localdate(now)),
    )
    adjusted = adjustment_of(computed, parameters)
    if adjusted is None:
        return _nothing()
    return _Tables(
        students=_students(computed, adjusted),
        scores=_scores(computed, adjusted),
        sums=_sums(computed, adjusted),
    )


def _students(computed: Computed, adjusted: Adjusted) -> Arrays:
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


def _scores(computed: Computed, adjusted: Adjusted) -> dict[int, bytes]:
    cells, scores = computed.readiness.cells, adjusted.scores
    chosen = np.flatnonzero(scores.moved)
    return pack_adjusted(
        computed.source.students[cells.student[chosen]],
        {
            "function_id": computed.source.functions[cells.function[chosen]],
            "is_limited": scores.limited[chosen],
            "plain": scores.official[chosen],
            "adjusted": scores.adjusted[chosen],
        },
    )


def _sums(computed: Computed, adjusted: Adjusted) -> Arrays:
    cells, functions = computed.readiness.cells, computed.source.functions
    groups, group = np.unique(computed.source.groups[cells.student], return_inverse=True)
    width = max(len(functions), 1)
    keys, row = np.unique(group * width + cells.function, return_inverse=True)
    return {
        "group_id": groups[keys // width],
        "function_id": functions[keys % width],
        "college_id": np.full(len(keys), computed.college_id),
        "students_count": np.bincount(row, minlength=len(keys)),
        "plain_sum": np.bincount(row, adjusted.scores.official, len(keys)),
        "adjusted_sum": np.bincount(row, adjusted.scores.adjusted, len(keys)),
    }


def _nothing() -> _Tables:
    def empty(columns: list[Column]) -> Arrays:
        return {column.name: np.zeros(0, dtype=column.dtype) for column in columns}

    return _Tables(
        students=empty([*_STUDENT_KEYS, *_STUDENT_VALUES]),
        scores={},
        sums=empty([*_SUM_KEYS, *_SUM_VALUES]),
    )
