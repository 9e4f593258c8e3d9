"""The year of study of a group."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from core.numbers import academic_year_start

# The state final attestation is over by the end of June.
_FINISHED_FROM_MONTH = 7
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
# What is typed for Roman numbers on a Russian keyboard.
_TYPED: Final = str.maketrans({"П": "II", "Ш": "III", "У": "V", "І": "I"})
_WRITTEN: Final = re.compile(r"(?<![\w.,])(?:([1-6])|([IVПШУІ]{1,3}))(?!\w)")


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


def course_in(text: str) -> int | None:
    """Return the course that a cell names: «3», «3 курс», «III»; None when it names none."""
    match = _WRITTEN.search(text.upper())
    if match is None:
        return None
    digit, roman = match.groups()
    return int(digit) if digit else _ROMAN.get(roman.translate(_TYPED))
