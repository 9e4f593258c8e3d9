"""What is known before a student's evidence is read: population of true scores, error of a source.

Both are estimated from sums that add up over colleges, so no job needs the region's rows at once.
Source of the estimators: Hedges' variance component for τ² and μ, pooled variance within a student
and function between raters for s².
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.grouping import AnyInts, Floats, Ints, group_pairs, sum_by
from scoring.parameters import Parameters
from scoring.readiness import Readiness
from scoring.weighing import EPOCH_DAY, WeighedRows, ageing

# Slots of a prior after the F functions.
KNOWLEDGE: Final = -2
MOTIVATION: Final = -1


class PriorSource(IntEnum):
    """Where a prior comes from, best first."""

    OWN = 0  # this function in this kind of programme
    ALL_PROGRAMMES = 1  # this function in all kinds of programmes
    ALL_FUNCTIONS = 2  # all functions together
    FALLBACK = 3  # the methodology's stated value


@dataclass(frozen=True, slots=True)
class MeasurementSums:
    """Σp and Σp·x of every cell as of the fixed epoch, p = m · 2^(-age/h) / s²(kind).

    Rows of one rater in one cell count as one row: their mean score with their mean precision.
    """

    precision: Floats
    weighted: Floats

    def as_of(self, parameters: Parameters, as_of: int) -> tuple[Floats, Floats]:
        """Return Σp and Σp·x as of a day: precision fades while nothing new arrives."""
        factor = _fading(as_of, parameters)
        return self.precision * factor, self.weighted * factor


@dataclass(frozen=True, slots=True)
class PriorSums:
    """Sums over students, shape (programme kinds, F + 2); the last slots are K and M.

    `count` students measured, `total` and `squares` of their measured scores, `error` of the
    variances of these. Sums of colleges add up when functions have the same indices.
    """

    count: Floats
    total: Floats
    squares: Floats
    error: Floats

    def __add__(self, other: Self) -> Self:
        return replace(
            self,
            count=self.count + other.count,
            total=self.total + other.total,
            squares=self.squares + other.squares,
            error=self.error + other.error,
        )


@dataclass(frozen=True, slots=True)
class Priors:
    """Mean μ and variance τ² of true scores, shape (programme kinds + 1, F + 2).

    The last row belongs to students without a programme; `source` holds `PriorSource` codes.
    """

    mean: Floats
    variance: Floats
    source: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class VarianceSums:
    """Squared deviations between raters and their degrees of freedom, by code of kind."""

    squares: Floats
    freedom: Floats

    def __add__(self, other: Self) -> Self:
        return replace(
            self, squares=self.squares + other.squares, freedom=self.freedom + other.freedom
        )


def measurement_sums(readiness: Readiness, parameters: Parameters) -> MeasurementSums:
    """Add up the precision of every cell of `readiness.rows.cells`."""
    rows, raters = readiness.rows, readiness.raters
    # weight = q · m · 2^(-age/h) · share, and p = m · 2^(-age/h) · share / s².
    precision = _per_kind(rows, parameters.weights() * parameters.variances())
    precision /= raters.sums(rows.share)[raters.of_row]
    return MeasurementSums(
        precision=rows.cells.sums(precision),
        weighted=rows.cells.sums(precision * rows.evidence.score),
    )


def prior_sums(
    readiness: Readiness,
    sums: MeasurementSums,
    parameters: Parameters,
    *,
    programme_kind: AnyInts,
    kinds: int,
) -> PriorSums:
    """Add up measured scores by kind of programme and function.

    `programme_kind` (S,) is the kind of each student's programme, 0..kinds-1; -1 is left out.
    """
    functions = readiness.rows.layout.function_count
    precision, weighted = sums.as_of(parameters, readiness.as_of)
    slot = prior_slots(readiness)
    kind = programme_kind[readiness.rows.student]
    used = (slot >= 0) & (kind >= 0)
    key = kind[used] * np.int64(functions + 2) + slot[used]
    measured = weighted[used] / precision[used]

    def table(values: Floats) -> Floats:
        return sum_by(key, values, kinds * (functions + 2)).reshape(kinds, functions + 2)

    return PriorSums(
        count=table(np.ones(len(key))),
        total=table(measured),
        squares=table(measured**2),
        error=table(1.0 / precision[used]),
    )


def prior_slots(readiness: Readiness) -> Ints:
    """Return the prior's slot of each cell: function, F for K, F + 1 for M, -1 for SELF."""
    layout = readiness.rows.layout
    slot = readiness.rows.slot
    own = (slot >= layout.function_count) & (slot < layout.knowledge)
    moved = np.where(slot >= layout.knowledge, slot - layout.function_count, slot)
    return np.where(own, -1, moved)


