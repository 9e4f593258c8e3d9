"""Intervals for a share (Wilson's and the exact one of Clopper and Pearson) and for a mean."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, ndtri, stdtrit

from scoring.grouping import AnyInts, Floats, sum_by


def wilson(
    successes: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return Wilson's interval of each share (Wilson 1927); NaN without trials."""
    x, n = _counts(successes, trials)
    z = float(ndtri((1.0 + confidence) / 2.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        center = (x + z * z / 2.0) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4.0)
    # The formula is 0 and 1 at the ends but for the last bit.
    low = np.where(x == 0, 0.0, center - half)
    high = np.where(x == n, 1.0, center + half)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def exact(
    successes: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the exact interval of each share (Clopper, Pearson 1934); NaN without trials."""
    x, n = _counts(successes, trials)
    tail = (1.0 - confidence) / 2.0
    low = np.zeros(x.shape)
    high = np.ones(x.shape)
    some, rest = x > 0, x < n
    low[some] = betaincinv(x[some], n[some] - x[some] + 1.0, tail)
    high[rest] = betaincinv(x[rest] + 1.0, n[rest] - x[rest], 1.0 - tail)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def mean_interval(
    count: ArrayLike, total: ArrayLike, squares: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return Student's interval of each mean of values between 0 and 1, from their sums.

    NaN where fewer than two values stand behind the mean.
    """
    n, values, of_squares = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (count, total, squares))
    )
    several = np.maximum(n, 2.0)
    mean = values / several
    variance = np.maximum(of_squares - several * mean**2, 0.0) / (several - 1.0)
    half = stdtrit(several - 1.0, (1.0 + confidence) / 2.0) * np.sqrt(variance / several)
    low, high = np.clip(mean - half, 0.0, 1.0), np.clip(mean + half, 0.0, 1.0)
    return np.where(n >= 2, low, np.nan), np.where(n >= 2, high, np.nan)


def mean_intervals(values: Floats, group: AnyInts, groups: int) -> tuple[Floats, Floats]:
    """Return `mean_interval` of each group's values; NaN values and group -1 take no part."""
    known = ~np.isnan(values) & (group >= 0)
    at, own = group[known], values[known]
    count = np.bincount(at, minlength=groups)
    return mean_interval(count, sum_by(at, own, groups), sum_by(at, own**2, groups))


def _counts(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    )
    if not ((x >= 0) & (x <= n)).all():
        raise ValueError("successes must lie between 0 and the number of trials")
    return x, n
