import datetime as dt

import pytest

from employers.rules.reminders import next_reminder


def day(number: int) -> dt.date:
    return dt.date(2026, 11, 1) + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("last", "expected"),
    [(0, 3), (2, 3), (3, 10), (9, 10), (10, None), (30, None)],
)
def test_reminders_are_counted_from_the_first_letter(last, expected):
    found = next_reminder(first_letter_on=day(0), last_letter_on=day(last))
    assert found == (None if expected is None else day(expected))
