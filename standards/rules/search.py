"""What a query looks for in texts, and where in a text it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.text import search_key, search_variants
from standards.rules.stemming import stem

# A shorter word is in nearly every text: it finds names and codes only.
MIN_TEXT_WORD: Final = 3
_MIN_STEMMED: Final = 5
# An excerpt begins so many words before the first hit and is so many words long.
_WORDS_BEFORE: Final = 8
_WORDS_SHOWN: Final = 32
_PUNCTUATION: Final = ".,;:!?()[]<>«»\"'"

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `is_hit` when the query found it."""

    text: str
    is_hit: bool


def stems_of(query: str) -> list[Stems]:
    """Return what to look for, one set of stems a reading of the query; all of a set must be there.

    The endings of Russian words are cut, so that «трактористы» finds «тракторист».
    """
    return [tuple(_stem(word) for word in variant.split()) for variant in search_variants(query)]


def looks_into_texts(stems: Stems) -> bool:
    """Say whether the words are long enough to look for in the texts of all functions."""
    return any(len(stem) >= MIN_TEXT_WORD for stem in stems)


def marked(text: str, wanted: Sequence[Stems], *, is_excerpt: bool = False) -> list[Part]:
    """Cut a text into pieces, the words that hold a stem being hits.

    Only a reading of the query whose stems are all there marks anything. An excerpt of a long text
    is the words around the first hit, with an ellipsis for the rest.
    """
    words = text.split()
    hits = _hits(words, wanted)
    start, end = 0, len(words)
    if is_excerpt and end > _WORDS_SHOWN:
        first = hits.index(True) if True in hits else 0
        start = max(0, min(first - _WORDS_BEFORE, end - _WORDS_SHOWN))
        end = start + _WORDS_SHOWN
    parts = [Part("… ", is_hit=False)] if start else []
    for place in range(start, end):
        parts += _pieces(words[place], is_hit=hits[place], is_first=place == start)
    if end < len(words):
        parts.append(Part(" …", is_hit=False))
    return _joined(parts)


def _hits(words: Sequence[str], wanted: Sequence[Stems]) -> list[bool]:
    keys = [search_key(word) for word in words]
    hits = [False] * len(words)
    for stems in wanted:
        places = [[stem in key for key in keys] for stem in stems]
        if all(any(found) for found in places):
            hits = [any(column) for column in zip(hits, *places, strict=True)]
    return hits


def _pieces(word: str, *, is_hit: bool, is_first: bool) -> list[Part]:
    """Return the word after a space when one is due, its punctuation left outside the mark."""
    space = "" if is_first else " "
    core = word.strip(_PUNCTUATION)
    if not is_hit or not core:
        return [Part(f"{space}{word}", is_hit=False)]
    before, _, after = word.partition(core)
    return [
        Part(f"{space}{before}", is_hit=False),
        Part(core, is_hit=True),
        Part(after, is_hit=False),
    ]


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Join neighbours of one kind and leave out what is empty."""
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].is_hit == part.is_hit:
            joined[-1] = Part(joined[-1].text + part.text, part.is_hit)
        else:
            joined.append(part)
    return joined


def _stem(word: str) -> str:
    if len(word) < _MIN_STEMMED or not word.isalpha():
        return word
    return stem(word)
