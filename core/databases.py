"""What SQLite lacks for Russian and Kazakh: case folding beyond ASCII, the order of letters."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler

# The Kazakh letters come right after these. U+FFFF sorts behind every letter, so that all words
# with ә follow all words with а.
_AFTER = {
    "ә": "а\uffff",
    "ғ": "г\uffff",
    "қ": "к\uffff",
    "ң": "н\uffff",
    "ө": "о\uffff",
    "ұ": "у\uffff",
    "ү": "у\uffff\uffff",
    "һ": "х\uffff",
    "і": "ы\uffff",
}
_ORDER = str.maketrans(_AFTER | {"ё": "е"})


def sort_key(text: str) -> str:
    """Return a key whose plain order is the alphabetical order of Russian and Kazakh words.

    ё counts as е; of words that differ in nothing else the one with е comes first.
    """
    folded = text.casefold()
    return f"{folded.translate(_ORDER)}\0{folded}"


def compare_cyrillic(left: str, right: str) -> int:
    """Compare as SQLite's collations want it: negative, zero or positive."""
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


class Alphabetical(Func):
    """The text as words are ordered in a dictionary: `order_by(Alphabetical("name"), "pk")`.

    The order is that of `sort_key` on every database, whatever rules it was made with.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s) COLLATE cyrillic", **extra
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        template = "translate(lower(%(expressions)s), 'ё', 'е')"
        for letter, key in _AFTER.items():
            template = f"replace({template}, '{letter}', '{key}')"
        return self.as_sql(compiler, connection, template=f'{template} COLLATE "C"', **extra)


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
