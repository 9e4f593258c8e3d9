"""Which known words a text is a misspelling of; never words that say the opposite."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from core.text import compact_key, search_key

LIKELY: Final = 70  # rapidfuzz score, 0..100, from which a correction is worth proposing

_NEAR: Final = 5
_TIE: Final = 2.0  # scores that tell nothing apart: «продолжи обучение»
# The same names are compared with many texts of a file.
_KEPT: Final = 65_536
_WORD: Final = re.compile(r"[^\W\d_]+")
# «не работает», «нетрудоустроен», «безработный»; a word that begins so by chance costs a proposal.
_DENIAL: Final = re.compile(r"(?:не|без|бес).*|ни|емес|жок|жоқ")
_FORECAST: Final = re.compile(r"прогноз\w*|будет|будут|буду|планиру\w+|намерен\w*|собира\w+")


@lru_cache(_KEPT)
def sense_of(text: str) -> tuple[int, bool]:
    """Return what turns a meaning round: how often the text denies, and whether it foretells.

    Letters say little of this: «не работает» is nearer to «работает» than most misspellings are.
    """
    words = Counter(_WORD.findall(search_key(text)))
    denials = sum(count for word, count in words.items() if _DENIAL.fullmatch(word))
    return denials, any(_FORECAST.fullmatch(word) for word in words)


def closest(text: str, candidates: Sequence[str], *, likely: int = LIKELY) -> str:
    """Return the candidate most like the text, empty when none is near.

    `likely` is lower for short codes, in which one wrong letter is a third of the text.
    """
    return next(iter(nearest(text, candidates, likely=likely)), "")


def nearest(text: str, candidates: Sequence[str], *, likely: int = LIKELY) -> list[str]:
    """Return the candidates most like the text, the best first; several only when nearly equal.

    A candidate that denies or foretells what the text does not is none, however alike.
    """
    sense = sense_of(text)
    same = [candidate for candidate in candidates if sense_of(candidate) == sense]
    keys = [compact_key(candidate) for candidate in same]
    found = process.extract(
        compact_key(text), keys, scorer=fuzz.ratio, score_cutoff=likely, limit=_NEAR
    )
    return [same[place] for _key, score, place in found if score >= found[0][1] - _TIE]


def is_within(text: str, words: str) -> bool:
    """Say whether the text has these words one after another: «трудоустроена (ООО «Нива»)»."""
    here, wanted = (_WORD.findall(search_key(one)) for one in (text, words))
    return bool(wanted) and any(
        here[start : start + len(wanted)] == wanted for start in range(len(here) - len(wanted) + 1)
    )
