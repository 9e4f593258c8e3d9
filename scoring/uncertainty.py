"""How sure a score is: posterior of the true score, its interval, P(ready), a word for confidence.

Model (docs/scoring.md, section 2): true scores of a function are normal around μ with variance τ²;
each row measures with variance s²(kind) / (m · 2^(-age/h)); rows of one rater count as one.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from scoring.evidence import Requirements
from scoring.grouping import AnyInts, Floats, ratio, sum_by
from scoring.parameters import Parameters
from scoring.priors import (
    MeasurementSums,
    Priors,
    PriorSource,
    PriorSums,
    VarianceSums,
    estimate_measurement_variances,
    estimate_priors,
    measurement_sums,
    prior_slots,
    prior_sums,
    variance_sums,
)
from scoring.readiness import Readiness

__all__ = [
    "CellUncertainty",
    "Confidence",
    "MeasurementSums",
    "Posterior",
    "PriorSource",
    "PriorSums",
    "Priors",
    "StudentUncertainty",
    "VarianceSums",
    "assess",
    "confidence_of",
    "estimate_measurement_variances",
    "estimate_priors",
    "fallback_priors",
    "measurement_sums",
    "posterior_of",
    "prior_sums",
    "variance_sums",
]


class Confidence(IntEnum):
    LOW = 0
    MEDIUM = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Posterior:
    """Normal posterior of a true score."""

    mean: Floats
    variance: Floats

    def interval(self, mass: float) -> tuple[Floats, Floats]:
        """Return the central interval of the given mass, clipped to [0, 1]; NaN stays NaN."""
        half = self.half_width(mass)
        return np.clip(self.mean - half, 0.0, 1.0), np.clip(self.mean + half, 0.0, 1.0)

    def half_width(self, mass: float) -> Floats:
        """Return half the width of the interval before clipping."""
        half: Floats = float(ndtri((1.0 + mass) / 2.0)) * np.sqrt(self.variance)
        return half

    def probability_of_reaching(self, threshold: float) -> Floats:
        """Return P(true score >= threshold)."""
        distance = self.mean - threshold
        deviation = np.sqrt(self.variance)
        # Without any variance the answer is certain: far beyond every quantile, on its side.
        certain = deviation == 0
        if certain.any():
            distance[certain] = np.where(distance[certain] >= 0, np.inf, -np.inf)
            deviation[certain] = 1.0
        distance /= deviation
        probability: Floats = ndtr(distance)
        return probability


@dataclass(frozen=True, slots=True, kw_only=True)
class CellUncertainty:
    """One entry per entry of `Readiness.cells`; `confidence` holds codes of `Confidence`."""

    posterior: Posterior
    low: Floats
    high: Floats
    ready_probability: Floats
    confidence: NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentUncertainty:
    """One entry per student, NaN without an index.

    `index_probability` is P(true I reaches the lowest ready level); `ready_probability` also asks
    that no assessed mandatory function is truly below the weak-link threshold. Neither speaks about
    completeness: a provisional student stays provisional.
    """

    posterior: Posterior
    low: Floats
    high: Floats
    index_probability: Floats
    ready_probability: Floats


def posterior_of(
    precision: Floats, weighted: Floats, prior_mean: Floats, prior_variance: Floats
) -> Posterior:
    """Return v = 1 / (1/τ² + Σp) and v · (μ/τ² + Σp·x)."""
    variance = 1.0 / (1.0 / prior_variance + precision)
    return Posterior(variance * (prior_mean / prior_variance + weighted), variance)


def fallback_priors(function_count: int, parameters: Parameters, *, kinds: int = 1) -> Priors:
    """Return the methodology's stated prior for every function and kind of programme."""
    shape = (kinds + 1, function_count + 2)
    return Priors(
        np.full(shape, parameters.prior.mean),
        np.full(shape, parameters.prior.variance),
        np.full(shape, PriorSource.FALLBACK, dtype=np.int8),
    )


def confidence_of(
    evidence_count: AnyInts, rater_count: AnyInts, half_width: Floats, parameters: Parameters
) -> NDArray[np.int8]:
    """Return codes of `Confidence`: too little evidence or too few raters is low, whatever else."""
    rule = parameters.confidence
    low = (evidence_count < rule.low_below_evidence) | (rater_count < rule.low_below_raters)
    high = (evidence_count >= rule.high_evidence) & (rater_count >= rule.high_raters)
    high |= half_width <= rule.high_half_width
    return np.where(low, Confidence.LOW, np.where(high, Confidence.HIGH, Confidence.MEDIUM)).astype(
        np.int8
    )


