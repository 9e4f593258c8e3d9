"""Funnel plots: is a group outside what chance alone gives around the region's share?

Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202 (limits: appendix A.1.1;
overdispersion: additive random effects). Approximate z are on the arcsine scale for shares, and
z = log(O/E)·√E for observed over expected.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrik, gammaincinv, ndtri

from scoring.coding import Flags
from scoring.grouping import Floats, Ints

WARNING: Final = 0.95
ALARM: Final = 0.998
WINSORISED: Final = 0.10


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much groups vary beyond chance: φ = mean z², τ² on the scale of the z."""

    phi: float
    tau2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Groups against a target share.

    Exact binomial limits (95 % and 99.8 %) for each group's size, unclipped; the same widened by
    overdispersion, never narrower than the exact ones; `signal` is 0 inside, ±1 outside the 95 %,
    ±2 outside the 99.8 % exact limits, `adjusted_signal` likewise for the widened ones. The
    interpolated upper limit may lie below 1 where chance often gives all (5 of 5 at a target of
    0.7), and below 0 where it mostly gives none: these are no signals. Limits are NaN and signals 0
    for a group without trials.
    """

    target: float
    share: Floats
    low95: Floats
    high95: Floats
    low998: Floats
    high998: Floats
    dispersion: Dispersion
    adjusted_low95: Floats
    adjusted_high95: Floats
    adjusted_low998: Floats
    adjusted_high998: Floats
    signal: Ints
    adjusted_signal: Ints


def funnel(successes: ArrayLike, trials: ArrayLike, *, target: float | None = None) -> Funnel:
    """Judge each group's share against the target, by default the share of all groups together."""
    x, n = _counts(successes, trials)
    if target is None:
        target = float(x.sum() / n.sum()) if n.sum() > 0 else float("nan")
    share = np.full(len(x), np.nan)
    np.divide(x, n, out=share, where=n > 0)
    known = n > 0
    spread = dispersion(arcsine_z(x[known], n[known], target), 4.0 * n[known])
    low95, high95 = exact_limits(n, target, confidence=WARNING)
    low998, high998 = exact_limits(n, target, confidence=ALARM)
    # The arcsine scale is rough near 0 and 1: there the exact limits are the wider ones.
    wide = widened_limits(n, target, spread.tau2, confidence=WARNING)
    wide95 = np.minimum(wide[0], low95), np.maximum(wide[1], high95)
    wide = widened_limits(n, target, spread.tau2, confidence=ALARM)
    wide998 = np.minimum(wide[0], low998), np.maximum(wide[1], high998)
    # How often chance gives so many or more at the ends, where the limit may lie beyond them.
    by_chance = np.where(x == n, target**n, np.where(x == 0, 1.0, 0.0))
    unlikely = by_chance < (1.0 - WARNING) / 2.0, by_chance < (1.0 - ALARM) / 2.0
    return Funnel(
        target=target,
        share=share,
        low95=low95,
        high95=high95,
        low998=low998,
        high998=high998,
        dispersion=spread,
        adjusted_low95=wide95[0],
        adjusted_high95=wide95[1],
        adjusted_low998=wide998[0],
        adjusted_high998=wide998[1],
        signal=_signal(share, (low95, high95), (low998, high998), unlikely),
        adjusted_signal=_signal(share, wide95, wide998, unlikely),
    )


def exact_limits(
    trials: ArrayLike, target: float, *, confidence: float = WARNING
) -> tuple[Floats, Floats]:
    """Return exact binomial limits of a share, interpolated between whole counts.

    Unclipped: for few trials the lower limit lies a little below 0. NaN without trials.
    """
    n = np.asarray(trials, dtype=np.float64)
    tail = (1.0 - confidence) / 2.0
    return _exact_limit(n, target, tail), _exact_limit(n, target, 1.0 - tail)


def widened_limits(
    trials: ArrayLike, target: float, tau2: float, *, confidence: float = WARNING
) -> tuple[Floats, Floats]:
    """Return limits of a share with variance τ² between groups added, on the arcsine scale."""
    n = np.asarray(trials, dtype=np.float64)
    z = float(ndtri((1.0 + confidence) / 2.0))
    center = np.arcsin(np.sqrt(target))
    own = np.full(n.shape, np.nan)
    np.divide(0.25, n, out=own, where=n > 0)
    half = z * np.sqrt(own + tau2)
    low = np.sin(np.clip(center - half, 0.0, np.pi / 2)) ** 2
    high = np.sin(np.clip(center + half, 0.0, np.pi / 2)) ** 2
    return low, high


