"""What share of ready graduates is expected of a college, from nothing but printed counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.expectation import adjusted_shares, design_of, fit_expectation
from scoring.grouping import AnyInts

# A context that nobody may know of the students of hidden programmes.
UNKNOWN: Final = "?"
# Beyond this part of unknown context an expectation would be about other colleges' students.
_LARGEST_UNKNOWN: Final = 0.5
# Whole per cents: what is said of a college is not more exact than that.
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class PrintedCount:
    """Students of a college who share a context, as anybody may print them.

    `context` are names of categories: level of the programme, entry base, kind of settlement.
    """

    college: int
    context: tuple[str, ...]
    ready: int
    assessed: int


def rest_of(
    college: int, *, settlement: str, ready: int, assessed: int, parts: Iterable[PrintedCount]
) -> PrintedCount | None:
    """Return the students of a printed college whose programmes are not printed; None: nobody."""
    rows = list(parts)
    left = assessed - sum(row.assessed for row in rows)
    if left <= 0:
        return None
    return PrintedCount(
        college=college,
        context=(UNKNOWN, UNKNOWN, settlement),
        ready=ready - sum(row.ready for row in rows),
        assessed=left,
    )


def expected_shares_of(counts: Sequence[PrintedCount]) -> dict[int, float]:
    """Return the expected share by college; left out where more than half the context is unknown.

    Nothing hidden enters: what is told here anybody could compute from the printed counts.
    """
    if not counts:
        return {}
    ready = np.array([row.ready for row in counts])
    assessed = np.array([row.assessed for row in counts])
    factors: list[AnyInts] = [
        np.unique(names, return_inverse=True)[1]
        for names in zip(*(row.context for row in counts), strict=True)
    ]
    fitted = fit_expectation(design_of(factors), ready, assessed)
    colleges, college = np.unique([row.college for row in counts], return_inverse=True)
    shares = adjusted_shares(ready, assessed, fitted.probability, college, groups=len(colleges))
    unknown = np.array([row.assessed * (row.context[0] == UNKNOWN) for row in counts])
    known = np.bincount(college, unknown) <= _LARGEST_UNKNOWN * shares.students
    expected = (shares.expected / shares.students).round(_DIGITS)
    return dict(zip(colleges[known].tolist(), expected[known].tolist(), strict=True))
