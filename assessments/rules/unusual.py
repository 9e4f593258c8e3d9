"""What is worth a second look before a sheet is handed in: unusual values, gaps, copies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Any, Final

from assessments.enums import UnusualKind
from assessments.rules.robust import FAR_Z, expected_agreement, modified_scores, tail

# Fewer equal values than this are no pattern.
_FEWEST_VALUES: Final = 5
# Other judgements a student must have, and how far from their mean a sheet must lie (of 1), to be
# worth asking: a mark and a half of the five-point scale.
_FEWEST_OTHERS: Final = 3
_FAR: Final = 0.5
# Of this many cells at least this share is one value: 59 fives of 60 are no likelier than 60.
_FEWEST_FOR_SHARE: Final = 20
_NEARLY_ALL: Final = 0.95
# A column is judged by itself from this many values on.
_FEWEST_IN_COLUMN: Final = 8
# Columns of one sheet agree as skills of one student do: "fair" to "moderate", 0.4 beyond chance by
# the scale of Landis and Koch (1977). Alike are those with nine tenths equal that agree so once in
# a hundred times at most.
_FEWEST_ALIKE: Final = 10
_ALIKE: Final = 0.9
_ORDINARY_KAPPA: Final = 0.4
_RARE: Final = 0.01
# A slip lies a third of the scale from the median and three tenths from its nearest neighbour, and
# there are few of them; the modified z-score alone would ask about every narrow column. Of 500
# sheets of normal points (mean 68, deviation 12, 25 students, 4 criteria) none is asked about; of
# 500 with mean 60, deviation 18, one.
_FAR_IN_COLUMN: Final = 1 / 3
_APART: Final = 0.3
_FEW: Final = 0.1

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet as figures: `scores` 0..1 of assessed cells, `filled` also absences and exemptions.

    `elsewhere` gives, for each student, the mean and the number of the other practical judgements.
    `gives_evidence` is False when no criterion of a practical form shows a labour function.
    `flagged` cells are those somebody meant to come back to. Criteria in `pass_fail` know «зачтено»
    only, those in `fine` have a scale of many steps.
    """

    students: Sequence[int]
    criteria: Sequence[int]
    scores: Mapping[Key, float]
    filled: AbstractSet[Key]
    elsewhere: Mapping[int, tuple[float, int]] = field(default_factory=dict)
    is_future: bool = False
    gives_evidence: bool = True
    flagged: Sequence[Key] = ()
    pass_fail: AbstractSet[int] = frozenset()
    fine: AbstractSet[int] = frozenset()


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
    rules = (_gaps, _sameness, _copies, _near_copies, _zeros, _slips, _outliers)
    return [*found, *(one for rule in rules for one in rule(grid))]


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
    """Find one value everywhere or nearly so, in all rows, in whole columns.

    «Зачтено» for everybody is what a зачёт is held for; «не зачтено» for everybody is not.
    """
    graded = [criterion for criterion in grid.criteria if criterion not in grid.pass_fail]
    asked = set(graded or grid.criteria)
    values = [value for key, value in grid.scores.items() if key[1] in asked]
    if len(values) < _FEWEST_VALUES:
        return []
    common, count = Counter(values).most_common(1)[0]
    if count < len(values):
        return _patterns(grid, graded, count=count, total=len(values))
    if common != 1:
        return [Unusual(UnusualKind.ALL_SAME, facts={"cells": count})]
    return [Unusual(UnusualKind.ALL_TOP, facts={"cells": count})] if graded else []


def _patterns(grid: SheetGrid, graded: Sequence[int], *, count: int, total: int) -> list[Unusual]:
    """Find what is nearly one value: `count` of the `total` values are the commonest."""
    rows = [_row(grid, student, graded) for student in grid.students]
    full = [row for row in rows if any(value is not None for value in row)]
    if len(full) >= _FEWEST_VALUES and len(graded) > 1 and len(set(full)) == 1:
        return [Unusual(UnusualKind.SAME_ROWS, facts={"rows": len(full)})]
    if graded and total >= _FEWEST_FOR_SHARE and count >= _NEARLY_ALL * total:
        return [Unusual(UnusualKind.MOSTLY_SAME, facts={"cells": count, "of": total})]
    same = [one for one in graded if _is_one_value(grid, one)]
    return [Unusual(UnusualKind.SAME_COLUMNS, facts={"criteria": same})] if len(same) > 1 else []


