"""Two days in one cell: «с 01.02.2026 по 28.02.2026», «01.02–28.02.2026», «с 1 по 28 февраля»."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from django.utils.translation import gettext as _

from core.numbers import MONTHS_GENITIVE
from core.tables.cells import CellValue
from core.tables.parsing import CellError, FreeCell, Writing, shown
from core.tables.quantities import Day
from core.text import plain_dashes, squeeze

_ISO: Final = r"\d{4}-\d{2}-\d{2}"
# The number of the day, 1 or 2, stands for @.
_DAY: Final = (
    r"(?:(?P<iso@>\d{4}-\d{2}-\d{2})|«?(?P<day@>\d{1,2})»?"
    r"(?:[.,/](?P<month@>\d{1,2})(?:[.,/](?P<year@>\d{4}|\d{2}))?\.?"
    rf"|\s+(?P<word@>{'|'.join(MONTHS_GENITIVE)})(?:\s+(?P<long@>\d{{4}}))?)?)"
    r"\s*(?:г\.?|года)?"
)
_SPAN: Final = re.compile(
    r"(?:со?\s+)?"
    + _DAY.replace("@", "1")
    + r"\s*,?\s*(?:-|по|до|\.\.\.?|…)\s*"
    + _DAY.replace("@", "2")
)
_BRACKETS: Final = re.compile(r"\([^()]*\)")
# One day under the other in the cell.
_TWO_LINES: Final = re.compile(r"(?<=\d\.\d{4}) (?=\d{1,2}\.\d)")
_LONGEST_GUESS: Final = timedelta(days=200)
_LEFT: Final = re.compile(r"[\s,;.]+$")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True)
class Span(FreeCell):
    """A period; what the first day leaves out (month, year) is that of the last."""

    writing: ClassVar[Writing] = Writing.TEXT

    def __call__(self, value: CellValue) -> Period:
        if isinstance(value, date):
            raise CellError(_("Одна дата вместо двух. Образец: 01.02.2026–28.02.2026."))
        text = _BRACKETS.sub(" ", plain_dashes(squeeze(shown(value)).lower()))
        text = _TWO_LINES.sub("-", squeeze(text))
        match = _SPAN.fullmatch(_LEFT.sub("", text))
        if match is None:
            raise CellError(_("Не похоже на сроки. Образец: 01.02.2026–28.02.2026."))
        try:
            return _period(match)
        except CellError:
            raise
        except ValueError as error:
            raise CellError(_("Такой даты нет в календаре.")) from error


@dataclass(frozen=True)
class LastDay(FreeCell):
    """A day, or a period, of which the last day counts."""

    writing: ClassVar[Writing] = Writing.DATE

    def __call__(self, value: CellValue) -> date:
        if isinstance(value, str):
            try:
                return Span()(value).last
            except CellError:
                pass
        return Day()(value)


def _period(match: re.Match[str]) -> Period:
    """Return the days; raise ValueError for one that is not in the calendar."""
    last_year = _year(match, 2)
    last_month = _month(match, 2)
    if match["iso2"]:
        last = date.fromisoformat(match["iso2"])
    elif last_year is None or last_month is None:
        raise CellError(_("В сроках нет месяца или года. Образец: 01.02.2026–28.02.2026."))
    else:
        last = date(last_year, last_month, int(match["day2"]))
    if match["iso1"]:
        return Period(date.fromisoformat(match["iso1"]), last)
    month = _month(match, 1) or last.month
    year = _year(match, 1)
    first = date(last.year if year is None else year, month, int(match["day1"]))
    if year is None and first > last:
        # «29.12–11.01.2026» began the year before; «10.05–13.04.2026» is a slip.
        before = first.replace(year=last.year - 1)
        first = before if last - before <= _LONGEST_GUESS else first
    return Period(first, last)


def _year(match: re.Match[str], number: int) -> int | None:
    text = match[f"year{number}"] or match[f"long{number}"]
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _month(match: re.Match[str], number: int) -> int | None:
    word, digits = match[f"word{number}"], match[f"month{number}"]
    if word:
        return MONTHS_GENITIVE.index(word) + 1
    return int(digits) if digits else None
