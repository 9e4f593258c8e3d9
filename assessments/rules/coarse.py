"""Counts of persons told so coarsely that no two of them give back a few persons by subtraction."""

from django.utils.translation import gettext as _

from core.numbers import format_number


def coarse(count: int, *, minimum: int) -> int:
    """Return the count to the nearest multiple of the least number of persons, half upwards."""
    return (2 * count + minimum) // (2 * minimum) * minimum


def told_coarsely(count: int, *, minimum: int) -> str:
    """Return a rounded count in words: «меньше 5», «около 15»."""
    if count < minimum:
        return _("меньше %(minimum)s") % {"minimum": minimum}
    return _("около %(count)s") % {"count": format_number(coarse(count, minimum=minimum))}


def part_in_words(part: int, whole: int, *, minimum: int) -> str:
    """Return a part of people whose number is told beside it, without telling a few of them.

    Neither those in the part nor the others are told exactly; none and all look like a few less.
    """
    if part < minimum:
        return _("меньше %(minimum)s") % {"minimum": minimum}
    if whole - part < minimum:
        return _("почти все")
    return told_coarsely(part, minimum=minimum)
