"""Why readiness changed since an earlier run: both moments computed again from the ledger."""

import math
from dataclasses import dataclass, replace
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
    Span,
    StudentChange,
)
from assessments.rules.intervals import span_around
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.calculations import Calculated, calculate
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.readiness import official_runs, priors_in_use
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
from scoring.grouping import AnyInts, Floats
from scoring.intervals import mean_intervals
from scoring.parameters import Parameters
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
    found = _explained(part, pair, today)
    changes, then, now = found.changes, found.then.students, found.now.students
    return StudentChange(
        since=_point(part.run),
        before=_number(changes.before[0]),
        after=_number(changes.after[0]),
        before_span=span_around(changes.before[0], then.low[0], then.high[0]),
        after_span=span_around(changes.after[0], now.low[0], now.high[0]),
        total=_number(changes.total[0]),
        parts=_told(changes.parts[0]),
        functions=_functions(found, pair[0].functions),
    )


def college_change(*, college_id: int, run_id: int, today: date) -> CollegeChange | None:
    """Return what changed in a college and its groups since a finished run; None: not in it.

    Raise NoMethodologyInForce.
    """
    part = _parts(college_id).filter(run_id=run_id).first()
    if part is None:
        return None
    pair = _pair(part, today, None)
    certain = _without_provisional(_explained(part, pair, today))
    groups, group = np.unique(pair[0].groups, return_inverse=True)
    names = dict(StudyGroup.objects.filter(pk__in=groups.tolist()).values_list("pk", "name"))
    whole = _Means.of(certain, np.zeros(len(group), dtype=np.int64), 1)
    by_group = _Means.of(certain, group, len(groups))
    rows = [by_group.told(at, key, names[key]) for at, key in enumerate(groups.tolist())]
    return CollegeChange(
        since=_point(part.run),
        college=whole.told(0, college_id, ""),
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


@dataclass(frozen=True, slots=True)
class _Explained:
    """The changes of indices and of functions, and both moments with how sure they are."""

    changes: Changes
    cells: CellChanges
    then: Calculated
    now: Calculated


def _explained(
    part: RunCollege, pair: tuple[ScoringInput, ScoringInput], today: date
) -> _Explained:
    run, methodology = part.run, methodology_in_force()
    then = parameters_from_json(run.methodology.parameters)
    now = parameters_from_json(methodology.parameters)
    changes, cells = explain_changes(
        _calculation(pair[0], then, run.as_of_date), _calculation(pair[1], now, today)
    )
    return _Explained(
        changes,
        cells,
        calculate(pair[0], then, run.priors, as_of=run.as_of_date),
        calculate(pair[1], now, priors_in_use(methodology), as_of=today),
    )


def _calculation(source: ScoringInput, parameters: Parameters, day: date) -> Calculation:
    return Calculation(
        evidence=source.evidence,
        identity=source.evidence_ids,
        requirements=source.requirements,
        parameters=parameters,
        as_of=(day - _EPOCH).days,
    )


def _without_provisional(found: _Explained) -> Changes:
    changes = found.changes
    then = found.then.readiness.students.provisional
    now = found.now.readiness.students.provisional
    return replace(
        changes,
        before=np.where(then, np.nan, changes.before),
        after=np.where(now, np.nan, changes.after),
        total=np.where(then | now, np.nan, changes.total),
    )


@dataclass(frozen=True, slots=True)
class _Means:
    """The changes of groups' means, and the intervals of the means: (lower ends, upper ends)."""

    changes: MeanChanges
    before: tuple[Floats, Floats]
    after: tuple[Floats, Floats]

    @classmethod
    def of(cls, changes: Changes, group: AnyInts, groups: int) -> "_Means":
        return cls(
            explain_means(changes, group, groups),
            mean_intervals(changes.before, group, groups),
            mean_intervals(changes.after, group, groups),
        )

    def told(self, at: int, key: int, name: str) -> MeanChange:
        means = self.changes
        return MeanChange(
            key=key,
            name=name,
            before=_number(means.before[at]),
            after=_number(means.after[at]),
            before_span=_limits(self.before, at),
            after_span=_limits(self.after, at),
            total=_number(means.total[at]),
            parts=_told(means.parts[at]),
            composition=_number(means.composition[at]),
        )


def _limits(ends: tuple[Floats, Floats], at: int) -> Span:
    low, high = float(ends[0][at]), float(ends[1][at])
    return None if math.isnan(low) else (low, high)


def _told(parts: NDArray[np.float64]) -> tuple[Part, ...]:
    if np.isnan(parts).any():
        return ()
    return tuple(Part(cause, float(parts[CAUSES.index(cause)])) for cause in CAUSE_WORDS)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _functions(found: _Explained, keys: NDArray[np.int64]) -> tuple[FunctionMove, ...]:
    """Return the functions that moved most; one that came or went counts as its whole score."""
    cells = found.cells
    then, now = _spans(found.then), _spans(found.now)
    moved = np.abs(np.nan_to_num(cells.after) - np.nan_to_num(cells.before))
    largest = np.argsort(-moved, kind="stable")[:_FUNCTIONS_TOLD]
    chosen = [int(at) for at in largest if moved[at] > _NOISE]
    functions = LabourFunction.objects.in_bulk([int(keys[cells.function[at]]) for at in chosen])
    return tuple(
        FunctionMove(
            name=_name(functions[int(keys[cells.function[at]])]),
            before=_number(cells.before[at]),
            after=_number(cells.after[at]),
            before_span=then.get(int(cells.function[at])),
            after_span=now.get(int(cells.function[at])),
        )
        for at in chosen
    )


def _spans(found: Calculated) -> dict[int, Span]:
    """Return the intervals of the only student's scores by function."""
    cells = found.readiness.cells
    rows = zip(
        cells.function.tolist(),
        cells.score.tolist(),
        found.cells.low.tolist(),
        found.cells.high.tolist(),
        strict=True,
    )
    return {function: span_around(score, low, high) for function, score, low, high in rows}


def _name(function: LabourFunction) -> str:
    return f"{function.code} {function.name}"
