"""An official score beside its interval, and how sure an index is."""

import math
from decimal import Decimal
from statistics import NormalDist
from typing import Final

from django.utils.translation import gettext as _

from assessments.enums import Confidence
from core.numbers import format_interval, format_number, format_percent

# Nearer to 0 or 1 no probability is printed as a number.
_LEAST_CHANCE: Final = 0.01


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


def chance_in_words(chance: float) -> str:
    """Return a probability in whole per cents: never sure, since an estimate is not."""
    if chance < _LEAST_CHANCE:
        return _("меньше 1\u00a0%")
    if chance > 1 - _LEAST_CHANCE:
        return _("больше 99\u00a0%")
    return format_percent(chance)


def score_in_words(
    value: float, low: float | None, high: float | None, confidence: int | None
) -> str:
    """Print a score as it may stand by itself: «0,62 (0,51–0,73), мало данных»."""
    text = format_number(value, 2)
    if low is not None and high is not None:
        text += f" ({format_interval(low, high, 2)})"
    return text if confidence is None else f"{text}, {sureness_in_words(confidence)}"


def sureness_in_words(confidence: int) -> str:
    """Say how sure a score is: «мало данных», «уверенность средняя»."""
    word = Confidence(confidence).label
    if confidence == Confidence.LOW:
        return str(word)
    return _("уверенность %(word)s") % {"word": word}


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