def ratio_limits(expected: ArrayLike, *, confidence: float = WARNING) -> tuple[Floats, Floats]:
    """Return exact Poisson limits of observed over expected, by the expected count."""
    e = np.asarray(expected, dtype=np.float64)
    tail = (1.0 - confidence) / 2.0
    # Quantiles of gamma are half of those of chi-squared with twice the degrees of freedom.
    low = np.asarray(gammaincinv(e, tail), dtype=np.float64)
    high = np.asarray(gammaincinv(e + 1.0, 1.0 - tail), dtype=np.float64)
    return low / e, high / e


def arcsine_z(successes: ArrayLike, trials: ArrayLike, target: float) -> Floats:
    """Return z = 2√n (asin √share - asin √target)."""
    x, n = _counts(successes, trials)
    z: Floats = 2.0 * np.sqrt(n) * (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(target)))
    return z


def log_ratio_z(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Return z = log(O/E)·√E; nothing observed counts as half an event."""
    o = np.maximum(np.asarray(observed, dtype=np.float64), 0.5)
    e = np.asarray(expected, dtype=np.float64)
    z: Floats = np.log(o / e) * np.sqrt(e)
    return z


def winsorised(z: Floats, share: float = WINSORISED) -> Floats:
    """Pull the given share of each tail in to its quantile, so that outliers do not hide others."""
    if len(z) == 0:
        return z
    low, high = np.quantile(z, [share, 1.0 - share])
    return np.clip(z, low, high)


def dispersion(z: Floats, weights: Floats, *, share: float = WINSORISED) -> Dispersion:
    """Estimate φ and additive τ² from winsorised z; `weights` are 1 / variance of each group.

    `share` 0 takes the z as they are. τ² is DerSimonian and Laird's, 0 when φ is below (I - 1) / I.
    """
    count = len(z)
    if count < 2:
        return Dispersion(float("nan") if count == 0 else float(z[0] ** 2), 0.0)
    phi = float((winsorised(z, share) ** 2).mean())
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = count * phi - (count - 1)
    return Dispersion(phi, max(excess / room, 0.0) if room > 0 else 0.0)


def _counts(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    x = np.atleast_1d(np.asarray(successes, dtype=np.float64))
    n = np.atleast_1d(np.asarray(trials, dtype=np.float64))
    if x.shape != n.shape or not ((x >= 0) & (x <= n)).all():
        raise ValueError("successes must lie between 0 and the number of trials")
    return x, n


def _exact_limit(n: Floats, target: float, probability: float) -> Floats:
    """Return (r - a) / n, r the quantile and a the part of its probability not needed."""
    limit = np.full(n.shape, np.nan)
    known = n > 0
    if not known.any() or np.isnan(target):
        return limit
    if target in (0.0, 1.0):
        limit[known] = target  # there is no chance in it
        return limit
    size = n[known].astype(np.int64)
    r = _binomial_quantile(probability, size, target)
    above = bdtr(r, size, target)
    unneeded = (above - probability) / (above - _binomial_below(r, size, target))
    limit[known] = (r - unneeded) / size
    return limit


def _binomial_quantile(probability: float, size: Ints, target: float) -> Floats:
    """Return the smallest count that is not exceeded with at least the probability."""
    count = np.ceil(bdtrik(probability, size, target))
    is_one_less = (count > 0) & (_binomial_below(count, size, target) >= probability)
    return np.asarray(count - is_one_less, dtype=np.float64)


def _binomial_below(count: Floats, size: Ints, target: float) -> Floats:
    """Return the probability of fewer than so many."""
    return np.where(count > 0, bdtr(np.maximum(count - 1.0, 0.0), size, target), 0.0)


def _signal(
    share: Floats,
    warning: tuple[Floats, Floats],
    alarm: tuple[Floats, Floats],
    unlikely: tuple[Flags, Flags],
) -> Ints:
    above = (unlikely[0] & (share > warning[1])).astype(np.int64)
    above += unlikely[1] & (share > alarm[1])
    below = (share < warning[0]).astype(np.int64) + (share < alarm[0])
    return above - below
