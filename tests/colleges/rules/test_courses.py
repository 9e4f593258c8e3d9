"""The year of study, and the year of graduation that is over."""

import datetime as dt

import pytest

from colleges.rules.courses import finished_year

LAST_EXAMS, AFTER_THEM = dt.date(2027, 6, 30), dt.date(2027, 7, 1)


@pytest.mark.parametrize(
    ("years", "today", "expected"),
    [
        ([2030, 2029, 2028, 2027, 2026], LAST_EXAMS, 2026),
        ([2030, 2029, 2028, 2027, 2026], AFTER_THEM, 2027),
        ([2030, 2029], AFTER_THEM, 2029),
        ([2020], AFTER_THEM, 2020),
        ([], AFTER_THEM, None),
    ],
)
def test_year_proposed_is_the_latest_that_is_over(years, today, expected):
    assert finished_year(years, today=today) == expected
