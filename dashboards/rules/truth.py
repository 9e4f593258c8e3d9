"""Does the index tell the truth: readiness against what graduates do."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from scoring.disclosure import TOTAL, Suppression, Table, suppress
from scoring.grouping import Floats, Ints
from scoring.outcomes import Auc, Shares, auc, calibration, shares_by_level

LEVELS: Final = 4
# Ten bins of 0.1 hold too few people in a region; these follow the usual bounds of the levels.
EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.85, 1.0)
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Graduates:
    """Graduates with a level and a known outcome; `outcome` 1 works in the speciality, else 0."""

    index: Floats
    outcome: Floats
    level: Ints

    def __len__(self) -> int:
        return len(self.index)


@dataclass(frozen=True, slots=True)
class ClassShare:
    """The share in the speciality in one class; None where too few people stand behind it."""

    count: int | None
    positives: int | None
    share: float | None
    low: float | None
    high: float | None
    mean_index: float | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What may be printed of one year; `auc` None when either side is too small to be printed.

    `bins` is empty where bands of the index would tell of few people beside the levels.
    """

    count: int | None
    share: ClassShare
    auc: Auc | None
    levels: tuple[ClassShare, ...]
    bins: tuple[ClassShare, ...]


def truth_of(graduates: Graduates, *, minimum: int) -> Truth:
    """Return the printable figures of a set of graduates.

    A weak link lowers the level and leaves the index, so levels and bands of the index cut groups
    out of each other: bands are printed only where none of these holds fewer than `minimum`.
    """
    index = np.floor(graduates.index * 1e4 + 0.5) / 1e4  # as levels are decided
    everybody = np.zeros(len(graduates), dtype=np.int64)
    whole = shares_by_level(index, graduates.outcome, everybody, levels=1)
    levels = shares_by_level(index, graduates.outcome, graduates.level, levels=LEVELS)
    bands = calibration(index, graduates.outcome, edges=EDGES)
    counts = _counts(graduates, index)
    plan = _plan(counts, minimum)
    ranked = auc(index, graduates.outcome)
    total = _one(whole, 0, plan, TOTAL)
    return Truth(
        count=total.count,
        share=total,
        auc=ranked
        if total.share is not None and min(ranked.positives, ranked.negatives) >= minimum
        else None,
        levels=tuple(_one(levels, at, plan, at) for at in range(LEVELS)),
        bins=tuple(_whole(bands, at) for at in range(len(EDGES) - 1))
        if _tells_of_nobody(counts, minimum)
        else (),
    )


def _counts(graduates: Graduates, index: Floats) -> Counter[Key]:
    """Count graduates by level, band of the index and answer."""
    band = np.searchsorted(np.asarray(EDGES[1:-1]), index, side="right")
    rows = zip(graduates.level.tolist(), band.tolist(), graduates.outcome.tolist(), strict=True)
    return Counter((level, place, "yes" if outcome else "no") for level, place, outcome in rows)


def _plan(counts: Counter[Key], minimum: int) -> Suppression:
    cells: dict[Key, int] = dict.fromkeys(product((TOTAL, *range(LEVELS)), (TOTAL, "yes", "no")), 0)
    for (level, _band, answer), count in counts.items():
        for key in product((level, TOTAL), (answer, TOTAL)):
            cells[key] += count
    return suppress([Table("graduates", ("level", "answer"), cells)], minimum=minimum)


def _tells_of_nobody(counts: Counter[Key], minimum: int) -> bool:
    """Tell whether levels and bands together cut out no group of few people."""
    return all(count >= minimum for count in counts.values())


def _one(shares: Shares, at: int, plan: Suppression, level: Hashable) -> ClassShare:
    count = plan.value("graduates", (level, TOTAL))
    positives = plan.value("graduates", (level, "yes"))
    if count is None or positives is None:
        return ClassShare(None, None, None, None, None)
    return _whole(shares, at)


def _whole(shares: Shares, at: int) -> ClassShare:
    count = int(shares.count[at])
    if not count:
        return ClassShare(0, 0, None, None, None)
    return ClassShare(
        count=count,
        positives=int(shares.positives[at]),
        share=float(shares.share[at]),
        low=float(shares.low[at]),
        high=float(shares.high[at]),
        mean_index=float(shares.mean_index[at]),
    )
