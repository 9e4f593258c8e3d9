"""What SQLite lacks for Russian and Kazakh: case folding beyond ASCII, the order of letters."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# ё sorts with е, and each Kazakh letter after its Cyrillic neighbour.
_ORDER = {
    "ё": "е\x01",
    "ә": "а\x01",
    "ғ": "г\x01",
    "қ": "к\x01",
    "ң": "н\x01",
    "ө": "о\x01",
    "ұ": "у\x01",
    "ү": "у\x02",
    "һ": "х\x01",
    "і": "и\x01",
}


def sort_key(text: str) -> str:
    """Return a key whose plain order is the alphabetical order of Russian and Kazakh words."""
    return "".join(_ORDER.get(letter, letter) for letter in text.casefold())


def compare_cyrillic(left: str, right: str) -> int:
    """Compare as SQLite's collations want it: negative, zero or positive."""
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


@lru_cache(maxsize=512)
def _like_pattern(pattern: str, escape: str) -> re.Pattern[str]:
    parts: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if escape and letter == escape:
            parts.append(re.escape(next(letters, "")))
        elif letter == "%":
            parts.append(".*")
        elif letter == "_":
            parts.append(".")
        else:
            parts.append(re.escape(letter))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def like(pattern: str | None, value: Any, escape: str = "") -> bool | None:
    """SQL's LIKE for every alphabet."""
    if pattern is None or value is None:
        return None
    return _like_pattern(pattern, escape).fullmatch(str(value)) is not None


def teach_sqlite_cyrillic(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a fresh SQLite connection LIKE, UPPER, LOWER and the collation `cyrillic`."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    raw.create_function("like", 2, like, deterministic=True)
    raw.create_function("like", 3, like, deterministic=True)
    raw.create_function("upper", 1, lambda text: text and str(text).upper(), deterministic=True)
    raw.create_function("lower", 1, lambda text: text and str(text).lower(), deterministic=True)
    raw.create_collation("cyrillic", compare_cyrillic)
