"""Agreement of raters who judged the same persons, over all that were judged twice or more."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from scoring.agreement import krippendorff_alpha
from scoring.grouping import AnyInts, Floats, Ints

_GROUPS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedAgreement:
    """Ordinal alpha with its interval (NaN where not defined), and what it rests on.

    `pairs` of ratings of one item of one person by two raters.
    """

    alpha: float
    low: float
    high: float
    pairs: int
    persons: int
    raters: int


def paired_agreement(
    rater: AnyInts, person: AnyInts, item: AnyInts, category: AnyInts, *, mass: float = 0.90
) -> PairedAgreement:
    """Return how far raters agree on the same item of the same person; equally long columns.

    Of a rater's repeated ratings the last counts. The interval is alpha ± z times the error of a
    jackknife over groups of persons: ratings of one person are not independent of each other.
    """
    people, person_code = np.unique(person, return_inverse=True)
    items, item_code = np.unique(item, return_inverse=True)
    unit = person_code.astype(np.int64) * max(len(items), 1) + item_code
    rows = _last_of_each(unit, np.asarray(rater))
    counts = np.bincount(unit[rows], minlength=max(len(people) * len(items), 1))
    rows = rows[counts[unit[rows]] >= 2]
    unit, owner = unit[rows], person_code[rows]
    value = np.asarray(category, dtype=np.float64)[rows]
    judged, owner = np.unique(owner, return_inverse=True)
    alpha = _alpha(unit, value)
    groups = min(_GROUPS, len(judged))
    error = _jackknife(unit, owner, value, groups) if groups > 1 else float("nan")
    half = float(ndtri((1.0 + mass) / 2.0)) * error
    several = counts[counts >= 2].astype(np.int64)
    return PairedAgreement(
        alpha=alpha,
        low=max(alpha - half, -1.0) if np.isfinite(half) else float("nan"),
        high=min(alpha + half, 1.0) if np.isfinite(half) else float("nan"),
        pairs=int((several * (several - 1) // 2).sum()),
        persons=len(judged),
        raters=len(np.unique(np.asarray(rater)[rows])),
    )


def _last_of_each(unit: Ints, rater: AnyInts) -> Ints:
    """Return the rows that are the last of their rater and unit, by unit."""
    order = np.lexsort((np.arange(len(unit)), rater, unit))
    keys = np.stack([unit[order], rater[order]])
    is_last = np.ones(len(order), dtype=np.bool_)
    is_last[:-1] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return np.asarray(order[is_last])


def _alpha(unit: Ints, value: Floats) -> float:
    """Return alpha of ratings in the order of units: who gave a rating does not enter it."""
    if not len(unit):
        return float("nan")
    starts = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
    sizes = np.diff(np.r_[starts, len(unit)])
    column = np.repeat(np.arange(len(starts)), sizes)
    table = np.full((int(sizes.max()), len(starts)), np.nan)
    table[np.arange(len(unit)) - np.repeat(starts, sizes), column] = value
    return krippendorff_alpha(table, "ordinal")


def _jackknife(unit: Ints, owner: Ints, value: Floats, groups: int) -> float:
    found = []
    for group in range(groups):
        rest = owner % groups != group
        found.append(_alpha(unit[rest], value[rest]))
    without = np.array(found)
    if not np.isfinite(without).all():
        return float("nan")
    spread = float(((without - without.mean()) ** 2).sum())
    return float(np.sqrt(spread * (groups - 1) / groups))
