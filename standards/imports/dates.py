"""Dates and order numbers as the registry writes them."""

import re
from datetime import date
from typing import Final

NUMERIC: Final = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?!\d)")
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
IN_WORDS: Final = re.compile(r"(\d{1,2})\s+([а-яё]+)\s+(\d{4})")
MONTHS: Final = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр",
    "декабр",
)  # fmt: skip
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
ORDER: Final = re.compile(r"(\d+)\s*[-–]?\s*[нnhНNH]")


def read_date(text: str) -> date | None:
    """Read 20.07.2022, 2022-07-20 or «20 июля 2022 г.» and drop a time; None if unreadable."""
    if match := ISO.search(text):
        return _date(match[1], match[2], match[3])
    if match := NUMERIC.search(text):
        return _date(match[3], match[2], match[1])
    if match := IN_WORDS.search(text.lower()):
        return _date(match[3], str(_month(match[2])), match[1])
    return None


def _month(word: str) -> int:
    return next((number for number, stem in enumerate(MONTHS, 1) if word.startswith(stem)), 0)


def _date(year: str, month: str, day: str) -> date | None:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        return None
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        return None


def normalise_order_number(text: str) -> str:
    """Give `424н` for `№ 424н`, `424 н`, `424-н` and `424n`; another form comes back stripped."""
    cleaned = re.sub(r"^(?:приказ\s*)?(?:№|N|No\.?)\s*", "", text.strip(), flags=re.IGNORECASE)
    match = ORDER.fullmatch(cleaned)
    return f"{match[1]}н" if match else cleaned
