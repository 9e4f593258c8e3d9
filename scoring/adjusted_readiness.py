"""A whole calculation of readiness once more, adjusted for the severity of raters."""

from dataclasses import dataclass

import numpy as np

from scoring.adjustment import AdjustedReadiness, adjust_readiness, mean_shifts
from scoring.coding import Flags, Floats
from scoring.evidence import Requirements
from scoring.parameters import Parameters
from scoring.readiness import rescored
from scoring.results import Readiness
from scoring.uncertainty import CellUncertainty, StudentUncertainty

_SAME = 1e-12


@dataclass(frozen=True)
class Adjusted:
    """Readiness as raters of average severity would have put it.

    `scores` are the T of `readiness.cells`, as given and as adjusted. By student: `moved` marks
    whose functions any adjustment touched, `limited` whom the own interval, of a function or of the
    index, stopped.
    """

    readiness: Readiness
    scores: AdjustedReadiness
    moved: Flags
    limited: Flags


def adjusted_readiness(
    readiness: Readiness,
    cells: CellUncertainty,
    students: StudentUncertainty,
    requirements: Requirements,
    parameters: Parameters,
    shift: Floats,
) -> Adjusted:
    """Add `shift` (one per row of the evidence given to `compute`) to the scores it led to.

    No T leaves the interval of its function and no index that of its student.
    """
    rows, count = readiness.rows, len(readiness.students)
    by_cell = mean_shifts(rows.cells.of_row, rows.weight, shift[rows.index], rows.cells.count)
    scores = adjust_readiness(
        readiness.cells.score, by_cell[readiness.practical], cells.low, cells.high
    )
    index = readiness.students.index
    low, high = np.fmin(students.low, index), np.fmax(students.high, index)
    free = rescored(
        readiness,
        scores.adjusted,
        (np.full(count, -np.inf), np.full(count, np.inf)),
        requirements,
        parameters,
    )
    found = rescored(readiness, scores.adjusted, (low, high), requirements, parameters)
    student = readiness.cells.student
    stopped = np.abs(free.students.index - found.students.index) > _SAME
    return Adjusted(
        readiness=found,
        scores=scores,
        moved=np.bincount(student[scores.moved], minlength=count) > 0,
        limited=(np.bincount(student[scores.limited], minlength=count) > 0) | stopped,
    )
