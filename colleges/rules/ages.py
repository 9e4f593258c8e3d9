"""How old a student may be: a birth date outside is a slip of the hand."""

from datetime import date
from typing import Final

YOUNGEST: Final = 12
OLDEST: Final = 80


def is_birth_date(day: date, *, today: date) -> bool:
    """Say whether somebody born on this day may study now."""
    return YOUNGEST <= today.year - day.year <= OLDEST
