"""What is worth a second look before a sheet is handed in: unusual values, gaps, copies."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from assessments.enums import UnusualKind

# Fewer equal values than this are no pattern.
_FEWEST_VALUES: Final = 5
# Other judgements a student must have, and how far from their mean a sheet must lie (of 1), to be
# worth asking: a mark and a half of the five-point scale.
_FEWEST_OTHERS: Final = 3
_FAR: Final = 0.5

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet as figures: `scores` 0..1 of assessed cells, `filled` also absences and exemptions.

    `elsewhere` gives, for each student, the mean and the number of the other practical judgements.
    `gives_evidence` is False when no criterion of a practical form shows a labour function.
    `flagged` cells are those somebody meant to come back to.
    """

    students: Sequence[int]
    criteria: Sequence[int]
    scores: Mapping[Key, float]
    filled: AbstractSet[Key]
    elsewhere: Mapping[int, tuple[float, int]] = field(default_factory=dict)
    is_future: bool = False
    gives_evidence: bool = True
    flagged: Sequence[Key] = ()


@dataclass(frozen=True, slots=True)
class Unusual:
    """One finding. `facts` hold counts, shares and keys, never names."""

    kind: UnusualKind
    student_id: int | None = None
    criterion_id: int | None = None
    other_criterion_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name the finding, so that a person confirms exactly what the portal found."""
        facts = "-".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        ids = (self.student_id, self.criterion_id, self.other_criterion_id)
        return ":".join((self.kind, *(str(pk or 0) for pk in ids), facts))


def unusual_in(grid: SheetGrid) -> list[Unusual]:
    """Return everything worth a second look, the most general first."""
    found = [] if grid.gives_evidence else [Unusual(UnusualKind.NO_FUNCTIONS)]
    if grid.is_future:
        found.append(Unusual(UnusualKind.FUTURE_DATE))
    if grid.flagged:
        found.append(
            Unusual(
                UnusualKind.FLAGGED_CELLS,
                facts={"cells": len(grid.flagged), "places": [list(key) for key in grid.flagged]},
            )
        )
    return [*found, *_gaps(grid), *_sameness(grid), *_copies(grid), *_zeros(grid), *_outliers(grid)]


def _gaps(grid: SheetGrid) -> list[Unusual]:
    without = [
        student
        for student in grid.students
        if not any((student, criterion) in grid.filled for criterion in grid.criteria)
    ]
    others = len(grid.students) - len(without)
    empty = others * len(grid.criteria) - len(
        [key for key in grid.filled if key[0] in set(grid.students)]
    )
    found = []
    if without:
        found.append(Unusual(UnusualKind.MISSING_STUDENTS, facts={"students": without}))
    if empty > 0:
        found.append(Unusual(UnusualKind.MISSING_CELLS, facts={"cells": empty}))
    return found


def _sameness(grid: SheetGrid) -> list[Unusual]:
    values = list(grid.scores.values())
    if len(values) < _FEWEST_VALUES:
        return []
    if len(set(values)) == 1:
        kind = UnusualKind.ALL_TOP if values[0] == 1 else UnusualKind.ALL_SAME
        return [Unusual(kind, facts={"cells": len(values)})]
    rows = [_row(grid, student) for student in grid.students]
    full = [row for row in rows if any(value is not None for value in row)]
    if len(full) >= _FEWEST_VALUES and len(grid.criteria) > 1 and len(set(full)) == 1:
        return [Unusual(UnusualKind.SAME_ROWS, facts={"rows": len(full)})]
    return []


def _row(grid: SheetGrid, student: int) -> tuple[float | None, ...]:
    return tuple(grid.scores.get((student, criterion)) for criterion in grid.criteria)


def _copies(grid: SheetGrid) -> list[Unusual]:
    """Find pairs of equal columns; a column of one value is equal to many and says nothing."""
    columns: dict[tuple[float | None, ...], list[int]] = {}
    for criterion in grid.criteria:
        column = tuple(grid.scores.get((student, criterion)) for student in grid.students)
        known = [value for value in column if value is not None]
        if len(known) >= _FEWEST_VALUES and len(set(known)) > 1:
            columns.setdefault(column, []).append(criterion)
    return [
        Unusual(UnusualKind.COPIED_COLUMN, criterion_id=first, other_criterion_id=second)
        for same in columns.values()
        for first, second in list(combinations(same, 2))[: len(same) - 1]
    ]


def _zeros(grid: SheetGrid) -> list[Unusual]:
    """A row of noughts is more often an absence than a result."""
    students = [
        student
        for student in grid.students
        if (known := [value for value in _row(grid, student) if value is not None])
        and len(known) > 1
        and not any(known)
    ]
    return [Unusual(UnusualKind.ZEROS, facts={"students": students})] if students else []


def _outliers(grid: SheetGrid) -> list[Unusual]:
    found = []
    for student in grid.students:
        known = [value for value in _row(grid, student) if value is not None]
        elsewhere, count = grid.elsewhere.get(student, (0.0, 0))
        if not known or count < _FEWEST_OTHERS:
            continue
        here = sum(known) / len(known)
        if abs(here - elsewhere) >= _FAR:
            facts = {"here": round(here, 2), "elsewhere": round(elsewhere, 2), "count": count}
            found.append(Unusual(UnusualKind.OUTLIER, student_id=student, facts=facts))
    return found