def estimate_priors(sums: PriorSums, parameters: Parameters) -> Priors:
    """Estimate μ and τ² of each function in each kind of programme.

    μ is the mean of the students' measured scores, τ² their variance less the mean error variance,
    at least the stated floor. With fewer than `min_students` students the function's sums over all
    kinds of programmes serve, then those of all functions, then the stated fallback.
    K and M never take the place of functions, nor functions theirs.
    """
    rule = parameters.prior
    shape = (sums.count.shape[0] + 1, sums.count.shape[1])
    mean = np.full(shape, rule.mean)
    variance = np.full(shape, rule.variance)
    source = np.full(shape, PriorSource.FALLBACK, dtype=np.int8)
    pooled = PriorSums(*(values.sum(axis=0, keepdims=True) for values in _columns(sums)))
    overall = PriorSums(*(values[:, :-2].sum(keepdims=True) for values in _columns(pooled)))
    for code, level, where in (
        (PriorSource.ALL_FUNCTIONS, overall, np.s_[:, :-2]),
        (PriorSource.ALL_PROGRAMMES, pooled, np.s_[:, :]),
        (PriorSource.OWN, sums, np.s_[:-1, :]),
    ):
        enough, moments_mean, moments_variance = _moments(level, parameters)
        mean[where] = np.where(enough, moments_mean, mean[where])
        variance[where] = np.where(enough, moments_variance, variance[where])
        source[where] = np.where(enough, code, source[where])
    return Priors(mean, variance, source)


def variance_sums(readiness: Readiness, parameters: Parameters) -> VarianceSums:
    """Add up how far raters of one kind of evidence disagree on one student and function.

    Severity of raters is part of this disagreement on purpose: a single rater's word carries it.
    """
    rows, raters = readiness.rows, readiness.raters
    kinds = len(parameters.variances())
    strength = _per_kind(rows, parameters.weights()) * _fading(readiness.as_of, parameters)
    words = group_pairs(raters.of_row, rows.evidence.kind, majors=raters.count, minors=kinds)
    weighted = words.sums(strength * rows.evidence.score)
    total = words.sums(strength)
    score, weight = weighted / total, total / words.sums(rows.share)
    cell_of_rater = np.empty(raters.count, dtype=np.int64)
    cell_of_rater[raters.of_row] = rows.cells.of_row
    kind = words.keys % kinds
    places = group_pairs(
        cell_of_rater[words.keys // kinds], kind, majors=rows.cells.count, minors=kinds
    )
    center = places.sums(weight * score) / places.sums(weight)
    squares = weight * (score - center[places.of_row]) ** 2
    freedom = np.bincount(kind, minlength=kinds) - np.bincount(places.keys % kinds, minlength=kinds)
    return VarianceSums(sum_by(kind, squares, kinds), freedom.astype(np.float64))


def estimate_measurement_variances(sums: VarianceSums, parameters: Parameters) -> Parameters:
    """Return the parameters with s² of each kind estimated where the data suffice.

    A kind with fewer than `min_degrees_of_freedom` keeps the methodology's value, and so does a
    kind whose raters never differ, because "no error" would make its word final.
    """
    kinds = dict(parameters.kinds)
    for code, kind in parameters.kinds.items():
        freedom = sums.freedom[code]
        if freedom >= max(parameters.prior.min_degrees_of_freedom, 1) and sums.squares[code] > 0:
            kinds[code] = replace(kind, variance=float(sums.squares[code] / freedom))
    return replace(parameters, kinds=kinds)


def _per_kind(rows: WeighedRows, divisor: Floats) -> Floats:
    """Return the weight of each row over a divisor of its kind; a kind of weight 0 has no rows."""
    factor = np.full(len(divisor), np.nan)
    np.divide(1.0, divisor, out=factor, where=divisor > 0)
    of_row: Floats = rows.weight * factor[rows.evidence.kind]
    return of_row


def _fading(as_of: int, parameters: Parameters) -> float:
    """Return what is left on a day of one unit of weight as of the epoch."""
    return float(ageing(np.array([EPOCH_DAY]), as_of, parameters.half_life_months)[0])


def _columns(sums: PriorSums) -> tuple[Floats, Floats, Floats, Floats]:
    return sums.count, sums.total, sums.squares, sums.error


def _moments(sums: PriorSums, parameters: Parameters) -> tuple[NDArray[np.bool_], Floats, Floats]:
    enough = sums.count >= max(parameters.prior.min_students, 2)
    count = np.where(enough, sums.count, 2.0)
    mean = sums.total / count
    spread = (sums.squares - count * mean**2) / (count - 1)
    variance = np.maximum(spread - sums.error / count, parameters.prior.variance_floor)
    return enough, mean, variance