def _is_one_value(grid: SheetGrid, criterion: int) -> bool:
    known = [value for value in _column(grid, criterion) if value is not None]
    return len(known) >= _FEWEST_IN_COLUMN and len(set(known)) == 1


def _row(
    grid: SheetGrid, student: int, criteria: Sequence[int] | None = None
) -> tuple[float | None, ...]:
    asked = grid.criteria if criteria is None else criteria
    return tuple(grid.scores.get((student, criterion)) for criterion in asked)


def _column(grid: SheetGrid, criterion: int) -> tuple[float | None, ...]:
    return tuple(grid.scores.get((student, criterion)) for student in grid.students)


def _copies(grid: SheetGrid) -> list[Unusual]:
    """Find pairs of equal columns; a column of one value is equal to many and says nothing."""
    columns: dict[tuple[float | None, ...], list[int]] = {}
    for criterion in grid.criteria:
        column = _column(grid, criterion)
        known = [value for value in column if value is not None]
        if len(known) >= _FEWEST_VALUES and len(set(known)) > 1:
            columns.setdefault(column, []).append(criterion)
    return [
        Unusual(UnusualKind.COPIED_COLUMN, criterion_id=first, other_criterion_id=second)
        for same in columns.values()
        for first, second in list(combinations(same, 2))[: len(same) - 1]
    ]


def _near_copies(grid: SheetGrid) -> list[Unusual]:
    """Find pairs of columns that agree in all but a few rows, far beyond what skills share."""
    found = []
    for first, second in combinations(grid.criteria, 2):
        both = zip(_column(grid, first), _column(grid, second), strict=True)
        pairs = [(one, two) for one, two in both if one is not None and two is not None]
        equal = sum(one == two for one, two in pairs)
        if len(pairs) < _FEWEST_ALIKE or not _ALIKE * len(pairs) <= equal < len(pairs):
            continue
        if tail(equal, len(pairs), expected_agreement(pairs, _ORDINARY_KAPPA)) < _RARE:
            facts = {"cells": equal, "of": len(pairs)}
            found.append(Unusual(UnusualKind.NEARLY_COPIED, None, first, second, facts))
    return found


def _slips(grid: SheetGrid) -> list[Unusual]:
    """Find values far from the rest of their column, as a lost digit makes them: 8 among 80s.

    Only on scales of many steps: on others the farthest value is an ordinary mark.
    """
    found = []
    for criterion in grid.criteria:
        known = [
            (student, value)
            for student, value in zip(grid.students, _column(grid, criterion), strict=True)
            if value is not None
        ]
        if criterion in grid.fine and len(known) >= _FEWEST_IN_COLUMN:
            found += _slips_of_column(criterion, known)
    return found


def _slips_of_column(criterion: int, known: Sequence[tuple[int, float]]) -> list[Unusual]:
    values = [value for _student, value in known]
    middle = median(values)
    far = [
        z > FAR_Z and abs(value - middle) >= _FAR_IN_COLUMN
        for z, value in zip(modified_scores(values), values, strict=True)
    ]
    near = [value for value, is_far in zip(values, far, strict=True) if not is_far]
    # More than a few are a part of the group, one close to the rest is the weakest of it.
    if sum(far) > max(1, _FEW * len(values)):
        return []
    return [
        Unusual(
            UnusualKind.SLIP,
            student_id=student,
            criterion_id=criterion,
            facts={"here": round(value, 2), "elsewhere": round(middle, 2)},
        )
        for (student, value), is_far in zip(known, far, strict=True)
        if is_far and min(abs(value - one) for one in near) >= _APART
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
