"""What a group's share would be expected to be, given whom it teaches and where.

A logistic regression on context (level of programme, course, rural or urban, entry base) over the
whole region gives each student a probability; a group's expectation is their sum. It describes, it
does not excuse: the observed share always stands beside it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from scoring.funnel import Dispersion, dispersion
from scoring.grouping import AnyInts, Floats, sum_by

# A trace of ridge keeps a category with only successes finite; its weight is that of one student.
_RIDGE: Final = 1.0
_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class Expectation:
    """Coefficients (intercept first) and the expected share of each row of the design."""

    coefficients: Floats
    probability: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedShares:
    """Observed against expected, by group; NaN for groups without students.

    `adjusted` is overall share · observed / expected, at most 1. `z` is (O - E) / √V with
    V = Σ p (1 - p); `adjusted_z` also allows groups to differ by τ² beyond chance.
    """

    students: Floats
    observed: Floats
    expected: Floats
    ratio: Floats
    adjusted: Floats
    z: Floats
    adjusted_z: Floats
    dispersion: Dispersion


def design_of(factors: list[AnyInts]) -> Floats:
    """Turn categories (one array of codes a factor) into indicator columns, first code left out."""
    columns = [
        (factor == code).astype(np.float64) for factor in factors for code in np.unique(factor)[1:]
    ]
    rows = len(factors[0]) if factors else 0
    return np.column_stack(columns) if columns else np.zeros((rows, 0))


def fit_expectation(
    design: ArrayLike, successes: ArrayLike, trials: ArrayLike, *, ridge: float = _RIDGE
) -> Expectation:
    """Fit P(success) = logistic(design) by penalised maximum likelihood (Newton's method).

    Rows may be students (trials 1) or groups of alike students. The intercept is not penalised.
    """
    matrix = np.asarray(design, dtype=np.float64)
    x = np.asarray(successes, dtype=np.float64)
    n = np.asarray(trials, dtype=np.float64)
    if not ((x >= 0) & (x <= n)).all() or not n.sum() > 0:
        raise ValueError("successes must lie between 0 and the number of trials")
    matrix = np.column_stack([np.ones(len(x)), matrix])
    share = (x.sum() + 0.5) / (n.sum() + 1.0)
    beta = np.zeros(matrix.shape[1])
    beta[0] = np.log(share / (1.0 - share))
    penalty = np.full(len(beta), ridge)
    penalty[0] = 0.0
    for _ in range(_STEPS):
        p = np.asarray(expit(matrix @ beta), dtype=np.float64)
        gradient = matrix.T @ (x - n * p) - penalty * beta
        weight = np.maximum(n * p * (1.0 - p), 1e-12)
        hessian = matrix.T @ (matrix * weight[:, None]) + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        # A whole Newton step may overshoot far from the top; five logits at a time never do harm.
        beta += step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            break
    return Expectation(beta, np.asarray(expit(matrix @ beta), dtype=np.float64))


def adjusted_shares(
    successes: ArrayLike, trials: ArrayLike, probability: Floats, group: AnyInts, *, groups: int
) -> AdjustedShares:
    """Compare each group's successes with the sum of its rows' expected probabilities."""
    x = np.asarray(successes, dtype=np.float64)
    n = np.asarray(trials, dtype=np.float64)
    observed, students = sum_by(group, x, groups), sum_by(group, n, groups)
    expected = sum_by(group, n * probability, groups)
    variance = sum_by(group, n * probability * (1.0 - probability), groups)
    overall = float(x.sum() / n.sum())
    ratio = np.full(groups, np.nan)
    np.divide(observed, expected, out=ratio, where=expected > 0)
    z = np.full(groups, np.nan)
    np.divide(observed - expected, np.sqrt(variance), out=z, where=variance > 0)
    known = ~np.isnan(z)
    # On the scale of the share, a group of n students measures with variance V / n².
    precision = students[known] ** 2 / variance[known]
    spread = dispersion(z[known], precision)
    widened = np.full(groups, np.nan)
    widened[known] = z[known] / np.sqrt(1.0 + spread.tau2 * precision)
    return AdjustedShares(
        students=students,
        observed=observed,
        expected=np.where(students > 0, expected, np.nan),
        ratio=ratio,
        adjusted=np.minimum(overall * ratio, 1.0),
        z=z,
        adjusted_z=widened,
        dispersion=spread,
    )