def assess(
    readiness: Readiness,
    requirements: Requirements,
    parameters: Parameters,
    priors: Priors,
    programme_kind: AnyInts,
) -> tuple[CellUncertainty, StudentUncertainty]:
    """Attach uncertainty to a calculation, as of its own day.

    `programme_kind` (S,) picks the row of `priors`, -1 the row for "no programme".
    The index: D is the importance-weighted mean of the functions' posteriors, K and M have
    posteriors of their own, all independent of each other; R is taken as it is, because the
    distance of two judgements has no error model here. Weights are those of the official index.
    """
    sums = measurement_sums(readiness, parameters)
    everything = _posteriors(readiness, sums, parameters, priors, programme_kind)
    of_cells = Posterior(
        everything.mean[readiness.practical], everything.variance[readiness.practical]
    )
    low, high = of_cells.interval(parameters.interval)
    cells = CellUncertainty(
        posterior=of_cells,
        low=low,
        high=high,
        ready_probability=of_cells.probability_of_reaching(parameters.function_target),
        confidence=confidence_of(
            readiness.cells.evidence_count,
            readiness.cells.rater_count,
            of_cells.half_width(parameters.interval),
            parameters,
        ),
    )
    return cells, _students(readiness, requirements, parameters, everything)


def _posteriors(
    readiness: Readiness,
    sums: MeasurementSums,
    parameters: Parameters,
    priors: Priors,
    programme_kind: AnyInts,
) -> Posterior:
    """Return the posterior of every cell of `readiness.rows.cells`."""
    precision, weighted = sums.as_of(parameters, readiness.as_of)
    row = programme_kind[readiness.rows.student]
    slot = prior_slots(readiness)
    return posterior_of(precision, weighted, priors.mean[row, slot], priors.variance[row, slot])


def _students(
    readiness: Readiness, requirements: Requirements, parameters: Parameters, cells: Posterior
) -> StudentUncertainty:
    count = len(readiness.students)
    means = readiness.students.components.copy()
    variances = np.where(np.isnan(means), np.nan, 0.0)
    rows, layout = readiness.rows, readiness.rows.layout
    for column, slot in ((1, layout.knowledge), (2, layout.motivation)):
        at = np.flatnonzero(rows.slot == slot)
        means[rows.student[at], column] = cells.mean[at]
        variances[rows.student[at], column] = cells.variance[at]
    student = readiness.cells.student
    row = readiness.requirement
    of_cell = Posterior(cells.mean[readiness.practical], cells.variance[readiness.practical])
    importance = np.where(row >= 0, np.append(requirements.importance, 0.0)[row], 0.0)
    total = sum_by(student, importance, count)
    means[:, 0] = ratio(sum_by(student, importance * of_cell.mean, count), total)
    variances[:, 0] = ratio(sum_by(student, importance**2 * of_cell.variance, count), total**2)
    index = _weighted(means, variances, parameters)
    low, high = index.interval(parameters.interval)
    reaching = index.probability_of_reaching(parameters.ready_bound)
    no_weak_link = np.ones(count)
    if parameters.weak_link is not None:
        mandatory = np.append(requirements.mandatory, False)[row]
        judged = Posterior(of_cell.mean[mandatory], of_cell.variance[mandatory])
        strong = judged.probability_of_reaching(parameters.weak_link)
        logs = np.log(np.maximum(strong, np.finfo(np.float64).tiny))
        no_weak_link = np.exp(sum_by(student[mandatory], logs, count))
    return StudentUncertainty(
        posterior=index,
        low=low,
        high=high,
        index_probability=reaching,
        ready_probability=reaching * no_weak_link,
    )


def _weighted(means: Floats, variances: Floats, parameters: Parameters) -> Posterior:
    shares = ~np.isnan(means) * parameters.components.as_array()
    total = shares.sum(axis=1)
    return Posterior(
        ratio((shares * np.nan_to_num(means)).sum(axis=1), total),
        ratio((shares**2 * np.nan_to_num(variances)).sum(axis=1), total**2),
    )
