"""What one calculation of readiness answers, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.grouping import Floats, Groups, Ints
from scoring.weighing import WeighedRows


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResults:
    """One entry per student and function with practical evidence, by student, then function.

    `score` is T. `weight` is Σw as of the fixed epoch (see `weight_as_of`), so that it, like T,
    does not change because a night has passed. `evidence_count` counts repeated attempts once;
    `rater_count` counts unknown raters of one kind as one. `newest` is the day of the newest
    evidence. `college` and `employer` are T from one side's evidence only, NaN where it is silent.
    """

    student: Ints
    function: Ints
    score: Floats
    weight: Floats
    evidence_count: Ints
    kind_count: Ints
    rater_count: Ints
    newest: Ints
    college: Floats
    employer: Floats

    def __len__(self) -> int:
        return len(self.student)

    @property
    def gap(self) -> Floats:
        """Return college minus employer, NaN unless both exist."""
        return self.college - self.employer


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentResults:
    """One entry per student.

    `components` (S, 4) are D, K, M, R; `index` is I; all NaN when not assessed. `completeness` is
    the weight of the components present. `coverage` is the share of required functions with a T,
    NaN when nothing is required. `level` is a code of `Level`, -1 without an index.
    `weakest` is the required function with the lowest T, `weak_link` the mandatory one below the
    threshold, -1 none. `capped` says that the weak link lowered the level.
    """

    components: Floats
    index: Floats
    completeness: Floats
    coverage: Floats
    assessed_count: Ints
    required_count: Ints
    level: NDArray[np.int8]
    capped: NDArray[np.bool_]
    weakest: Ints
    weak_link: Ints
    provisional: NDArray[np.bool_]
    ready: NDArray[np.bool_]
    evidence_count: Ints
    employer_voice: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.index)

    @property
    def practical(self) -> Floats:
        return self.components[:, 0]

    @property
    def knowledge(self) -> Floats:
        return self.components[:, 1]

    @property
    def motivation(self) -> Floats:
        return self.components[:, 2]

    @property
    def reflection(self) -> Floats:
        return self.components[:, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """A calculation: results, and the weighed rows from which each number can be followed back.

    `raters` groups the weighed rows by (cell, rater); `practical` are the positions, among
    `rows.cells`, of the cells listed in `cells`; `requirement` is the requirement row of each of
    `cells`, -1 where the function is not required.
    """

    cells: CellResults
    students: StudentResults
    rows: WeighedRows
    raters: Groups
    practical: Ints
    requirement: NDArray[np.integer]
    as_of: int
