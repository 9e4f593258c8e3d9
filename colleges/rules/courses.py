"""The year of study of a group."""

from collections.abc import Sequence
from datetime import date

from core.numbers import academic_year_start

# The state final attestation is over by the end of June.
_FINISHED_FROM_MONTH = 7


def finished_year(years: Sequence[int], *, today: date) -> int | None:
    """Return the latest of `years` of graduation that is over; the earliest while none is.

    Cohorts that still study have results too, but not all of them. None: there are no years.
    """
    over = [year for year in years if today >= date(year, _FINISHED_FROM_MONTH, 1)]
    return max(over) if over else min(years, default=None)


def course_of(*, intake_year: int, duration_months: int, today: date) -> int | None:
    """Return the course on a day: 1 in the first academic year; None outside the programme."""
    course = academic_year_start(today) - intake_year + 1
    longest = -(-duration_months // 12)
    return course if 1 <= course <= longest else None


def graduation_of(*, intake_year: int, duration_months: int) -> int:
    """Return the calendar year in which a programme begun in September ends."""
    return intake_year + (8 + duration_months) // 12


def intake_of(*, course: int, today: date) -> int:
    """Return the year in which those who are now on this course came."""
    return academic_year_start(today) - course + 1
