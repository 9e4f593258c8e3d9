"""Colleges side by side without a league table: what chance alone would give, what is beyond it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.funnel import exact_limits, funnel
from scoring.shrinkage import beta_binomial

_CURVE_POINTS: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeCount:
    """A college whose counts may be printed: of `years` together where one has too few people."""

    key: int
    name: str
    detail: str
    ready: int
    assessed: int
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeVerdict:
    """A college against the region's share.

    Exact limits for its size, clipped to [0, 1]; `pooled` is the empirical-Bayes share with its
    95 % interval, None where colleges differ no more than chance and all have one share. `ranks` is
    the 95 % interval of the place by share, 1 the largest. `signal` is 0 within the limits widened
    by over-dispersion, ±1 outside 95 %, ±2 outside 99.8 %; `exact_signal` by the exact limits.
    """

    college: CollegeCount
    share: float
    limits95: tuple[float, float]
    limits998: tuple[float, float]
    pooled: float
    pooled_interval: tuple[float, float] | None
    ranks: tuple[int, int]
    signal: int
    exact_signal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Exact limits of the chart by size."""

    n: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    low998: tuple[float, ...]
    high998: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeFunnel:
    """`phi` is the mean squared z (1: chance alone), `tau2` the variance between colleges.

    `alike`: the printed colleges differ no more than chance, so that all share one pooled share.
    """

    target: float
    phi: float
    tau2: float
    alike: bool
    rows: tuple[CollegeVerdict, ...]
    curves: Curves


def judge(colleges: Sequence[CollegeCount], *, target: float) -> CollegeFunnel | None:
    """Judge the colleges from their printed counts alone; None when there are none.

    Nothing hidden enters: what is printed here anybody could compute from the printed counts.
    """
    counted = [college for college in colleges if college.assessed > 0]
    if not counted:
        return None
    ready = np.array([college.ready for college in counted], dtype=np.float64)
    assessed = np.array([college.assessed for college in counted], dtype=np.float64)
    judged = funnel(ready, assessed, target=target)
    pooled = beta_binomial(ready, assessed)
    alike = not np.isfinite(pooled.alpha + pooled.beta)
    low, high = pooled.interval()
    first, last = pooled.rank_intervals()
    rows = tuple(
        CollegeVerdict(
            college=college,
            share=float(judged.share[at]),
            limits95=_within(judged.low95[at], judged.high95[at]),
            limits998=_within(judged.low998[at], judged.high998[at]),
            pooled=float(pooled.means[at]),
            pooled_interval=None if alike else (float(low[at]), float(high[at])),
            ranks=(int(first[at]), int(last[at])),
            signal=int(judged.adjusted_signal[at]),
            exact_signal=int(judged.signal[at]),
        )
        for at, college in enumerate(counted)
    )
    return CollegeFunnel(
        target=target,
        phi=judged.dispersion.phi,
        tau2=judged.dispersion.tau2,
        alike=alike,
        rows=rows,
        curves=_curves(float(assessed.max()), target),
    )


def _within(low: float, high: float) -> tuple[float, float]:
    return max(float(low), 0.0), min(float(high), 1.0)


def _curves(largest: float, target: float) -> Curves:
    # Limits move fastest at small sizes: points by equal steps of the root.
    n = np.unique(np.round(np.linspace(1.0, np.sqrt(largest * 1.05), _CURVE_POINTS) ** 2))
    low95, high95 = exact_limits(n, target, confidence=0.95)
    low998, high998 = exact_limits(n, target, confidence=0.998)
    return Curves(
        n=tuple(n.tolist()),
        low95=tuple(np.clip(low95, 0.0, 1.0).tolist()),
        high95=tuple(np.clip(high95, 0.0, 1.0).tolist()),
        low998=tuple(np.clip(low998, 0.0, 1.0).tolist()),
        high998=tuple(np.clip(high998, 0.0, 1.0).tolist()),
    )
