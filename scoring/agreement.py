"""Agreement of raters: Krippendorff's alpha, Fleiss' and weighted kappa, intraclass correlation.

All coefficients are NaN where they are not defined: nothing to compare, or no variation at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.grouping import Floats, Groups, Ints, group_pairs, sum_by
from scoring.reliability import ICC_FORMS, icc, icc_limits

__all__ = [
    "ICC_FORMS",
    "LEVELS",
    "confusion_table",
    "fleiss_kappa",
    "fleiss_kappa_of_counts",
    "icc",
    "icc_limits",
    "krippendorff_alpha",
    "weighted_kappa",
]

LEVELS: Final = ("nominal", "ordinal", "interval", "ratio")
# Rows of the table of all pairs of values worked on at a time.
_CHUNK: Final = 512


@dataclass(frozen=True, slots=True)
class _Ratings:
    """Given ratings of units that have at least two: `unit` and `value` code of each."""

    unit: Ints
    value: Ints
    values: NDArray[Any]  # what the codes stand for, ascending
    ratings_of_unit: Ints

    @property
    def cells(self) -> Groups:
        """Ratings grouped by (unit, value)."""
        return group_pairs(
            self.unit, self.value, majors=len(self.ratings_of_unit), minors=len(self.values)
        )


def krippendorff_alpha(ratings: ArrayLike, level: str) -> float:
    """Return Krippendorff's alpha of ratings (raters × units).

    NaN, None, NA or a masked cell is a missing rating; units with fewer than two ratings say
    nothing. `level` is one of `LEVELS`; nominal ratings may be words or tuples, others are finite
    numbers (written as text as well: "10" counts as 10), for "ratio" not negative.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}")
    given = _ratings(ratings, axis_of_units=1, numbers=level != "nominal")
    if len(given.unit) < 2:
        return float("nan")
    if level == "nominal":
        observed, expected = _nominal(given)
    elif level == "ratio":
        observed, expected = _ratio(given)
    else:
        observed, expected = _squared(given, level)
    return 1.0 - observed / expected if expected > 0 else float("nan")


def fleiss_kappa(ratings: ArrayLike) -> float:
    """Return Fleiss' kappa of ratings (subjects × raters) in any categories.

    NaN or None is a missing rating. With unequal numbers of ratings this is the generalisation of
    Fleiss and Cuzick 1979; subjects with fewer than two ratings say nothing.
    Source: Fleiss 1971, Psychological Bulletin 76:378.
    """
    given = _ratings(ratings, axis_of_units=0)
    cells = given.cells
    unit, value = np.divmod(cells.keys, len(given.values))
    return _fleiss(unit, value, cells.sizes().astype(np.float64))


def fleiss_kappa_of_counts(counts: ArrayLike) -> float:
    """Return Fleiss' kappa of a table (subjects × categories) of numbers of raters."""
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError("counts must be a table (subjects x categories) of numbers of raters")
    table = table[table.sum(axis=1) >= 2]
    unit, value = np.nonzero(table)
    return _fleiss(unit.astype(np.int64), value.astype(np.int64), table[unit, value])


def weighted_kappa(table: ArrayLike, weights: str | ArrayLike | None = "linear") -> float:
    """Return kappa of two raters from their table (categories × categories) of counts or shares.

    `weights`: "linear" or "equal" |i - j|, "quadratic" or "squared" (i - j)², None or "unweighted"
    for Cohen's kappa, or a matrix: weights of disagreement with one number all along the diagonal,
    the least of all (0 as a rule), or of agreement where each number on the diagonal is the
    greatest of its row and column (1 as a rule; where they differ the greatest of them is full
    agreement).
    Source: Cohen 1960, 1968.
    """
    observed = np.asarray(table, dtype=np.float64)
    if observed.ndim != 2 or observed.shape[0] != observed.shape[1] or not (observed >= 0).all():
        raise ValueError("the table must be square, of counts or shares")
    disagreement = _disagreement(weights, len(observed))
    total = observed.sum()
    if not total > 0:
        return float("nan")
    observed = observed / total
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    by_chance = float((disagreement * expected).sum())
    if not by_chance > 0:
        return float("nan")
    return 1.0 - float((disagreement * observed).sum()) / by_chance


