"""Criteria known by what they judge: the code of a competence or of a labour function."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar

from core.text import competence_code, function_code, squeeze


class Coded(Protocol):
    """What is needed of a criterion."""

    @property
    def pk(self) -> int: ...
    @property
    def code(self) -> str: ...


Judged = TypeVar("Judged", bound=Coded)


def official_code(title: object) -> str | None:
    """Return the code with which a title begins, in its official form; None when it has none.

    «пк 1,1 Приёмка новой техники» is «ПК 1.1», «А/01.3» in Cyrillic is «A/01.3».
    """
    words = squeeze(title).split(" ") if isinstance(title, str) else []
    for count in (2, 1):
        text = " ".join(words[:count]).rstrip(".:;,")
        code = competence_code(text) or function_code(text)
        if code is not None:
            return code
    return None


def criteria_by_code(criteria: Iterable[tuple[Judged, Iterable[str]]]) -> dict[str, Judged]:
    """Return the criterion that each code means; criteria come with the codes of their functions.

    The criterion's own code counts before those of functions and comes first; a function that
    several criteria judge means none of them.
    """
    own: dict[str, Judged] = {}
    by_function: defaultdict[str, list[Judged]] = defaultdict(list)
    for criterion, functions in criteria:
        code = official_code(criterion.code)
        if code is not None:
            own.setdefault(code, criterion)
        for function in {official_code(text) or text for text in functions}:
            by_function[function].append(criterion)
    only = {code: found[0] for code, found in by_function.items() if len(found) == 1}
    return own | {code: found for code, found in only.items() if code not in own}
