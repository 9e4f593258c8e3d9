"""Modules of the demonstration exam, and the way from points to the mark of the attestation."""

from decimal import Decimal
from typing import Final

from core.numbers import format_plain, round_half_up
from core.text import search_key

Bounds = tuple[Decimal, Decimal, Decimal]
# Lower bounds of 3, 4 and 5 that the ministry recommends to colleges without an act of their own.
USUAL_BOUNDS: Final[Bounds] = (Decimal(20), Decimal(40), Decimal(70))
# Columns for modules that a table of points has, beside the one for the variative part.
MODULES: Final = 6
VARIATIVE: Final = "Вариативная часть"
_VARIATIVE: Final = "вариатив"


def is_variative(name: str) -> bool:
    """Say whether a criterion is the employers' part of the exam rather than a module."""
    return _VARIATIVE in search_key(name)


def format_points(number: Decimal) -> str:
    """Return «26», «24,5»: no zeros behind the comma."""
    printed = format_plain(number, 2)
    return printed.rstrip("0").rstrip(",") if "," in printed else printed


def demo_exam_mark(*, points: Decimal, maximum: Decimal, bounds: Bounds = USUAL_BOUNDS) -> int:
    """Return 2 to 5; the share is rounded half up to hundredths of a per cent before comparing."""
    percent = round_half_up(points * 100 / maximum, 2)
    return 2 + sum(percent >= bound for bound in bounds)