def confusion_table(first: ArrayLike, second: ArrayLike) -> tuple[Ints, list[Any]]:
    """Return the table (first × second) of two raters' ratings and its categories, ascending.

    Pairs in which one rating is missing (NaN, None) are left out.
    """
    given = _ratings(_stacked(first, second), axis_of_units=1)
    # Rater-major order: the first half are the first rater's ratings, both halves by unit.
    half = len(given.value) // 2
    size = len(given.values)
    keys = given.value[:half] * size + given.value[half:]
    return np.bincount(keys, minlength=size * size).reshape(size, size), given.values.tolist()


def _stacked(first: ArrayLike, second: ArrayLike) -> NDArray[Any]:
    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape or one.ndim != 1:
        raise ValueError("both raters need ratings of the same units")
    return np.array([one.tolist(), other.tolist()], dtype=object)


def _ratings(ratings: ArrayLike, *, axis_of_units: int, numbers: bool = False) -> _Ratings:
    table, present = _given(ratings)
    unit = np.nonzero(present)[axis_of_units]
    given = _labels(table[present].tolist()) if present.any() else np.zeros(0)
    if numbers:
        given = _as_numbers(given)
    counts = np.bincount(unit, minlength=table.shape[axis_of_units])
    pairable = counts[unit] >= 2
    try:
        values, codes = np.unique(given[pairable], return_inverse=True)
    except TypeError as problem:
        raise ValueError("ratings must be labels of one kind") from problem
    return _Ratings(unit[pairable], codes.astype(np.int64), values, counts)


