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
# The finest bands of the index, with the usual bounds of the levels; small ones are merged.
EDGES: Final = (0.0, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 1.0)
# The whole index in one band is the row of all graduates.
_FEWEST_BANDS: Final = 2
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

    `edges` are those of `bins`; both are empty where any bands of the index would tell of few
    people beside the levels.
    """

    count: int | None
    share: ClassShare
    auc: Auc | None
    levels: tuple[ClassShare, ...]
    bins: tuple[ClassShare, ...]
    edges: tuple[float, ...]


def truth_of(graduates: Graduates, *, minimum: int) -> Truth:
    """Return the printable figures of a set of graduates.

    A weak link lowers the level and leaves the index, so levels and bands of the index cut groups
    out of each other: bands are merged until none of these holds fewer than `minimum`.
    """
    index = np.floor(graduates.index * 1e4 + 0.5) / 1e4  # as levels are decided
    everybody = np.zeros(len(graduates), dtype=np.int64)
    whole = shares_by_level(index, graduates.outcome, everybody, levels=1)
    levels = shares_by_level(index, graduates.outcome, graduates.level, levels=LEVELS)
    counts = _counts(graduates, index)
    plan = _plan(counts, minimum)
    edges = merged_edges(counts, minimum)
    ranked = auc(index, graduates.outcome)
    total = _one(whole, 0, plan, TOTAL)
    return Truth(
        count=total.count,
        share=total,
        auc=ranked
        if total.share is not None and min(ranked.positives, ranked.negatives) >= minimum
        else None,
        levels=tuple(_one(levels, at, plan, at) for at in range(LEVELS)),
        bins=_bands(graduates, index, edges),
        edges=edges,
    )


def merged_edges(counts: Counter[Key], minimum: int) -> tuple[float, ...]:
    """Return the edges of as many bands as tell of nobody; none where not even two do.

    `counts` are by level, band between `EDGES` and answer: of each merged band every one that is
    not 0 is at least `minimum`. Of equally many bands those that are narrowest from below are
    taken, whatever the counts are: a choice by them would tell of them.
    """
    best: list[tuple[int, ...] | None] = [(0,)]
    for end in range(1, len(EDGES)):
        ways = [
            (*way, end)
            for start, way in enumerate(best)
            if way is not None and _tells_of_nobody(counts, range(start, end), minimum)
        ]
        best.append(min(ways, key=lambda way: (-len(way), way), default=None))
    found = best[-1] or ()
    return tuple(EDGES[at] for at in found) if len(found) > _FEWEST_BANDS else ()


def _bands(graduates: Graduates, index: Floats, edges: tuple[float, ...]) -> tuple[ClassShare, ...]:
    if not edges:
        return ()
    bands = calibration(index, graduates.outcome, edges=edges)
    return tuple(_whole(bands, at) for at in range(len(edges) - 1))


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


def _tells_of_nobody(counts: Counter[Key], bands: range, minimum: int) -> bool:
    """Tell whether somebody is in these bands, and no level cuts a group of few people out."""
    inside: Counter[Key] = Counter()
    for (level, band, answer), count in counts.items():
        if band in bands:
            inside[level, answer] += count
    return bool(inside) and all(count >= minimum for count in inside.values())


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
