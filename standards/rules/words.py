"""Russian texts of standards as stemmed words, for finding texts that mean the same."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from core.text import search_key
from standards.rules.stemming import stem

_WORD: Final = re.compile(r"[а-яёa-z]{3,}")
# Words of every standard and every competence: they say nothing about what is done.
_EMPTY: Final = (
    "для", "при", "или", "под", "над", "без", "что", "как", "это", "этих", "том", "числе", "также",
    "его", "ими", "них", "выполнять", "выполнение", "осуществлять", "осуществление", "проводить",
    "проведение", "работа", "работы", "заданными", "требованиями", "соответствии",
    "соответствующий", "различных", "данных",
)  # fmt: skip


@cache
def _empty_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _EMPTY)


def words_of(text: str) -> list[str]:
    """Return the words that say something, in order, as they stand in the text."""
    return [word for word in _WORD.findall(search_key(text)) if stem(word) not in _empty_stems()]


def weighted_stems(parts: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return stems of several texts, each with the weight of its text.

    >>> weighted_stems([("Настройка плуга", 2.0)])
    [('настройк', 2.0), ('плуг', 2.0)]
    """
    return [(stem(word), weight) for text, weight in parts for word in words_of(text)]


def as_written(stems: Sequence[str], text: str) -> list[str]:
    """Return each stem as the text writes it first; a stem that is not there stays as it is."""
    written: dict[str, str] = {}
    for word in words_of(text):
        written.setdefault(stem(word), word)
    return [written.get(one, one) for one in stems]
