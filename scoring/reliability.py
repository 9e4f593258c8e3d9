"""Intraclass correlations of Shrout and Fleiss 1979, with limits after McGraw and Wong 1996.

ICC1: every target has raters of its own. ICC2: the same raters, a sample of all. ICC3: the same
raters, the only ones of interest. The forms with k speak about the mean of the raters' ratings.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from scoring.grouping import Floats
from scoring.severity import fit_crossed

ICC_FORMS: Final = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    targets: float
    within: float
    raters: float
    error: float
    n: int
    k: int

    @property
    def ratio(self) -> float:
        """Return F of the targets against the error of the two-way table."""
        return _divided(self.targets, self.error)


def icc(ratings: ArrayLike) -> dict[str, float]:
    """Return the six intraclass correlations of ratings (targets × raters) by name.

    Complete tables: by mean squares, so values may be negative. With missing ratings (NaN): ICC1 by
    the one-way analysis of variance with the mean group size of Lessells and Boag 1987, ICC2 and
    ICC3 from variance components by restricted maximum likelihood; k is then that mean size.
    Targets and raters without a rating are left out. NaN where a coefficient is not defined.
    """
    table = _table(ratings)
    if np.isnan(table).any():
        return _incomplete(table)
    squares = _mean_squares(table)
    if squares is None:
        return dict.fromkeys(ICC_FORMS, float("nan"))
    return _coefficients(squares)


def icc_limits(ratings: ArrayLike, *, confidence: float = 0.95) -> dict[str, tuple[float, float]]:
    """Return (lower, upper) limits by name, NaN for tables with missing ratings."""
    table = _table(ratings)
    unknown = (float("nan"), float("nan"))
    squares = None if np.isnan(table).any() else _mean_squares(table)
    if squares is None:
        return dict.fromkeys(ICC_FORMS, unknown)
    tail = (1.0 + confidence) / 2.0
    n, k = squares.n, squares.k
    one = _of_f(_divided(squares.targets, squares.within), n - 1, n * (k - 1), tail)
    three = _of_f(squares.ratio, n - 1, (n - 1) * (k - 1), tail)
    two = _limits_of_two(squares, tail)
    return {
        "ICC1": (_single(one[0], k), _single(one[1], k)),
        "ICC2": two,
        "ICC3": (_single(three[0], k), _single(three[1], k)),
        "ICC1k": (1.0 - _divided(1.0, one[0]), 1.0 - _divided(1.0, one[1])),
        "ICC2k": (_of_mean(two[0], k), _of_mean(two[1], k)),
        "ICC3k": (1.0 - _divided(1.0, three[0]), 1.0 - _divided(1.0, three[1])),
    }


def _table(ratings: ArrayLike) -> Floats:
    if isinstance(ratings, np.ma.MaskedArray):
        ratings = np.ma.filled(ratings.astype(np.float64), np.nan)
    elif hasattr(ratings, "to_numpy"):  # a data frame, which may hold NA of its own
        ratings = ratings.to_numpy(dtype=np.float64, na_value=np.nan)
    table = np.asarray(ratings, dtype=np.float64)
    if np.isinf(table).any():
        raise ValueError("ratings must be finite numbers")
    if table.ndim != 2:
        raise ValueError("ratings must be a table of targets and raters")
    given = ~np.isnan(table)
    return table[given.any(axis=1)][:, given.any(axis=0)]


def _mean_squares(table: Floats) -> _MeanSquares | None:
    n, k = table.shape
    if n < 2 or k < 2:
        return None
    centred = table - table.mean()
    targets = k * float((centred.mean(axis=1) ** 2).sum())
    raters = n * float((centred.mean(axis=0) ** 2).sum())
    residual = centred - centred.mean(axis=1, keepdims=True) - centred.mean(axis=0, keepdims=True)
    error = float((residual**2).sum())
    return _MeanSquares(
        targets=targets / (n - 1),
        within=(raters + error) / (n * (k - 1)),
        raters=raters / (k - 1),
        error=error / ((n - 1) * (k - 1)),
        n=n,
        k=k,
    )


def _coefficients(squares: _MeanSquares) -> dict[str, float]:
    b, w, j, e = squares.targets, squares.within, squares.raters, squares.error
    n, k = squares.n, squares.k
    return {
        "ICC1": _divided(b - w, b + (k - 1) * w),
        "ICC2": _divided(b - e, b + (k - 1) * e + k * (j - e) / n),
        "ICC3": _divided(b - e, b + (k - 1) * e),
        "ICC1k": _divided(b - w, b),
        "ICC2k": _divided(b - e, b + (j - e) / n),
        "ICC3k": _divided(b - e, b),
    }


def _incomplete(table: Floats) -> dict[str, float]:
    target, rater = np.nonzero(~np.isnan(table))
    score = table[target, rater]
    answer = dict.fromkeys(ICC_FORMS, float("nan"))
    sizes = np.bincount(target).astype(np.float64)
    n, total = len(sizes), float(sizes.sum())
    if n < 2 or total <= n:
        return answer
    size = (total - float((sizes**2).sum()) / total) / (n - 1)
    centred = score - score.mean()
    means = np.bincount(target, weights=centred) / sizes
    between = float((sizes * means**2).sum()) / (n - 1)
    within = float(((centred - means[target]) ** 2).sum()) / (total - n)
    answer["ICC1"] = _divided(between - within, between + (size - 1) * within)
    answer["ICC1k"] = _divided(between - within, between)
    if len(np.unique(rater)) < 2 or not score.std() > 0:
        return answer
    fit = fit_crossed(score, target.tolist(), rater.tolist())
    own, side = fit.sd_a**2, (fit.sd_b or 0.0) ** 2
    noise = fit.sd_residual**2
    answer["ICC2"] = _divided(own, own + side + noise)
    answer["ICC3"] = _divided(own, own + noise)
    answer["ICC2k"] = _divided(own, own + (side + noise) / size)
    answer["ICC3k"] = _divided(own, own + noise / size)
    return answer


def _of_f(ratio: float, above: float, below: float, tail: float) -> tuple[float, float]:
    """Return the limits of the ratio of expected mean squares."""
    return (
        ratio / float(fdtri(above, below, tail)),
        ratio * float(fdtri(below, above, tail)),
    )


def _limits_of_two(squares: _MeanSquares, tail: float) -> tuple[float, float]:
    """Return limits of ICC2, with the approximate degrees of freedom of Satterthwaite."""
    b, j, e, n, k = squares.targets, squares.raters, squares.error, squares.n, squares.k
    rho = _coefficients(squares)["ICC2"]
    if not e > 0:
        # Without any error the two-way table is additive, and the limits are the value itself.
        return rho, rho
    ratio = j / e
    spread = n * (1 + (k - 1) * rho) - k * rho
    above = (k - 1) * (n - 1) * (k * rho * ratio + spread) ** 2
    freedom = above / ((n - 1) * (k * rho * ratio) ** 2 + spread**2)
    upper = float(fdtri(n - 1, freedom, tail))
    lower = float(fdtri(freedom, n - 1, tail))
    rest = k * j + (k * n - k - n) * e
    return (
        n * (b - upper * e) / (upper * rest + n * b),
        n * (lower * b - e) / (rest + n * lower * b),
    )


def _single(ratio: float, k: int) -> float:
    if np.isinf(ratio):
        return 1.0
    return _divided(ratio - 1.0, ratio + k - 1.0)


def _of_mean(single: float, k: int) -> float:
    return _divided(single * k, 1.0 + single * (k - 1))


def _divided(numerator: float, denominator: float) -> float:
    if denominator != 0:
        return float(numerator / denominator)
    return float("inf") if numerator > 0 else float("nan")
