"""Does another version of the methodology tell more of graduates' work than the one in force?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scoring.outcomes import auc, auc_difference

# As many digits as pages print: more would only help to compute single graduates.
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class TriedGraduate:
    """A graduate with a level by both versions; `at_work`: in the speciality."""

    year: int
    official: float
    tried: float
    at_work: bool


def outcomes_by_year(graduates: Iterable[TriedGraduate], *, minimum: int) -> dict[str, Any]:
    """Return by year, as JSON values, the AUC of the tried version and what it gains.

    Both are (value, lower and upper 95 % limit), of the same graduates. A year is left out where
    fewer than `minimum` are at work, or fewer are not; how many there are is never told: versions
    differ by few people with a level.
    """
    by_year: dict[int, list[TriedGraduate]] = {}
    for graduate in graduates:
        by_year.setdefault(graduate.year, []).append(graduate)
    found: dict[str, Any] = {}
    for year, own in sorted(by_year.items()):
        at_work = np.array([graduate.at_work for graduate in own], dtype=np.float64)
        if min(at_work.sum(), len(own) - at_work.sum()) < max(minimum, 2):
            continue
        official = np.array([graduate.official for graduate in own])
        tried = np.array([graduate.tried for graduate in own])
        ranked, gain = auc(tried, at_work), auc_difference(tried, official, at_work)
        found[str(year)] = {
            "auc": _printed(ranked.value, ranked.low, ranked.high),
            "gain": _printed(gain.value, gain.low, gain.high),
        }
    return found


def _printed(*values: float) -> list[float]:
    return [round(float(value), _DIGITS) for value in values]
