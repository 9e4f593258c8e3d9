"""Criteria known by what they judge: the code of a competence or of a labour function."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar

from core.tables.cells import CellValue
from core.tables.specs import header_day
from core.text import code_candidates, competence_code, function_code, lost_in_text, squeeze


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


def codes_lost_in(title: CellValue, known: Iterable[str]) -> list[str]:
    """Return those of the known codes that a spreadsheet may have turned into this number or date.

    1.1 and the text «1,1» are «ПК 1.1» or «ПК 1.10», the date 01.02.2026 is «ПК 1.2»; the likeliest
    first. None for a title in words and for a whole number.
    """
    numbers = _numbers_lost_in(title)
    by_number: defaultdict[str, list[str]] = defaultdict(list)
    for code in known:
        by_number[code.partition(" ")[2] or code].append(code)
    return [code for number in dict.fromkeys(numbers) for code in by_number.get(number, ())]


def _numbers_lost_in(title: CellValue) -> tuple[str, ...]:
    if not isinstance(title, str):
        return code_candidates(title)
    return lost_in_text(title) or code_candidates(header_day(squeeze(title).replace(",", ".")))


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
