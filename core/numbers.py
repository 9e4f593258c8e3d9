"""Numbers, dates and counted nouns as Russian official documents print them.

Every page, file and document prints through this module, so that the figure on the screen is the
figure in the file. ``None`` and NaN mean "not assessed" and never print as zero.
"""

import math
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat

from django.utils.translation import gettext as _

NBSP = "\u00a0"
THIN_SPACE = "\u202f"
MINUS = "\u2212"
EN_DASH = "\u2013"
MISSING = "—"

ACADEMIC_YEAR_STARTS_IN = 9  # 1 September, law 273-ФЗ

MONTHS_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

Number = int | float | Decimal | SupportsFloat


def exact(value: Number | None) -> Decimal | None:
    """Return the number as a person wrote it, or None when there is none.

    Floats go through their shortest decimal form: 2.675 is "2.675", not 2.67499999. NaN is None.
    Raises ValueError for an infinite number: it can only come from a mistake in a computation.
    """
    if value is None:
        return None
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = Decimal(value)
    else:
        as_float = float(value)
        if math.isnan(as_float):
            return None
        number = Decimal(repr(as_float))
    if number.is_nan():
        return None
    if number.is_infinite():
        raise ValueError("an infinite number cannot be printed")
    return number


def round_half_up(value: Number, digits: int = 0) -> Decimal:
    """Round to so many decimals, halves away from zero: 0.125 to two digits is 0.13.

    Raises ValueError for NaN and infinity. Minus zero becomes zero.
    """
    number = exact(value)
    if number is None:
        raise ValueError("NaN cannot be rounded")
    rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def format_number(
    value: Number | None, digits: int = 0, *, missing: str = MISSING, sign: bool = False
) -> str:
    """Print with a decimal comma, thin spaces for thousands and a true minus: «−9 412,50».

    With ``sign`` a positive number gets a plus; zero never does. None and NaN print ``missing``.
    """
    number = exact(value)
    if number is None:
        return missing
    rounded = round_half_up(number, digits)
    text = f"{abs(rounded):,f}".replace(",", THIN_SPACE).replace(".", ",")
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if sign and rounded > 0 else text


def format_plain(value: Number | None, digits: int = 0) -> str:
    """Print for another program: decimal comma, hyphen for minus, no grouping; None is empty."""
    number = exact(value)
    if number is None:
        return ""
    return f"{round_half_up(number, digits):f}".replace(".", ",")


def format_percent(share: Number | None, digits: int = 0, *, missing: str = MISSING) -> str:
    """Print a share 0..1 as per cent with a no-break space: 0.625 is «63 %»."""
    number = exact(share)
    if number is None:
        return missing
    return f"{format_number(number * 100, digits)}{NBSP}%"


def format_points(difference: Number | None, digits: int = 0, *, missing: str = MISSING) -> str:
    """Print a difference of two shares in percentage points with its sign: 0.03 is «+3 п.п.»."""
    number = exact(difference)
    if number is None:
        return missing
    unit = _("п.п.")
    return f"{format_number(number * 100, digits, sign=True)}{NBSP}{unit}"


def format_interval(
    low: Number | None,
    high: Number | None,
    digits: int = 0,
    *,
    percent: bool = False,
    missing: str = MISSING,
) -> str:
    """Print an interval «0,61–0,73», of shares «61–73 %»; with a negative end «от −0,10 до 0,05».

    One missing end makes the whole interval missing.
    """
    first, second = exact(low), exact(high)
    if first is None or second is None:
        return missing
    scale = 100 if percent else 1
    ends = [format_number(end * scale, digits) for end in (first, second)]
    unit = f"{NBSP}%" if percent else ""
    if any(end.startswith(MINUS) for end in ends):
        return f"от {ends[0]} до {ends[1]}{unit}"
    return f"{ends[0]}{EN_DASH}{ends[1]}{unit}"


def format_date(value: date | None, *, missing: str = MISSING) -> str:
    """Print «23.11.2026». A moment prints the day of its own time zone: convert before."""
    return missing if value is None else f"{value.day:02}.{value.month:02}.{value.year:04}"


def format_date_in_words(value: date | None, *, missing: str = MISSING) -> str:
    """Print the day as official papers do: «12 мая 2026 г.» with no-break spaces."""
    if value is None:
        return missing
    month = MONTHS_GENITIVE[value.month - 1]
    return NBSP.join((str(value.day), month, str(value.year), "г."))


def academic_year_start(day: date) -> int:
    """Return the calendar year in which the academic year of this day began."""
    return day.year if day.month >= ACADEMIC_YEAR_STARTS_IN else day.year - 1


def format_academic_year(start: int) -> str:
    """Print the academic year that began in this calendar year: 2025 is «2025/26»."""
    return f"{start}/{(start + 1) % 100:02}"


def academic_year(day: date) -> str:
    """Print the academic year of a day: 31.08.2026 is «2025/26», 01.09.2026 is «2026/27»."""
    return format_academic_year(academic_year_start(day))


def plural(count: int, forms: Sequence[str]) -> str:
    """Choose the form of a noun after a number: («студент», «студента», «студентов»).

    The forms stand for 1, 2 and 5; 11-14 take the third, whatever their last digit.
    """
    one, few, many = forms
    tail = abs(count) % 100
    if 11 <= tail <= 14:
        return many
    if tail % 10 == 1:
        return one
    return few if 2 <= tail % 10 <= 4 else many


def format_count(count: int, forms: Sequence[str]) -> str:
    """Print a number with its noun, held together: «1 204 студента»."""
    return f"{format_number(count)}{NBSP}{plural(count, forms)}"
