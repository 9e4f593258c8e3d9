"""Expected scores of whole judgements, read from tables instead of computed each time.

A judgement is what one rater said of one person: ratings on some functions at one logit eta.
Given eta only its total score matters. The log-normaliser A of that score, its mean E = A' and
its variance I = A'' are tabulated over eta for every pattern of functions that occurs.
"""

import numpy as np
import scipy.sparse as sp

from scoring.coding import Codes, Floats
from scoring.rasch_conditional import Calibration
from scoring.rasch_scale import Scale, moments

_REACH = 14.0
_SPACING = 0.025
_GRID = np.arange(-_REACH, _REACH + _SPACING / 2, _SPACING)


class ScoreTables:
    """A, E and I of every pattern (row of `patterns`: how often each function) over a grid."""

    def __init__(self, calibration: Calibration, scale: Scale, patterns: sp.csr_array) -> None:
        found = moments(_GRID - calibration.difficulty[:, None], scale.psi(calibration.steps)[0])
        by_function = (found.log_normaliser, found.mean, found.variance)
        tables = np.stack([patterns @ table for table in by_function], axis=-1)
        self._table = np.ascontiguousarray(tables.reshape(-1, 3))

    def look_up(self, eta: Floats, pattern: Codes) -> tuple[Floats, Floats, Floats]:
        """Return A, E and I at eta, by the Taylor series at the nearest point of the grid.

        `pattern` broadcasts against eta. The error of A is below 1e-6 of the number of ratings.
        """
        place = _nearest(eta)
        away = eta - _GRID[place]
        rows = self._table[pattern * _GRID.size + place]
        at, mean, variance = rows[..., 0], rows[..., 1], rows[..., 2]
        mean_here = mean + away * variance
        return at + 0.5 * away * (mean + mean_here), mean_here, variance


def _nearest(eta: Floats) -> Codes:
    place = np.rint((eta + _REACH) * (1.0 / _SPACING))
    return np.clip(place, 0, _GRID.size - 1).astype(np.intp)
