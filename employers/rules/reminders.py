"""When a mentor is reminded of a request for a rating."""

from datetime import date, timedelta
from typing import Final

# Days after the first letter, whenever the practice ends.
REMINDER_DAYS: Final = (3, 10)


def next_reminder(*, first_letter_on: date, last_letter_on: date) -> date | None:
    """Return the day of the next reminder, None when there will be none.

    Any letter since that day, a reminder of the college's own as well, stands for the reminder:
    whoever was away for a month finds one letter more and not two.
    """
    days = (first_letter_on + timedelta(days=days) for days in REMINDER_DAYS)
    return next((day for day in days if last_letter_on < day), None)
