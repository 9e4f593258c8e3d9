"""Levels of the index, and rounding that never lets a printed number contradict its level."""

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

DECIMALS: Final = 4
# 0.69995 is stored a hair below itself; 1e-8 of a unit is far above that error and far below data.
_BINARY_SLACK: Final = 1e-8


class Level(IntEnum):
    """Codes of the default four levels, as stored in results; NONE means "not assessed"."""

    NONE = -1
    LOW = 0
    BASIC = 1
    SUFFICIENT = 2
    HIGH = 3


def rounded_units(values: NDArray[np.float64], decimals: int = DECIMALS) -> NDArray[np.float64]:
    """Return values as whole units of 10**-decimals, halves up; NaN stays NaN."""
    scaled: NDArray[np.float64] = np.asarray(values, dtype=np.float64) * 10.0**decimals
    units: NDArray[np.float64] = np.floor(scaled + (0.5 + _BINARY_SLACK))
    return units


def round_half_up(values: NDArray[np.float64], decimals: int = DECIMALS) -> NDArray[np.float64]:
    """Round halves up (0.69995 becomes 0.7000), not to even; NaN stays NaN."""
    return rounded_units(values, decimals) / 10.0**decimals


def reaches(values: NDArray[np.float64], bound: float) -> NDArray[np.bool_]:
    """Say where a value, rounded half-up to four decimals, is at least `bound`; NaN does not."""
    above: NDArray[np.bool_] = rounded_units(values) >= round(bound * 10.0**DECIMALS)
    return above


def level_of(values: NDArray[np.float64], bounds: tuple[float, ...]) -> NDArray[np.int8]:
    """Map an index in [0, 1] to the number of bounds it reaches, NaN to -1.

    The lower bound belongs to the level; values are rounded half-up to four decimals first.
    """
    units = rounded_units(values)
    edges = np.array([round(bound * 10.0**DECIMALS) for bound in bounds], dtype=np.float64)
    codes = np.searchsorted(edges, units, side="right").astype(np.int8)
    codes[np.isnan(units)] = Level.NONE
    return codes
