"""Parsers of dates and numbers; the contract of a parser is in ``core.tables.parsing``."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from django.utils.translation import gettext as _

from core.numbers import MONTHS_GENITIVE, format_date, format_plain
from core.tables.cells import CellValue
from core.tables.parsing import CellError, FreeCell, Writing, shown
from core.text import squeeze

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})\s?[.,/-]\s?(\d{{1,2}})\s?[.,/-]\s?(\d{{4}}|\d{{2}}){_TIME}\s*(?:г\.?|года)?"
)
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}")
_IN_WORDS = re.compile(r"«?(\d{1,2})»?\s+([а-яё]+)\s+(\d{4})(?:\s*(?:г\.?|года))?")
_DATE_INSIDE = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.\d{4}(?!\d)")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

# The first days of Excel's calendar are what an empty or damaged date turns into.
_BEFORE_EXCEL = date(1900, 1, 2)
_SERIALS_OF_DATES = range(18_264, 73_051)  # 01.01.1950 .. 31.12.2099
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Day(FreeCell):
    """A day: a real date, «12.05.2026», «12.05.26», ISO, «12 мая 2026 г.»; bounds are inclusive.

    Two-digit years are of this century unless that lies beyond ``latest`` (or beyond 2049). The
    empty date of Excel (00.01.1900) is refused, a bare number too, with the date it may be.
    """

    earliest: date | None = None
    latest: date | None = None
    writing: ClassVar[Writing] = Writing.DATE

    def __call__(self, value: CellValue) -> date:
        day = self._read(value)
        if day < _BEFORE_EXCEL:
            raise CellError(_("Пустая дата таблицы (00.01.1900) вместо настоящей."))
        if self.earliest and day < self.earliest:
            raise CellError(_("Дата раньше %s.") % format_date(self.earliest))
        if self.latest and day > self.latest:
            raise CellError(_("Дата позже %s.") % format_date(self.latest))
        return day

    def _read(self, value: CellValue) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, time) or value == 0:
            # A zero formatted as a date comes out of Excel's files as midnight.
            raise CellError(_("Пустая дата таблицы (00.01.1900) вместо настоящей."))
        if isinstance(value, int | float):
            likely = _likely_serial(value) or _apart(f"{int(value):08}")
            raise CellError(_("Число вместо даты."), [likely])
        return self._read_text(squeeze(shown(value)).lower())

    def _read_text(self, text: str) -> date:
        try:
            if match := _DAY_FIRST.fullmatch(text):
                day, month, year = match.groups()
                return date(self._full_year(year), int(month), int(day))
            if match := _ISO.fullmatch(text.upper()):
                return date(*map(int, match.groups()))
            if (match := _IN_WORDS.fullmatch(text)) and match.group(2) in MONTHS_GENITIVE:
                month_number = MONTHS_GENITIVE.index(match.group(2)) + 1
                return date(int(match.group(3)), month_number, int(match.group(1)))
        except ValueError as error:
            raise CellError(_("Такой даты нет в календаре.")) from error
        if text.isdecimal() and (likely := _likely_serial(float(text)) or _apart(text)):
            raise CellError(_("Число вместо даты."), [likely])
        inside = _DATE_INSIDE.search(text)
        raise CellError(
            _("Не похоже на дату. Образец: 12.05.2026."), [inside.group()] if inside else ()
        )

    def _full_year(self, year: str) -> int:
        if len(year) == 4:
            return int(year)
        last = self.latest.year if self.latest else 2049
        this_century = 2000 + int(year)
        return this_century if this_century <= last else this_century - 100


def _apart(text: str) -> str:
    """Return «12.05.2026» for «12052026», empty when that is no day."""
    match = _RUN_TOGETHER.fullmatch(text)
    try:
        day, month, year = map(int, match.groups() if match else ())
        return format_date(date(year, month, day))
    except ValueError:
        return ""


def _likely_serial(value: float) -> str:
    if int(value) in _SERIALS_OF_DATES:
        return format_date(date.fromordinal(_EXCEL_EPOCH.toordinal() + int(value)))
    return ""


def _read_number(value: CellValue) -> Decimal:
    """Return the number of a cell exactly as written; raises CellError."""
    if isinstance(value, bool):
        raise CellError(_("Нужно число."))
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, date):
        raise CellError(_("Таблица превратила число в дату."), _numbers_before_date(value))
    text = shown(value).replace("\u2212", "-")
    text = "".join(text.split())
    if not _NUMBER.fullmatch(text):
        inside = _NUMBER.findall(text)
        raise CellError(_("Нужно число."), inside if len(inside) == 1 else ())
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise CellError(_("Нужно число.")) from error


def _numbers_before_date(value: date) -> list[str]:
    """«4.5» becomes 4 May, «4.25» becomes April 2025: name what may have been typed."""
    likely = [f"{value.day},{value.month}"]
    if value.day == 1:
        likely.insert(0, f"{value.month},{value.year % 100:02}")
    return likely


@dataclass(frozen=True)
class Number(FreeCell):
    """A number as Decimal, decimal comma or point; bounds are inclusive."""

    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    places: int | None = None
    writing: ClassVar[Writing] = Writing.DECIMAL

    def __call__(self, value: CellValue) -> Decimal:
        number = _read_number(value)
        _check_bounds(number, self.minimum, self.maximum)
        exponent = number.normalize().as_tuple().exponent
        if self.places is not None and isinstance(exponent, int) and -exponent > self.places:
            raise CellError(_("Больше %s знаков после запятой.") % self.places)
        return number


@dataclass(frozen=True)
class Integer(FreeCell):
    """A whole number; «12,0» is whole, «1 200» too; bounds are inclusive."""

    minimum: int | None = None
    maximum: int | None = None
    writing: ClassVar[Writing] = Writing.INTEGER

    def __call__(self, value: CellValue) -> int:
        number = _read_number(value)
        if number != number.to_integral_value():
            raise CellError(_("Нужно целое число."))
        _check_bounds(number, self.minimum, self.maximum)
        return int(number)


def _check_bounds(
    number: Decimal, minimum: Decimal | int | None, maximum: Decimal | int | None
) -> None:
    if minimum is not None and number < minimum:
        raise CellError(_("Число меньше %s.") % _printed(minimum))
    if maximum is not None and number > maximum:
        raise CellError(_("Число больше %s.") % _printed(maximum))


def _printed(bound: Decimal | int) -> str:
    exponent = Decimal(bound).normalize().as_tuple().exponent
    return format_plain(bound, max(0, -exponent) if isinstance(exponent, int) else 0)
