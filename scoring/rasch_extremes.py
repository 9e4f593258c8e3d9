"""Measures of elements rated only with the lowest or only with the highest category.

Maximum likelihood would put them at infinity. As in FACETS they stay out of the estimation and are
measured afterwards, everything else being known, from a score moved 0.3 points inside.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scoring.coding import Codes, Flags, Floats
from scoring.rasch_data import FACETS, Extremes, RatingTable, adjusted_score, rows_of
from scoring.rasch_scale import moments

_SIGN = {"person": 1.0, "item": -1.0, "rater": -1.0}
# Logits beyond everything known at which every rating is sure.
_RANGE = 40.0
# Curvature where every probability is 0 or 1.
_TINY = 1e-12


@dataclass
class KnownMeasures:
    """Measures and errors by facet over all elements of a table, NaN where not known."""

    measure: dict[str, Floats]
    error: dict[str, Floats]
    psi: Floats


# Marks rows in, and gives per row the points and weights of everything except one facet.
Offsets = Callable[[str, Codes], tuple[Floats, Floats]]


def measure_extremes(
    table: RatingTable, extremes: Extremes, known: KnownMeasures, offsets: Offsets
) -> None:
    """Fill in the measures of the elements set aside, those set aside last first.

    `offsets(facet, rows)` gives the logit of these rows without the measure of that facet, as
    points (rows, q), and the weights of the points; NaN where another facet is not known yet.
    An element none of whose rows can be used stays NaN.
    """
    waiting = {
        (facet, element)
        for found in extremes.rounds
        for facet, flags in zip(FACETS, found, strict=True)
        for element in np.flatnonzero(flags).tolist()
    }
    order = [
        (facet, flags)
        for found in reversed(extremes.rounds)
        for facet, flags in zip(FACETS, found, strict=True)
    ]
    progress = True
    while waiting and progress:
        progress = False
        for facet, flags in order:
            for element, rows in rows_of(_codes(table, facet), flags):
                if (facet, element) in waiting and _measure(
                    table, known, facet, (element, rows), offsets
                ):
                    waiting.discard((facet, element))
                    progress = True


def _measure(
    table: RatingTable,
    known: KnownMeasures,
    facet: str,
    element: tuple[int, Codes],
    offsets: Offsets,
) -> bool:
    from scipy.optimize import brentq  # noqa: PLC0415 -- slow to load, seldom needed

    place, rows = element
    points, weights = offsets(facet, rows)
    psi = known.psi[table.row_scale[rows]]
    usable = np.isfinite(points).all(axis=1) & np.isfinite(psi).any(axis=1)
    if not usable.any():
        return False
    points, weights, psi, rows = points[usable], weights[usable], psi[usable], rows[usable]
    low, high = _range(psi)
    target = adjusted_score(np.clip(table.category[rows], low, high), low, high)
    sign = _SIGN[facet]

    def excess(measure: float) -> float:
        mean = moments(points + sign * measure, psi[:, None, :]).mean
        return float((weights * mean).sum()) - target

    if np.all(low == high):
        return False
    # Where others' measures diverge the answer lies as far out as they do.
    reach = _RANGE + float(np.abs(points).max()) + 2.0 * float(np.abs(psi[np.isfinite(psi)]).max())
    solved = float(brentq(excess, -reach, reach, xtol=1e-10))
    variance = moments(points + sign * solved, psi[:, None, :]).variance
    known.measure[facet][place] = solved
    known.error[facet][place] = 1.0 / np.sqrt(max(float((weights * variance).sum()), _TINY))
    return True


def clip_to_used(table: RatingTable, psi: Floats) -> RatingTable:
    """Move categories that only extreme elements used to the nearest estimated one.

    `psi` has the row of the scale of every rating.
    """
    return replace(table, category=np.clip(table.category, *_range(psi)))


def _range(psi: Floats) -> tuple[Codes, Codes]:
    """Return the lowest and highest category with a probability, by row."""
    used = np.isfinite(psi)
    return used.argmax(axis=1), psi.shape[1] - 1 - used[:, ::-1].argmax(axis=1)


def _codes(table: RatingTable, facet: str) -> Codes:
    return table.facets[FACETS.index(facet)].codes


def occurring(codes: Codes, size: int) -> Flags:
    """Mark the elements that occur among codes."""
    present = np.zeros(size, dtype=bool)
    present[codes] = True
    return present
