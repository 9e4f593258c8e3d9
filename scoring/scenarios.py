"""What if: a draft methodology beside the official one on the same evidence, who changes level."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.grouping import AnyInts, Ints
from scoring.results import StudentResults


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMoves:
    """Students of two calculations by group.

    `table` (G, L + 1, L + 1) counts them by standing before and after: 0 provisional or not
    assessed, 1 the lowest level and so on. `rose` and `fell` compare students with a level both
    times; `became_ready` and `no_longer_ready` compare all. `changed` (S,) marks whose standing
    differs, in a group or not.
    """

    table: Ints
    rose: Ints
    fell: Ints
    became_ready: Ints
    no_longer_ready: Ints
    changed: NDArray[np.bool_]


def standing_of(students: StudentResults) -> Ints:
    """Return 0 for a provisional student, else the level counted from 1."""
    return np.where(students.provisional, 0, students.level.astype(np.int64) + 1)


def level_moves(
    before: StudentResults,
    after: StudentResults,
    group: AnyInts,
    *,
    groups: int,
    levels: int = 4,
) -> LevelMoves:
    """Compare two calculations of the same students; `group` (S,) is 0..groups-1, -1 none."""
    if len(before) != len(after):
        raise ValueError("both calculations must speak about the same students")
    first, second = standing_of(before), standing_of(after)
    inside = group >= 0

    def tally(mask: NDArray[np.bool_]) -> Ints:
        return np.bincount(group[inside & mask], minlength=groups)

    size = levels + 1
    keys = (group[inside].astype(np.int64) * size + first[inside]) * size + second[inside]
    levelled = (first > 0) & (second > 0)
    return LevelMoves(
        table=np.bincount(keys, minlength=groups * size * size).reshape(groups, size, size),
        rose=tally(levelled & (second > first)),
        fell=tally(levelled & (second < first)),
        became_ready=tally(after.ready & ~before.ready),
        no_longer_ready=tally(before.ready & ~after.ready),
        changed=first != second,
    )
