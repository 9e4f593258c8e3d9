"""Statistics that a few slips do not spoil: what lies far apart, what agrees too well."""

from collections import Counter
from collections.abc import Sequence
from math import comb
from statistics import fmean, median
from typing import Final

# Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (ASQC, 1993): the modified z-score
# 0.6745 (x - median) / MAD, far above 3.5; here above 5, for the MAD of a dozen values is itself
# unsure, and 3.5 asks about several of a hundred ordinary sheets. Over the mean deviation where the
# MAD is nought because more than half of the values are equal. 0.6745 is the MAD of a normal law of
# deviation one, 0.7979 its mean deviation.
_OF_MEDIAN_DEVIATION: Final = 0.6745
_OF_MEAN_DEVIATION: Final = 0.7979
FAR_Z: Final = 5.0


def modified_scores(values: Sequence[float]) -> list[float]:
    """Return the modified z-score of each value; noughts where all are equal."""
    middle = median(values)
    distances = [abs(value - middle) for value in values]
    if spread := median(distances):
        scale = _OF_MEDIAN_DEVIATION / spread
    else:
        mean = fmean(distances)
        scale = _OF_MEAN_DEVIATION / mean if mean else 0.0
    return [distance * scale for distance in distances]


def expected_agreement(pairs: Sequence[tuple[float, float]], kappa: float) -> float:
    """Return the share of equal pairs to expect at an agreement of `kappa` beyond chance.

    Cohen, "A Coefficient of Agreement for Nominal Scales" (1960): what the frequencies of the two
    columns give by chance, and `kappa` of the way from there to full agreement.
    """
    first = Counter(one for one, _other in pairs)
    second = Counter(other for _one, other in pairs)
    by_chance = sum(count * second[value] for value, count in first.items()) / len(pairs) ** 2
    return by_chance + kappa * (1 - by_chance)


def tail(equal: int, count: int, share: float) -> float:
    """Return the probability of at least `equal` of `count` where each has the probability."""
    return sum(
        comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(equal, count + 1)
    )
