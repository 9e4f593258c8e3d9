"""Telling skills from knowledge by their wording.

A skill in a professional standard is worded with an infinitive («Проверять натяжение ремней»),
knowledge with a noun («Устройство трактора»). Older registry exports put one in place of the other;
over whole standards the share of infinitives is at least 0.98 in true skills and at most 0.07 in
true knowledge, so the two shares decide with a wide margin.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Both lists together: with fewer items the shares say nothing.
MIN_ITEMS: Final = 4
# Least difference of the two shares that decides; real standards show 0.9 and more.
MIN_MARGIN: Final = 0.5
# With one of the lists empty the other must be this clear to decide alone.
LONE_SKILLS_SHARE: Final = 0.8
LONE_KNOWLEDGE_SHARE: Final = 0.2

WORD: Final = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
INFINITIVE_ENDINGS: Final = ("ть", "ти", "чь", "ться", "тись", "чься")
# Abstract nouns: no Russian infinitive ends so («расти», «плести» end in -асти, -ести).
NOUN_ENDINGS: Final = ("ость", "ости")
# Other nouns with an infinitive's ending that open an item of knowledge.
NOUNS: Final = frozenset(
    """
    власти власть волости волость горечь горсти горсть девять десять дети дичь желчь жесть
    запчасти запчасть зять картечь кисти кисть кровать лопасти лопасть масти масть мать нефть
    нити нить ночь области область память печати печать плети плеть плоть подсети подсеть
    прыть пути путь пять речь ртуть рукояти рукоять сети сеть скатерть смерть снасти снасть
    соцсети соцсеть суть теплосети теплосеть трети треть части часть четверти четверть шерсть
    шесть электросети электросеть энергосети энергосеть
    """.split()  # noqa: SIM905 -- seventy words read better unquoted
)
# «Знать устройство трактора» words knowledge.
KNOWLEDGE_VERBS: Final = frozenset({"знать"})
# «Не допускать ...», «Умение проектировать ...».
LEADING_WORDS: Final = frozenset({"не", "и", "а", "также", "умение"})
# «Объективно оценивать», «технически грамотно выполнять»: adverbs before the verb.
ADVERB: Final = re.compile(r".+(?:о|ски|цки)")
NOT_ADVERB: Final = re.compile(r".+(?:ство|тво)")
MAX_LEADING_WORDS: Final = 4


class Order(StrEnum):
    """What the lists of skills and knowledge hold."""

    AS_NAMED = "as_named"
    SWAPPED = "swapped"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Wording:
    """Shares of infinitives (0..1, None for an empty list) and what follows from them."""

    skills_share: float | None
    knowledge_share: float | None
    order: Order


def begins_with_infinitive(text: str) -> bool:
    """Say whether the first verb-like word is an infinitive.

    Numbering, dashes and quotes before the first word do not count; the particle «не» and adverbs
    may stand before the verb.
    """
    for word in WORD.findall(text.lower())[:MAX_LEADING_WORDS]:
        if is_infinitive(word):
            return word not in KNOWLEDGE_VERBS
        if word not in LEADING_WORDS and not is_adverb(word):
            return False
    return False


def is_infinitive(word: str) -> bool:
    """Say whether a lower-case word is an infinitive; «область» and «части» are not."""
    if not word.endswith(INFINITIVE_ENDINGS) or word.endswith(NOUN_ENDINGS):
        return False
    return len(word) > 3 and word not in NOUNS


def is_adverb(word: str) -> bool:
    """Say whether a lower-case word may be an adverb; «устройство» is not."""
    return ADVERB.fullmatch(word) is not None and NOT_ADVERB.fullmatch(word) is None


def infinitive_share(items: Sequence[str]) -> float | None:
    """Share of items that begin with an infinitive, 0..1; None for no items."""
    if not items:
        return None
    return sum(map(begins_with_infinitive, items)) / len(items)


def judge_wording(*, skills: Sequence[str], knowledge: Sequence[str]) -> Wording:
    """Compare the lists named skills and knowledge and say whether they changed places."""
    shares = infinitive_share(skills), infinitive_share(knowledge)
    if len(skills) + len(knowledge) < MIN_ITEMS:
        return Wording(*shares, order=Order.UNDECIDED)
    return Wording(*shares, order=_order(*shares))


def _order(skills_share: float | None, knowledge_share: float | None) -> Order:
    if skills_share is not None and knowledge_share is not None:
        margin = skills_share - knowledge_share
        if abs(margin) < MIN_MARGIN:
            return Order.UNDECIDED
        return Order.AS_NAMED if margin > 0 else Order.SWAPPED
    if skills_share is not None:
        return _lone_order(skills_share)
    if knowledge_share is not None:
        return _lone_order(1 - knowledge_share)
    return Order.UNDECIDED


def _lone_order(likeness: float) -> Order:
    """Decide by one list: `likeness` is near 1 when the list holds what its name says."""
    if likeness >= LONE_SKILLS_SHARE:
        return Order.AS_NAMED
    if likeness <= LONE_KNOWLEDGE_SHARE:
        return Order.SWAPPED
    return Order.UNDECIDED
