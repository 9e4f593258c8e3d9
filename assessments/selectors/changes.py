"""Why readiness changed since an earlier run: both moments computed again from the ledger."""

import math
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from assessments.enums import RunState
from assessments.models import ReadinessRun, RunCollege
from assessments.rules.changes import (
    CAUSE_WORDS,
    CollegeChange,
    FunctionMove,
    MeanChange,
    Part,
    RunPoint,
    StudentChange,
)
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.readiness import official_runs
from assessments.selectors.scoring_input import Ledger, ScoringInput, read_two_inputs
from colleges.models import Student, StudyGroup
from scoring.changes import (
    CAUSES,
    Calculation,
    CellChanges,
    Changes,
    MeanChanges,
    explain_changes,
    explain_means,
)
from scoring.parameters import Parameters
from scoring.readiness import compute
from standards.models import LabourFunction

_EPOCH: Final = date(1970, 1, 1)
_FUNCTIONS_TOLD: Final = 3
_RUNS_OFFERED: Final = 20
# Less than this is the noise of sums, not a change.
_NOISE: Final = 1e-12


def runs_to_compare() -> list[RunPoint]:
    """Return the finished official runs that readiness can be compared with, newest first."""
    runs = official_runs().filter(state=RunState.DONE)[:_RUNS_OFFERED]
    return [_point(run) for run in runs]


def _point(run: ReadinessRun) -> RunPoint:
    return RunPoint(number=run.pk, day=run.as_of_date, version=run.methodology.version)


def student_change(*, student: Student, today: date) -> StudentChange | None:
    """Return what changed for a student since the last finished run of an earlier day.

    None where there is no such run, or it did not reach the student's college. Raise
    NoMethodologyInForce.
    """
    part = (
        _parts(student.college_id)
        .filter(run__as_of_date__lt=today)
        .order_by("-run__started_at", "-run_id")
        .first()
    )
    if part is None:
        return None
    pair = _pair(part, today, [student.pk])
    if not len(pair[0].students):
        return None
    changes, cells = _explained(part, pair, today)[:2]
    return StudentChange(
        since=_point(part.run),
        before=_number(changes.before[0]),
        after=_number(changes.after[0]),
        total=_number(changes.total[0]),
        parts=_told(changes.parts[0]),
        functions=_functions(cells, pair[0].functions),
    )


def college_change(*, college_id: int, run_id: int, today: date) -> CollegeChange | None:
    """Return what changed in a college and its groups since a finished run; None: not in it.

    Raise NoMethodologyInForce.
    """
    part = _parts(college_id).filter(run_id=run_id).first()
    if part is None:
        return None
    pair = _pair(part, today, None)
    changes, _cells, provisional = _explained(part, pair, today)
    certain = _without_provisional(changes, provisional)
    groups, group = np.unique(pair[0].groups, return_inverse=True)
    names = dict(StudyGroup.objects.filter(pk__in=groups.tolist()).values_list("pk", "name"))
    whole = explain_means(certain, np.zeros(len(group), dtype=np.int64), 1)
    by_group = explain_means(certain, group, len(groups))
    rows = [_mean(by_group, at, key, names[key]) for at, key in enumerate(groups.tolist())]
    return CollegeChange(
        since=_point(part.run),
        college=_mean(whole, 0, college_id, ""),
        groups=tuple(sorted(rows, key=lambda row: (row.name, row.key))),
    )


def _parts(college_id: int) -> QuerySet[RunCollege]:
    return RunCollege.objects.filter(
        college_id=college_id,
        done_at__isnull=False,
        run__in=official_runs(),
        run__state=RunState.DONE,
    ).select_related("run__methodology")


def _pair(
    part: RunCollege, today: date, student_ids: list[int] | None
) -> tuple[ScoringInput, ScoringInput]:
    return read_two_inputs(
        college_id=part.college_id,
        # A college's part of a run read what was known when it was computed.
        then=Ledger(
            as_of_date=part.run.as_of_date,
            known_at=part.done_at,
            required=part.requirements or None,
        ),
        now=Ledger(as_of_date=today),
        student_ids=student_ids,
    )


def _explained(
    part: RunCollege, pair: tuple[ScoringInput, ScoringInput], today: date
) -> tuple[Changes, CellChanges, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return the changes of indices and of functions, and who was provisional then and is now."""
    then = parameters_from_json(part.run.methodology.parameters)
    now = parameters_from_json(methodology_in_force().parameters)
    before = _calculation(pair[0], then, part.run.as_of_date)
    after = _calculation(pair[1], now, today)
    changes, cells = explain_changes(before, after)
    return changes, cells, (_provisional(before), _provisional(after))


def _calculation(source: ScoringInput, parameters: Parameters, day: date) -> Calculation:
    return Calculation(
        evidence=source.evidence,
        identity=source.evidence_ids,
        requirements=source.requirements,
        parameters=parameters,
        as_of=(day - _EPOCH).days,
    )


def _provisional(of: Calculation) -> NDArray[np.bool_]:
    return compute(of.evidence, of.requirements, of.parameters, of.as_of).students.provisional


def _without_provisional(
    changes: Changes, provisional: tuple[NDArray[np.bool_], NDArray[np.bool_]]
) -> Changes:
    then, now = provisional
    return replace(
        changes,
        before=np.where(then, np.nan, changes.before),
        after=np.where(now, np.nan, changes.after),
        total=np.where(then | now, np.nan, changes.total),
    )


def _mean(means: MeanChanges, at: int, key: int, name: str) -> MeanChange:
    return MeanChange(
        key=key,
        name=name,
        before=_number(means.before[at]),
        after=_number(means.after[at]),
        total=_number(means.total[at]),
        parts=_told(means.parts[at]),
        composition=_number(means.composition[at]),
    )


def _told(parts: NDArray[np.float64]) -> tuple[Part, ...]:
    if np.isnan(parts).any():
        return ()
    return tuple(Part(cause, float(parts[CAUSES.index(cause)])) for cause in CAUSE_WORDS)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _functions(cells: CellChanges, keys: NDArray[np.int64]) -> tuple[FunctionMove, ...]:
    """Return the functions that moved most; one that came or went counts as its whole score."""
    moved = np.abs(np.nan_to_num(cells.after) - np.nan_to_num(cells.before))
    largest = np.argsort(-moved, kind="stable")[:_FUNCTIONS_TOLD]
    chosen = [int(at) for at in largest if moved[at] > _NOISE]
    functions = LabourFunction.objects.in_bulk([int(keys[cells.function[at]]) for at in chosen])
    return tuple(
        FunctionMove(
            name=_name(functions[int(keys[cells.function[at]])]),
            before=_number(cells.before[at]),
            after=_number(cells.after[at]),
        )
        for at in chosen
    )


def _name(function: LabourFunction) -> str:
    return f"{function.code} {function.name}"
