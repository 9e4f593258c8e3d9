"""An official score beside its interval, and how sure an index is."""

import math
from decimal import Decimal
from statistics import NormalDist

from assessments.enums import Confidence
from core.numbers import format_percent


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


def mass_in_words(mass: float) -> str:
    """Print the mass of an interval with the digits that it needs: «90 %», «99,5 %»."""
    per_cent = Decimal(repr(mass)) * 100
    return format_percent(mass, max(0, -int(per_cent.normalize().as_tuple().exponent)))


def index_confidence(
    low: float | None, high: float | None, *, is_provisional: bool, narrow: float
) -> Confidence:
    """Return how sure an index is by its stored interval: a provisional one never is.

    Known to within `narrow` on either side it is known well, as a function is by the methodology.
    """
    if low is None or high is None or is_provisional:
        return Confidence.LOW
    return Confidence.HIGH if (high - low) / 2 <= narrow + 1e-9 else Confidence.MEDIUM


def chance_of_reaching(
    bound: float, low: float | None, high: float | None, *, mass: float
) -> float | None:
    """Return the probability that the true index reaches `bound`; None where nobody knows.

    `low` and `high` are the stored limits of a normal estimate, `mass` lies between them. A limit
    cut off at 0 or 1 says where the estimate ends no more, and so not how far it spreads.
    """
    if low is None or high is None or low <= 0 or high >= 1:
        return None
    middle, half = (low + high) / 2, (high - low) / 2
    if half <= 0:
        return float(middle >= bound)
    deviation = half / NormalDist().inv_cdf((1 + mass) / 2)
    return 1 - NormalDist(middle, deviation).cdf(bound)
