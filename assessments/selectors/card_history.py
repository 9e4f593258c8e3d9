"""How a student's index came to be what it is: computed as of past days from the same evidence."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from assessments.rules.cards import HistoryPoint
from assessments.rules.intervals import span_around
from assessments.selectors.calculations import calculate
from assessments.selectors.scoring_input import ScoringInput
from scoring.parameters import Parameters

EPOCH: Final = date(1970, 1, 1)
MOST_POINTS: Final = 12


def index_history(
    source: ScoringInput, parameters: Parameters, priors: Mapping[str, Any], *, today: date
) -> tuple[HistoryPoint, ...]:
    """Return the index after each day on which evidence came, oldest first, and today.

    All points are by the methodology and the knowledge of today, so that they compare: a row voided
    since counts nowhere. At most `MOST_POINTS` days, the latest; empty without evidence.
    """
    last = (today - EPOCH).days
    days = np.unique(source.evidence.date[source.evidence.date <= last]).tolist()
    if not days:
        return ()
    days = sorted({*days, last})[-MOST_POINTS:]
    return tuple(_point(source, parameters, priors, int(day)) for day in days)


def _point(
    source: ScoringInput, parameters: Parameters, priors: Mapping[str, Any], day: int
) -> HistoryPoint:
    moment = EPOCH + timedelta(days=day)
    found = calculate(source, parameters, priors, as_of=moment)
    students = found.readiness.students
    index = float(students.index[0])
    level = int(students.level[0])
    return HistoryPoint(
        day=moment,
        index=None if np.isnan(index) else index,
        interval=span_around(index, found.students.low[0], found.students.high[0]),
        level=None if level < 0 else level,
        is_provisional=bool(students.provisional[0]),
        new_rows=int((source.evidence.date == day).sum()),
    )
