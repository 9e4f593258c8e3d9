"""The year of study of a group."""

from datetime import date

from core.numbers import academic_year_start


def course_of(*, intake_year: int, duration_months: int, today: date) -> int | None:
    """Return the course on a day: 1 in the first academic year; None outside the programme."""
    course = academic_year_start(today) - intake_year + 1
    longest = -(-duration_months // 12)
    return course if 1 <= course <= longest else None


def intake_of(*, course: int, today: date) -> int:
    """Return the year in which those who are now on this course came."""
    return academic_year_start(today) - course + 1
