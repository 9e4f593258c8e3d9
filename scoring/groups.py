"""Figures of groups: programme, college, municipality, region. Sums that add up, then statistics.

A provisional student counts as provisional and enters no other figure; a student without an index
is provisional too. All statistics come from `GroupSums`, so a college's job can store its sums and
the region's figure is the same whether computed from students or from colleges.
"""

from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.grouping import AnyInts, Floats, Ints, ratio, sum_by
from scoring.intervals import exact, wilson
from scoring.levels import rounded_units
from scoring.parameters import Parameters
from scoring.readiness import Readiness, StudentResults

# Quartiles are those of I rounded half-up to thousandths: exact for these, and mergeable.
HISTOGRAM_DECIMALS: Final = 3
_BINS: Final = 10**HISTOGRAM_DECIMALS + 1
QUARTILES: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class _Additive:
    """Sums by group: first axis of every field is the group."""

    def __add__(self, other: Self) -> Self:
        names = [item.name for item in fields(self)]
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def roll_up(self, parent: AnyInts, parents: int) -> Self:
        """Add groups up to their parents: `parent` of each group, 0..parents-1, -1 for none."""
        belongs = np.flatnonzero(parent >= 0)
        columns = {}
        for item in fields(self):
            values = getattr(self, item.name)
            columns[item.name] = np.zeros((parents, *values.shape[1:]), dtype=values.dtype)
            np.add.at(columns[item.name], parent[belongs], values[belongs])
        return type(self)(**columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSums(_Additive):
    """Sums over the students of each group.

    `students` all, `provisional` of them; the others are `counted` = students - provisional.
    Of the counted: `ready`, `total` and `squares` of I, `levels` (G, L), `histogram` (G, 1001) of I
    in thousandths. `evidence` rows and `with_employer` students are over all students.
    """

    students: Ints
    provisional: Ints
    ready: Ints
    total: Floats
    squares: Floats
    levels: Ints
    histogram: Ints
    evidence: Ints
    with_employer: Ints

    @property
    def counted(self) -> Ints:
        return self.students - self.provisional


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStatistics:
    """Statistics of each group; NaN where a group has nobody to speak of.

    Shares of ready and levels, mean and quartiles are over the `counted` students; the shares of
    provisional students and of students with an employer's voice are over all.
    """

    students: Ints
    counted: Ints
    provisional: Ints
    ready: Ints
    share_provisional: Floats
    share_ready: Floats
    wilson_low: Floats
    wilson_high: Floats
    exact_low: Floats
    exact_high: Floats
    mean: Floats
    deviation: Floats
    quartiles: Floats
    levels: Ints
    level_shares: Floats
    evidence_per_student: Floats
    share_with_employer: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSums(_Additive):
    """Sums over students with a T, shape (groups, F).

    `count`, `total` and `squares` of T, `reaching` the function target; `college`, `employer` and
    `gap` sums over students where the side (for the gap both) has spoken, with their counts.
    """

    count: Ints
    total: Floats
    squares: Floats
    reaching: Ints
    college_count: Ints
    college: Floats
    employer_count: Ints
    employer: Floats
    gap_count: Ints
    gap: Floats
    gap_squares: Floats
    evidence: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionStatistics:
    """Statistics of each group and function, NaN where nobody was assessed."""

    count: Ints
    mean: Floats
    deviation: Floats
    share_reaching: Floats
    wilson_low: Floats
    wilson_high: Floats
    college: Floats
    employer: Floats
    gap: Floats
    gap_error: Floats
    evidence_per_student: Floats


def group_sums(
    students: StudentResults, group: AnyInts, *, groups: int, levels: int = 4
) -> GroupSums:
    """Add up students by group; `group` (S,) is 0..groups-1, -1 leaves the student out.

    `levels` is the number of levels of the methodology.
    """
    inside = group >= 0
    counted = inside & ~students.provisional
    at, every = group[counted].astype(np.int64), group[inside].astype(np.int64)
    index = students.index[counted]
    level = students.level[counted].astype(np.int64)
    bins = rounded_units(index, HISTOGRAM_DECIMALS).astype(np.int64)

    def tally(where: Ints, size: int = groups) -> Ints:
        return np.bincount(where, minlength=size)

    return GroupSums(
        students=tally(every),
        provisional=tally(every) - tally(at),
        ready=tally(at[students.ready[counted]]),
        total=sum_by(at, index, groups),
        squares=sum_by(at, index**2, groups),
        levels=tally(at * levels + level, groups * levels).reshape(groups, levels),
        histogram=tally(at * _BINS + bins, groups * _BINS).reshape(groups, _BINS),
        evidence=sum_by(every, students.evidence_count[inside], groups).astype(np.int64),
        with_employer=tally(every[students.employer_voice[inside]]),
    )


def group_statistics(sums: GroupSums, *, confidence: float = 0.95) -> GroupStatistics:
    """Turn sums into what is shown."""
    counted = sums.counted.astype(np.float64)
    students = sums.students.astype(np.float64)
    wilson_low, wilson_high = wilson(sums.ready, counted, confidence=confidence)
    exact_low, exact_high = exact(sums.ready, counted, confidence=confidence)
    shares = np.full(sums.levels.shape, np.nan)
    np.divide(sums.levels, counted[:, None], out=shares, where=counted[:, None] > 0)
    mean, deviation = _moments(counted, sums.total, sums.squares)
    return GroupStatistics(
        students=sums.students,
        counted=sums.counted,
        provisional=sums.provisional,
        ready=sums.ready,
        share_provisional=ratio(sums.provisional.astype(np.float64), students),
        share_ready=ratio(sums.ready.astype(np.float64), counted),
        wilson_low=wilson_low,
        wilson_high=wilson_high,
        exact_low=exact_low,
        exact_high=exact_high,
        mean=mean,
        deviation=deviation,
        quartiles=quantiles(sums.histogram, QUARTILES),
        levels=sums.levels,
        level_shares=shares,
        evidence_per_student=ratio(sums.evidence.astype(np.float64), students),
        share_with_employer=ratio(sums.with_employer.astype(np.float64), students),
    )


def quantiles(histogram: Ints, probabilities: tuple[float, ...]) -> Floats:
    """Return quantiles (G, probabilities) by linear interpolation between order statistics."""
    below = np.cumsum(histogram, axis=1)
    size = below[:, -1]
    result = np.full((len(histogram), len(probabilities)), np.nan)
    known = size > 0
    for column, probability in enumerate(probabilities):
        place = (size[known] - 1) * probability
        low = np.floor(place)
        first = (below[known] <= low[:, None]).sum(axis=1)
        second = (below[known] <= np.ceil(place)[:, None]).sum(axis=1)
        result[known, column] = (first + (second - first) * (place - low)) / (_BINS - 1)
    return result


def function_sums(
    readiness: Readiness, group: AnyInts, parameters: Parameters, *, groups: int
) -> FunctionSums:
    """Add up the students' T by group and function; `group` (S,) as in `group_sums`."""
    cells, functions = readiness.cells, readiness.rows.layout.function_count
    of_cell = group[cells.student]
    inside = of_cell >= 0
    key = of_cell[inside].astype(np.int64) * functions + cells.function[inside]

    def total(values: NDArray[np.generic]) -> Floats:
        kept = values[inside].astype(np.float64)
        return sum_by(key, np.nan_to_num(kept), groups * functions).reshape(groups, functions)

    def count(mask: NDArray[np.bool_]) -> Ints:
        return total(mask).astype(np.int64)

    reaching = rounded_units(cells.score) >= rounded_units(np.array([parameters.function_target]))
    return FunctionSums(
        count=count(np.ones(len(cells), dtype=np.bool_)),
        total=total(cells.score),
        squares=total(cells.score**2),
        reaching=count(reaching),
        college_count=count(~np.isnan(cells.college)),
        college=total(cells.college),
        employer_count=count(~np.isnan(cells.employer)),
        employer=total(cells.employer),
        gap_count=count(~np.isnan(cells.gap)),
        gap=total(cells.gap),
        gap_squares=total(cells.gap**2),
        evidence=total(cells.evidence_count).astype(np.int64),
    )


def function_statistics(sums: FunctionSums, *, confidence: float = 0.95) -> FunctionStatistics:
    """Turn sums by function into what is shown; `gap_error` is the standard error of the gap."""
    low, high = wilson(sums.reaching, sums.count, confidence=confidence)
    mean, deviation = _moments(sums.count, sums.total, sums.squares)
    gap, gap_deviation = _moments(sums.gap_count, sums.gap, sums.gap_squares)
    return FunctionStatistics(
        count=sums.count,
        mean=mean,
        deviation=deviation,
        share_reaching=_over(sums.reaching, sums.count),
        wilson_low=low,
        wilson_high=high,
        college=_over(sums.college, sums.college_count),
        employer=_over(sums.employer, sums.employer_count),
        gap=gap,
        gap_error=_over(gap_deviation, np.sqrt(sums.gap_count)),
        evidence_per_student=_over(sums.evidence, sums.count),
    )


def _over(numerator: NDArray[np.generic], denominator: NDArray[np.generic]) -> Floats:
    below = denominator.astype(np.float64)
    result = np.full(below.shape, np.nan)
    np.divide(numerator, below, out=result, where=below > 0)
    return result


def _moments(count: NDArray[np.generic], total: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Return mean and sample standard deviation; the latter needs two values."""
    size = count.astype(np.float64)
    mean = _over(total, size)
    spread = np.maximum(squares - size * mean**2, 0.0)
    return mean, np.sqrt(_over(spread, np.maximum(size - 1.0, 0.0)))
