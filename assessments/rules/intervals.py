"""An official score beside its interval, and how sure an index is."""

import math
from statistics import NormalDist
from typing import Final

from assessments.enums import Confidence

# An index known to within this on either side is known well (docs/scoring.md, section 2).
_NARROW: Final = 0.10


def interval_around(
    value: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """Return the interval widened to hold the official score; decision 0011 says why.

    The score is the plain mean of the evidence, the interval that of the true score, which little
    evidence draws to what is usual. Widening it only adds to what the interval covers.
    """
    if value is None or low is None or high is None:
        return low, high
    return min(low, value), max(high, value)


def span_around(value: float, low: float, high: float) -> tuple[float, float] | None:
    """Return `interval_around` of computed numbers, where NaN is what is not known."""
    if math.isnan(value) or math.isnan(low) or math.isnan(high):
        return None
    return float(min(low, value)), float(max(high, value))


def index_confidence(low: float | None, high: float | None, *, is_provisional: bool) -> Confidence:
    """Return how sure an index is by its stored interval: a provisional one never is."""
    if low is None or high is None or is_provisional:
        return Confidence.LOW
    return Confidence.HIGH if (high - low) / 2 <= _NARROW + 1e-9 else Confidence.MEDIUM


def chance_of_reaching(
    bound: float, low: float | None, high: float | None, *, mass: float
) -> float | None:
    """Return the probability that the true index reaches `bound`; None without an interval.

    `low` and `high` are the stored limits of a normal estimate, `mass` lies between them.
    """
    if low is None or high is None:
        return None
    middle, half = (low + high) / 2, (high - low) / 2
    if half <= 0:
        return float(middle >= bound)
    deviation = half / NormalDist().inv_cdf((1 + mass) / 2)
    return 1 - NormalDist(middle, deviation).cdf(bound)
