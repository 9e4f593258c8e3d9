"""Axes: from values to points, with round ticks."""

import math
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_number, format_percent

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values ``low``..``high`` to points ``start``..``end`` and holds others at the ends."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Measure:
    """How the values of a chart are printed: per cents of shares 0..1, or plain numbers."""

    percent: bool = True
    digits: int = 0

    def printed(self, value: float) -> str:
        if self.percent:
            return format_percent(value, self.digits)
        return format_number(value, self.digits)


PER_CENT = Measure()


def said(count: int | None) -> str:
    """Print on how many the value rests: «n = 1 402»; empty when it is not known."""
    return "" if count is None else f"n\u00a0=\u00a0{format_number(count)}"


def _step(low: float, high: float, count: int) -> float:
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def _multiples(step: float, first: int, last: int) -> list[float]:
    exact = Decimal(repr(step))
    return [float(number * exact) for number in range(first, last + 1)]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about ``count`` round values within the bounds, in order: 0, 0.2, 0.4 ..."""
    if high <= low:
        return [low]
    step = _step(low, high, count)
    return _multiples(step, math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9))
