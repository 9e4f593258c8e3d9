"""Where somebody was on a day."""

import datetime as dt
from dataclasses import dataclass

import pytest

from colleges.rules.stays import stay_on

MOVED = dt.date(2026, 9, 1)


@dataclass
class Time:
    started_on: dt.date
    ended_on: dt.date | None


FIRST, SECOND = Time(dt.date(2024, 9, 1), MOVED), Time(MOVED, None)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (dt.date(2024, 8, 31), None),
        (dt.date(2024, 9, 1), FIRST),
        (dt.date(2026, 8, 31), FIRST),
        # Both days are of a stay: on the day of the move the later one counts.
        (MOVED, SECOND),
        (dt.date(2030, 1, 1), SECOND),
    ],
)
def test_the_last_stay_that_covers_the_day_counts(day, found):
    assert stay_on([FIRST, SECOND], day) is found


def test_nobody_is_anywhere_after_the_last_stay_has_ended():
    assert stay_on([FIRST], MOVED + dt.timedelta(days=1)) is None
