"""How an intern and a practice are named to people outside the college."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format

from core.numbers import EN_DASH, NBSP

DESCRIPTION_LENGTH = 120


def intern_label(*, first_name: str, last_name: str) -> str:
    """Name an intern without the surname: «Мария В.» with a no-break space."""
    initial = last_name.strip()[:1].upper()
    return f"{first_name.strip()}{NBSP}{initial}." if initial else first_name.strip()


def period_in_words(starts_on: date, ends_on: date, *, with_year: bool = True) -> str:
    """Print the days of a practice in the language of the page: «12–30 мая 2026».

    The year stands at the end where both days share it, else at each day; without years the same
    days are «28 декабря – 15 января».
    """
    year = f" {ends_on.year}" if with_year else ""
    if starts_on == ends_on:
        return f"{_day(ends_on)}{year}"
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day}{EN_DASH}{_day(ends_on)}{year}"
    first_year = f" {starts_on.year}" if with_year and starts_on.year != ends_on.year else ""
    return f"{_day(starts_on)}{first_year} {EN_DASH} {_day(ends_on)}{year}"


def _day(day: date) -> str:
    return date_format(day, "j\xa0E")


def days_of_practice(starts_on: date, ends_on: date) -> int:
    """Count the calendar days of a practice, both ends included."""
    return (ends_on - starts_on).days + 1


def describe_by_actions(actions: Sequence[str], length: int = DESCRIPTION_LENGTH) -> str:
    """Say in a line or two what a function consists of: its first labour actions, whole ones only.

    The first is cut at a word where it alone is longer than `length`. Empty without actions.
    """
    chosen: list[str] = []
    for action in actions:
        wording = action.strip().rstrip(".;,")
        if chosen and len("; ".join([*chosen, wording])) > length:
            break
        chosen.append(wording if not chosen else _lower_first(wording))
    text = "; ".join(chosen)
    if len(text) > length:
        return f"{text[:length].rsplit(' ', 1)[0].rstrip(' ,;')}…"
    return f"{text}." if text else ""


def _lower_first(text: str) -> str:
    """Make a capital small, but leave abbreviations such as «ЕТО» alone."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
