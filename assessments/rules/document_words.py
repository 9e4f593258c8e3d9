"""Words of papers: a mentor's answer as the extent to which a function is formed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.rules.document_fields import NOT_STATED
from employers.enums import Answer

FULLY: Final = gettext_lazy("сформирована полностью")
PARTLY: Final = gettext_lazy("сформирована частично")
NOT_FORMED: Final = gettext_lazy("не сформирована")
NOT_ASSESSED: Final = gettext_lazy("не оценивалась")
# The anchors of mentors in the words of an attestation sheet: decision 0022.
EXTENT_WORDS: Final[Mapping[Answer | None, Promise]] = {
    Answer.INDEPENDENT: FULLY,
    Answer.WITH_HINT: PARTLY,
    Answer.SUPERVISED: PARTLY,
    Answer.CANNOT: NOT_FORMED,
    Answer.NOT_OBSERVED: NOT_ASSESSED,
    Answer.NO_SUCH_WORK: NOT_ASSESSED,
    None: NOT_ASSESSED,
}


def practice_result(levels: Sequence[str]) -> str:
    """Count the functions of a practice by extent; the mark itself is the supervisor's to write."""
    if not levels:
        return _("Трудовые функции для этой практики не заданы.")
    counts = Counter(levels)
    return _(
        "Оценено трудовых функций: %(assessed)s из %(total)s; сформированы полностью: %(fully)s,"
        " частично: %(partly)s, не сформированы: %(not_formed)s."
    ) % {
        "assessed": len(levels) - counts[str(NOT_ASSESSED)],
        "total": len(levels),
        "fully": counts[str(FULLY)],
        "partly": counts[str(PARTLY)],
        "not_formed": counts[str(NOT_FORMED)],
    }


def competence_extent(levels: Sequence[str]) -> str:
    """Return how far a ПК is formed by the levels of its functions; empty: nobody can say."""
    assessed = {level for level in levels if level != str(NOT_ASSESSED)}
    if not assessed:
        return ""
    return assessed.pop() if len(assessed) == 1 else str(PARTLY)


def cut_columns(count: int, most: int) -> list[range]:
    """Return the columns of a wide table by parts of nearly equal width, each at most so wide."""
    parts = max(1, -(-count // most))
    edges = [count * number // parts for number in range(parts + 1)]
    return [range(first, last) for first, last in pairwise(edges)]


def stated_fields(facts: Mapping[str, Any]) -> list[str]:
    """Return the names of what a paper states, without when and by which version it was made."""
    return sorted(name for name in facts if name not in NOT_STATED)


def facts_print(facts: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return a hash of what a paper states under these names.

    A paper is compared by what it stated itself: a field that papers learn later changes no older
    one.
    """
    stated = {name: facts.get(name) for name in names}
    written = json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