def _given(ratings: ArrayLike) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the table as an array and the cells that hold a rating."""
    hidden = np.ma.getmaskarray(ratings) if isinstance(ratings, np.ma.MaskedArray) else False
    # Lists would lose the difference between NaN and the word "nan".
    table = _objects(ratings) if isinstance(ratings, list | tuple) else np.asarray(ratings)
    if table.ndim != 2:
        raise ValueError("ratings must be a table of raters and units")
    if table.dtype.kind in "biuf":
        present = ~np.isnan(table.astype(np.float64))
    else:
        present = np.array([not _is_missing(value) for value in table.ravel().tolist()], np.bool_)
        present = present.reshape(table.shape)
        if table.dtype.kind == "U":
            present &= table != "nan"  # what numpy makes of NaN beside words
    return table, present & ~np.asarray(hidden)


def _objects(rows: list[Any] | tuple[Any, ...]) -> NDArray[Any]:
    """Return rows of labels of any kind as a table; numpy would go on into labels of several parts.

    Rows that are not equally long make no table, which the caller says.
    """
    lengths = {len(row) if isinstance(row, list | tuple | np.ndarray) else -1 for row in rows}
    if len(lengths) != 1 or -1 in lengths:
        return np.zeros(0, dtype=object)
    table = np.empty((len(rows), lengths.pop()), dtype=object)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            table[place, column] = value
    return table


def _labels(given: list[Any]) -> NDArray[Any]:
    """Return ratings in a row, each one value whatever its parts."""
    if not any(isinstance(value, tuple) for value in given):
        return np.array(given)
    row = np.empty(len(given), dtype=object)
    row[:] = given
    return row


def _is_missing(value: Any) -> bool:
    """Tell None, NaN, and NA of pandas, whose comparison has no truth value."""
    if value is None or isinstance(value, str):
        return value is None
    try:
        return bool(value != value)  # noqa: PLR0124 -- true of NaN alone
    except TypeError:
        return True


def _as_numbers(given: NDArray[Any]) -> Floats:
    try:
        found = given.astype(np.float64)
    except (TypeError, ValueError) as problem:
        message = "this level of measurement needs ratings that are numbers"
        raise ValueError(message) from problem
    if not np.isfinite(found).all():
        raise ValueError("ratings must be finite numbers")
    return found


def _nominal(given: _Ratings) -> tuple[float, float]:
    """Return observed and expected disagreement when all differences are alike."""
    size, total = given.cells.sizes(), len(given.unit)
    pairs = given.ratings_of_unit[given.cells.keys // len(given.values)] - 1
    same = float((size * (size - 1) / pairs).sum()) / total
    often = np.bincount(given.value).astype(np.float64)
    return 1.0 - same, 1.0 - float((often * (often - 1)).sum()) / (total * (total - 1))


def _squared(given: _Ratings, level: str) -> tuple[float, float]:
    """Return mean squared differences within units and overall.

    The ordinal difference of two values is the difference of their mean ranks, so both levels are
    variances: no table of pairs is needed.
    """
    often = np.bincount(given.value).astype(np.float64)
    score = np.cumsum(often) - often / 2.0 if level == "ordinal" else given.values
    total = len(given.unit)
    # Centred first: the sums of squares then lose no digits to a common level.
    centred = (score - (score * often).sum() / total)[given.value]
    units = len(given.ratings_of_unit)
    count = given.ratings_of_unit.astype(np.float64)
    within = count * sum_by(given.unit, centred**2, units) - sum_by(given.unit, centred, units) ** 2
    rated = count >= 2
    observed = float((within[rated] / (count[rated] - 1)).sum()) / total
    overall = total * float((centred**2).sum()) - float(centred.sum()) ** 2
    return max(observed, 0.0), overall / (total * (total - 1))


def _ratio(given: _Ratings) -> tuple[float, float]:
    """Return mean squared relative differences ((a - b) / (a + b))² within units and overall."""
    numbers = given.values
    if (numbers < 0).any():
        raise ValueError("ratings on a ratio scale cannot be negative")
    total = len(given.unit)
    order = np.argsort(given.unit, kind="stable")
    unit, score = given.unit[order], numbers[given.value[order]]
    starts = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
    sizes = np.diff(np.r_[starts, total])
    place = np.arange(total) - np.repeat(starts, sizes)
    packed = np.full((len(starts), int(sizes.max())), np.nan)
    packed[np.repeat(np.arange(len(starts)), sizes), place] = score
    within = np.zeros(len(starts))
    for shift in range(1, packed.shape[1]):
        within += np.nansum(_relative(packed[:, shift:], packed[:, :-shift]), axis=1)
    observed = 2.0 * float((within / (sizes - 1)).sum()) / total
    often = np.bincount(given.value).astype(np.float64)
    overall = 0.0
    for low in range(0, len(numbers), _CHUNK):
        part = slice(low, low + _CHUNK)
        overall += float(often[part] @ _relative(numbers[part, None], numbers[None, :]) @ often)
    return observed, overall / (total * (total - 1))


def _relative(one: Floats, other: Floats) -> Floats:
    """Return ((a - b) / (a + b))², 0 for two zeros, NaN where either is NaN."""
    total = one + other
    result = np.where(np.isnan(total), np.nan, 0.0)
    np.divide(one - other, total, out=result, where=total > 0)
    squared: Floats = result**2
    return squared


def _fleiss(unit: Ints, value: Ints, count: Floats) -> float:
    if not len(count):
        return float("nan")
    of_unit = np.bincount(unit, weights=count)
    ratings = of_unit[of_unit > 0]
    share = np.bincount(value, weights=count) / count.sum()
    split = float((count * (of_unit[unit] - count) / of_unit[unit]).sum())
    by_chance = len(ratings) * (ratings.mean() - 1.0) * float((share * (1.0 - share)).sum())
    return 1.0 - split / by_chance if by_chance > 0 else float("nan")


def _disagreement(weights: str | ArrayLike | None, size: int) -> Floats:
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    named: dict[str, Callable[[], Floats]] = {
        "linear": lambda: distance,
        "quadratic": lambda: distance**2,
        "unweighted": lambda: (distance > 0).astype(np.float64),
        # As other statistical packages call them.
        "equal": lambda: distance,
        "squared": lambda: distance**2,
    }
    if weights is None:
        return named["unweighted"]()
    if isinstance(weights, str):
        if weights not in named:
            raise ValueError(f"weights must be one of {', '.join(named)}, or a matrix")
        return named[weights]()
    matrix = np.asarray(weights, dtype=np.float64)
    if matrix.shape != (size, size) or not np.isfinite(matrix).all():
        raise ValueError("weights must be numbers, a matrix of the table's size")
    same = np.diag(matrix)
    if (same == same[0]).all() and (matrix >= same).all():
        return np.asarray(matrix - same[0])
    if (matrix <= same).all() and (same >= matrix.T).all():
        return np.asarray(same.max() - matrix)
    raise ValueError(
        "weights of disagreement must be alike on the diagonal and nowhere less, each weight of"
        " agreement on the diagonal the greatest of its row and column"
    )
