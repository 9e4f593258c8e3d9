"""Does the index tell the truth? Readiness against what became of graduates.

AUC with DeLong's interval (DeLong, DeLong, Clarke-Pearson 1988, by midranks: Sun, Xu 2014),
calibration of I against the outcome, shares by level. A graduate whose index or outcome is unknown
(NaN) takes no part.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from scoring.grouping import AnyInts, Floats, Ints, ratio, sum_by
from scoring.intervals import wilson

TENTHS: Final = tuple(np.round(np.linspace(0.0, 1.0, 11), 1).tolist())


@dataclass(frozen=True, slots=True)
class Auc:
    """Probability that a graduate with the outcome had the higher index (ties count half).

    `low` and `high` are limits clipped to [0, 1]. NaN where one side is missing; error and limits
    NaN where a side has a single graduate.
    """

    value: float
    error: float
    low: float
    high: float
    positives: int
    negatives: int


@dataclass(frozen=True, slots=True)
class AucDifference:
    """AUC of the first index less AUC of the second on the same graduates; `p` is two-sided."""

    value: float
    error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Share with the outcome by class, with Wilson's limits; NaN for classes without graduates."""

    count: Ints
    positives: Ints
    mean_index: Floats
    share: Floats
    low: Floats
    high: Floats


def auc(index: ArrayLike, outcome: ArrayLike, *, confidence: float = 0.95) -> Auc:
    """Return how well the index ranks graduates with the outcome (1) above those without (0)."""
    scores, positive = _known(np.asarray(index, dtype=np.float64)[None, :], outcome)
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if not ones or not zeros:
        unknown = float("nan")
        return Auc(unknown, unknown, unknown, unknown, ones, zeros)
    value, covariance = _delong(scores, positive)
    error = float(np.sqrt(covariance[0, 0]))
    low, high = _limits(float(value[0]), error, confidence)
    return Auc(float(value[0]), error, max(low, 0.0), min(high, 1.0), ones, zeros)


def auc_difference(
    first: ArrayLike, second: ArrayLike, outcome: ArrayLike, *, confidence: float = 0.95
) -> AucDifference:
    """Compare two indices (two methodologies) on the graduates for whom both are known."""
    both = np.stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)])
    scores, positive = _known(both, outcome)
    if positive.sum() < 2 or (~positive).sum() < 2:
        return AucDifference(*[float("nan")] * 5)
    value, covariance = _delong(scores, positive)
    contrast = np.array([1.0, -1.0])
    difference = float(contrast @ value)
    error = float(np.sqrt(max(contrast @ covariance @ contrast, 0.0)))
    low, high = _limits(difference, error, confidence)
    # Two indices that rank alike differ by nothing, and nothing speaks against that.
    p = 2.0 * float(ndtr(-abs(difference) / error)) if error > 0 else float(difference == 0)
    return AucDifference(difference, error, low, high, p)


def calibration(
    index: ArrayLike, outcome: ArrayLike, *, edges: tuple[float, ...] = TENTHS
) -> Shares:
    """Return the share with the outcome in each bin of the index; the last bin is closed above."""
    scores, positive = _known(np.asarray(index, dtype=np.float64)[None, :], outcome)
    inner = np.asarray(edges[1:-1], dtype=np.float64)
    if len(edges) < 2 or not (np.diff(edges) > 0).all():
        raise ValueError("edges of bins must rise")
    values = scores[0]
    if len(values) and not (values.min() >= edges[0] and values.max() <= edges[-1]):
        raise ValueError("edges of bins must cover all values of the index")
    return _shares(values, positive, np.searchsorted(inner, values, side="right"), len(edges) - 1)


def shares_by_level(
    index: ArrayLike, outcome: ArrayLike, level: AnyInts, *, levels: int = 4
) -> Shares:
    """Return the share with the outcome at each level; level -1 takes no part."""
    values = np.asarray(index, dtype=np.float64).copy()
    values[level < 0] = np.nan
    known = ~np.isnan(values) & ~np.isnan(np.asarray(outcome, dtype=np.float64))
    scores, positive = _known(values[None, :], outcome)
    return _shares(scores[0], positive, level[known].astype(np.int64), levels)


def _known(scores: Floats, outcome: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    answers = np.asarray(outcome, dtype=np.float64)
    if answers.shape != scores.shape[1:]:
        raise ValueError("index and outcome must have the same length")
    known = ~np.isnan(answers) & ~np.isnan(scores).any(axis=0)
    if not np.isin(answers[known], (0.0, 1.0)).all():
        raise ValueError("an outcome is 1, 0 or unknown (NaN)")
    return scores[:, known], answers[known] == 1.0


def _delong(scores: Floats, positive: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the AUC of each row of scores and their covariance matrix."""
    ones, zeros = int(positive.sum()), int((~positive).sum())
    overall = _middle_ranks(scores)
    among_ones = _middle_ranks(scores[:, positive])
    among_zeros = _middle_ranks(scores[:, ~positive])
    # Share of the other side that each graduate is rightly ranked against.
    of_ones = (overall[:, positive] - among_ones) / zeros
    of_zeros = 1.0 - (overall[:, ~positive] - among_zeros) / ones
    return of_ones.mean(axis=1), _covariance(of_ones) / ones + _covariance(of_zeros) / zeros


def _middle_ranks(scores: Floats) -> Floats:
    """Return the rank of each score in its row from 1; equal scores share the mean of theirs."""
    ranks = np.empty(scores.shape, dtype=np.float64)
    for row, target in zip(scores, ranks, strict=True):
        _values, place, times = np.unique(row, return_inverse=True, return_counts=True)
        last = np.cumsum(times)
        target[:] = (last - (times - 1) / 2.0)[place]
    return ranks


def _covariance(values: Floats) -> Floats:
    if values.shape[1] < 2:
        return np.full((len(values), len(values)), np.nan)
    return np.atleast_2d(np.cov(values)).astype(np.float64)


def _limits(value: float, error: float, confidence: float) -> tuple[float, float]:
    half = float(ndtri((1.0 + confidence) / 2.0)) * error
    return value - half, value + half


def _shares(
    scores: Floats, positive: NDArray[np.bool_], place: NDArray[np.integer], classes: int
) -> Shares:
    count = np.bincount(place, minlength=classes)
    positives = np.bincount(place[positive], minlength=classes)
    low, high = wilson(positives, count)
    return Shares(
        count=count,
        positives=positives,
        mean_index=ratio(sum_by(place, scores, classes), count.astype(np.float64)),
        share=ratio(positives.astype(np.float64), count.astype(np.float64)),
        low=low,
        high=high,
    )
