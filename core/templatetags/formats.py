"""Filters that print values the way core.numbers does: `{% load formats %}`.

None and NaN print «—», so that a value that is missing never looks like zero.
"""

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import numbers

register = template.Library()

Value = int | float | Decimal | None


@register.filter
def number(value: Value, digits: int = 0) -> str:
    """`9412.5|number:1` prints «9 412,5»."""
    return numbers.format_number(value, digits)


@register.filter
def signed(value: Value, digits: int = 0) -> str:
    """`0.04|signed:2` prints «+0,04»."""
    return numbers.format_number(value, digits, sign=True)


@register.filter
def percent(share: Value, digits: int = 0) -> str:
    """`0.625|percent` prints «63 %»."""
    return numbers.format_percent(share, digits)


@register.filter
def interval(limits: tuple[float, float] | None, digits: int = 0) -> str:
    """`(0.63, 0.73)|interval:2` prints «0,63–0,73»; nothing where there is no interval."""
    return "" if limits is None else numbers.format_interval(*limits, digits)


@register.filter
def score_words(text: str) -> SafeString:
    """Keep the number and its interval on one line; only the words after them may go to the next.

    `"0,62 (0,51–0,73), мало данных"|score_words`.
    """
    figures, comma, words = text.partition(", ")
    return format_html('<span class="num">{}</span>{}', figures + comma.strip(), comma[1:] + words)


@register.filter
def points(difference: Value, digits: int = 0) -> str:
    """`0.03|points` prints «+3 п.п.»."""
    return numbers.format_points(difference, digits)


@register.filter
def plain(value: Value, digits: int = 0) -> str:
    """Print for the value of a form field: comma, no thin spaces, empty when missing."""
    return numbers.format_plain(value, digits)


@register.filter
def day(value: date | datetime | None) -> str:
    """`placement.starts_on|day` prints «12.05.2026»; a moment prints its day in local time."""
    return numbers.format_date(_local(value))


@register.filter
def moment(value: datetime | None) -> str:
    """`job.created_at|moment` prints «12.05.2026 14:02» in local time."""
    local = _local(value)
    if not isinstance(local, datetime):
        return numbers.MISSING
    return f"{numbers.format_date(local)}{numbers.NBSP}{local:%H:%M}"


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """`release.published_at|day_in_words` prints «12 мая 2026 г.»."""
    return numbers.format_date_in_words(_local(value))


@register.filter
def academic_year(value: int | date) -> str:
    """Print the academic year that began in this calendar year, or of a day: «2026/27»."""
    if isinstance(value, date):
        return numbers.academic_year(value)
    return numbers.format_academic_year(value)


@register.filter
def counted(count: int, forms: str) -> str:
    """`12|counted:"студент,студента,студентов"` prints «12 студентов»."""
    return numbers.format_count(count, forms.split(","))


@register.filter
def minutes(length: timedelta) -> int:
    """Whole minutes of a length of time, rounded up."""
    return math.ceil(length / timedelta(minutes=1))


@register.filter
def or_missing(value: object) -> object:
    """Print «—» for None, NaN and the empty text."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return numbers.MISSING
    return value


def _local(value: date | datetime | None) -> date | datetime | None:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
