"""From percent or a mean mark to an official mark 2..5. Bounds belong to a college's local act."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.levels import round_half_up

# Lower bounds of «3», «4», «5»: recommended table for the demonstration exam, in percent.
DEMO_EXAM_BOUNDS: Final = (20.0, 40.0, 70.0)
AVERAGE_BOUNDS: Final = (2.5, 3.5, 4.5)


def percent_of(points: ArrayLike, maximum: float) -> NDArray[np.float64]:
    """Return points as percent of the maximum, halves up to two decimals; NaN stays NaN."""
    if not 0 < maximum < float("inf"):
        raise ValueError("the maximum of points must be positive")
    return round_half_up(np.asarray(points, dtype=np.float64) * (100.0 / maximum), decimals=2)


def mark_of_percent(
    percent: ArrayLike, bounds: tuple[float, float, float] = DEMO_EXAM_BOUNDS
) -> NDArray[np.float64]:
    """Return the mark 2..5 of a percentage rounded to two decimals; a lower bound belongs up."""
    return _mark(round_half_up(np.asarray(percent, dtype=np.float64), decimals=2), bounds)


def mark_of_average(
    average: ArrayLike, bounds: tuple[float, float, float] = AVERAGE_BOUNDS
) -> NDArray[np.float64]:
    """Return the mark 2..5 of a mean of marks rounded to two decimals; NaN stays NaN."""
    return _mark(round_half_up(np.asarray(average, dtype=np.float64), decimals=2), bounds)


def _mark(values: NDArray[np.float64], bounds: tuple[float, float, float]) -> NDArray[np.float64]:
    if not bounds[0] < bounds[1] < bounds[2]:
        raise ValueError("bounds of marks must rise")
    marks = 2.0 + np.searchsorted(np.asarray(bounds), values, side="right")
    return np.where(np.isnan(values), np.nan, marks)
