"""Does the index tell the truth: readiness against what graduates do."""

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
_ANSWERS: Final = ("yes", "no")
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
    """What may be printed of one year; `auc` None when either side is too small to be printed."""

    count: int | None
    share: ClassShare
    auc: Auc | None
    levels: tuple[ClassShare, ...]
    bins: tuple[ClassShare, ...]


def truth_of(graduates: Graduates, *, minimum: int) -> Truth:
    """Return the printable figures of a set of graduates.

    Levels and bands of the index are planned together with what both cut out of each other (a weak
    link lowers the level and leaves the index), so that neither table tells of the other's few.
    """
    index = np.floor(graduates.index * 1e4 + 0.5) / 1e4  # as levels are decided
    everybody = np.zeros(len(graduates), dtype=np.int64)
    whole = shares_by_level(index, graduates.outcome, everybody, levels=1)
    levels = shares_by_level(index, graduates.outcome, graduates.level, levels=LEVELS)
    bands = calibration(index, graduates.outcome, edges=EDGES)
    plan = _plan(graduates, index, minimum)
    ranked = auc(index, graduates.outcome)
    total = _one(whole, 0, plan, (TOTAL, TOTAL))
    return Truth(
        count=total.count,
        share=total,
        auc=ranked
        if total.share is not None and min(ranked.positives, ranked.negatives) >= minimum
        else None,
        levels=tuple(_one(levels, at, plan, (at, TOTAL)) for at in range(LEVELS)),
        bins=tuple(_one(bands, at, plan, (TOTAL, at)) for at in range(len(EDGES) - 1)),
    )


def _plan(graduates: Graduates, index: Floats, minimum: int) -> Suppression:
    band = np.searchsorted(np.asarray(EDGES[1:-1]), index, side="right")
    counts: dict[Key, int] = {
        (level, place, answer): 0
        for level in (TOTAL, *range(LEVELS))
        for place in (TOTAL, *range(len(EDGES) - 1))
        for answer in (TOTAL, *_ANSWERS)
    }
    rows = zip(graduates.level.tolist(), band.tolist(), graduates.outcome.tolist(), strict=True)
    for level, place, outcome in rows:
        answer = _ANSWERS[0] if outcome else _ANSWERS[1]
        for key in product((level, TOTAL), (place, TOTAL), (answer, TOTAL)):
            counts[key] += 1
    return suppress([Table("graduates", ("level", "band", "answer"), counts)], minimum=minimum)


def _one(
    shares: Shares, at: int, plan: Suppression, where: tuple[Hashable, Hashable]
) -> ClassShare:
    count = plan.value("graduates", (*where, TOTAL))
    positives = plan.value("graduates", (*where, _ANSWERS[0]))
    if count is None or positives is None:
        return ClassShare(None, None, None, None, None)
    if not count:
        return ClassShare(0, 0, None, None, None)
    return ClassShare(
        count=count,
        positives=positives,
        share=float(shares.share[at]),
        low=float(shares.low[at]),
        high=float(shares.high[at]),
        mean_index=float(shares.mean_index[at]),
    )
