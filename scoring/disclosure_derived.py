"""Shares, means and quartiles beside counts that are partly hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scoring.disclosure import Suppression
from scoring.disclosure_audit import Unknowns, search
from scoring.disclosure_parts import joined_cells
from scoring.disclosure_tables import CellRef, Ints, Key


@dataclass(frozen=True)
class MeanFinding:
    """The mean of a hidden cell and the bounds that follow from what is shown."""

    key: Key
    mean: float
    low: float
    high: float


def may_show_statistic(release: Suppression, base: CellRef) -> bool:
    """Whether a mean, a median or quartiles over the persons of a cell may be shown.

    `base` is the count of those persons who enter the statistic, as (table name, key): a mean of
    those with a level needs a table of those with a level. It may be shown where that count is
    shown and not zero. So the hidden cells of a mean are those of its counts, and since sums add
    up as counts do, no mean can be computed from others exactly; for how closely it can be
    bounded see `audit_means`.
    """
    return bool(release.value(*base))


def may_show_share(release: Suppression, part: CellRef, whole: CellRef) -> bool:
    """Whether `part` of `whole` may be shown as a share.

    A share beside its whole gives the part and the complement, so all three must be printable:
    neither the part nor the complement 1 to minimum - 1 persons. `suppress` protects complements
    by itself where the two tables are linked by `where` or by a dimension.
    """
    counts = release.value(*part), release.value(*whole)
    if counts[0] is None or not counts[1]:
        return False
    few = range(1, release.plan.minimum)
    return counts[0] not in few and counts[1] - counts[0] not in few


def audit_means(
    release: Suppression,
    table: str,
    means: Mapping[Key, float | None],
    *,
    scale: tuple[float, float] = (0.0, 1.0),
    width: float = 0.1,
) -> tuple[MeanFinding, ...]:
    """Try to learn the means of hidden cells from the means and counts of the others.

    `means` holds the true mean of every cell of the table, None where it counts nobody; shown are
    those whose count is shown. A mean times its count is a sum, and sums add up as counts do, so
    hidden sums can be bounded like hidden counts. The reader is even granted the hidden counts,
    and that values lie within `scale`. Returns the cells whose mean can be bounded more closely
    than `width`; to protect them, name them and a neighbour in `Rules.also_hide`.

    ValueError when a mean is missing or outside the scale.
    """
    keys, rows = release.plan.cells.places[table]
    counts = release.plan.cells.values.astype(float)
    sums = np.zeros(counts.size)
    for key, row in zip(keys, rows.tolist(), strict=True):
        mean = means.get(key)
        if counts[row] and (mean is None or not scale[0] <= mean <= scale[1]):
            msg = f"The mean of {key} is {mean}, not within {scale}."
            raise ValueError(msg)
        sums[row] = counts[row] * (mean or 0.0)
    unknown = rows[release.mask[rows] & (counts[rows] > 0)]
    relations = _sums_among(release, rows)[:, unknown]
    low, high = sums.copy(), sums.copy()
    for members in joined_cells(sp.csc_array(relations)):
        of = unknown[members]
        limits = (counts[of] * scale[0], counts[of] * scale[1])
        block = Unknowns(sp.csr_array(relations[:, members]), sums[of], limits, counts[of] * width)
        search(block, sums[of])
        low[of], high[of] = block.low, block.high
    close = high - low < counts * width - 1e-6 * np.maximum(counts, 1.0)
    return tuple(
        MeanFinding(key, sums[row] / counts[row], low[row] / counts[row], high[row] / counts[row])
        for key, row in zip(keys, rows.tolist(), strict=True)
        if release.mask[row] and counts[row] and close[row]
    )


def _sums_among(release: Suppression, rows: Ints) -> sp.csc_array:
    """The relations between cells of one table; those with other persons in them say nothing."""
    cells = release.plan.cells
    outside = cells.values > 0
    outside[rows] = False
    foreign = abs(cells.relations) @ outside.astype(float)
    return sp.csc_array(cells.relations[foreign == 0])
