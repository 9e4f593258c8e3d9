"""A cell of a sheet: text as typed, read on its criterion's scale."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.enums import ResultState, ScaleKind
from scoring import scale_words
from scoring.scale_rules import MESSAGES, RULES, STATES
from scoring.scales import Reading, Scale, State, parse
from scoring.scales import ScaleKind as ScoringScale

_STATES: Final = {
    State.VALUE: ResultState.VALUE,
    State.ABSENT: ResultState.ABSENT,
    State.EXEMPT: ResultState.EXEMPT,
    State.NOT_OBSERVED: ResultState.NOT_OBSERVED,
    State.EMPTY: ResultState.EMPTY,
}
LONGEST_CELL: Final = 40
# What one key stands for in the grid, in either layout of the keyboard. Files are read without it:
# there a lone «о» may be a nought.
SHORTHANDS: Final = {"н": "н/я", "y": "н/я", "о": "осв.", "j": "осв."}
_WITH_POINT: Final = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}")
_PLAIN: Final = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class CellReading:
    """`score` in [0, 1] for a value, None otherwise; `error` in Russian, empty when all is well."""

    state: ResultState
    score: float | None = None
    error: str = ""


class Scaled(Protocol):
    """What reading needs of a criterion."""

    @property
    def scale(self) -> str: ...
    @property
    def maximum(self) -> Decimal | None: ...


def scale_of(criterion: Scaled) -> Scale:
    """Return the scale of a criterion as `scoring` knows it."""
    maximum = criterion.maximum if criterion.scale == ScaleKind.POINTS else None
    return Scale(ScoringScale(criterion.scale), None if maximum is None else float(maximum))


def values_of(criterion: Scaled) -> str:
    """Say what may stand in a cell of the criterion: «Баллы от 0 до 20», «2, 3, 4, 5 …»."""
    if criterion.scale == ScaleKind.POINTS and criterion.maximum is not None:
        most = f"{criterion.maximum.normalize():f}".replace(".", ",")
        return _("Баллы от 0 до %s") % most
    return capfirst(RULES[ScoringScale(criterion.scale)].hint)


def read_cell(raw: object, criterion: Scaled) -> CellReading:
    """Read what was typed or imported; unknown text is an error, never zero."""
    if len(str(raw)) > LONGEST_CELL:
        return CellReading(ResultState.EMPTY, error=_("Значение длиннее 40 знаков."))
    reading: Reading = parse(raw, scale_of(criterion))
    if reading.state is State.ERROR:
        return CellReading(ResultState.EMPTY, error=reading.message or "")
    return CellReading(_STATES[reading.state], score=reading.score)


def expand_typed(raw: str) -> str:
    """Return what a person meant: «н» is «н/я», «о» is «осв.», a fraction has a comma."""
    text = raw.strip()
    if _WITH_POINT.fullmatch(text):
        return text.replace(".", ",")
    return SHORTHANDS.get(text.casefold(), raw)


def plain_number(raw: str) -> Decimal | None:
    """Return a mark that is a bare number: «15,0» is 15."""
    return Decimal(raw.replace(",", ".")) if _PLAIN.fullmatch(raw) else None


def is_same_mark(one: str, other: str) -> bool:
    """Say whether two marks are one: a spreadsheet gives «15,0» back as 15."""
    number = plain_number(one)
    return one == other or (number is not None and number == plain_number(other))


def rules_for_browser(criteria: Iterable[Scaled]) -> dict[str, Any]:
    """Return what a browser needs to read a cell of these criteria exactly as `read_cell` does."""
    kinds = sorted({criterion.scale for criterion in criteria})
    return {
        "kinds": {kind: _rule_for_browser(ScoringScale(kind)) for kind in kinds},
        "states": {word: _STATES[state].value for word, (state, _label) in STATES.items()},
        "ticks": sorted(scale_words.TICKS),
        "units": sorted(scale_words.UNITS | scale_words.CREDITED),
        "bands": [list(band) for band in scale_words.KZ_BANDS],
        "messages": {problem.value: text for problem, text in MESSAGES.items()},
        "shorthands": SHORTHANDS,
        "longest": LONGEST_CELL,
        "too_long": _("Значение длиннее 40 знаков."),
    }


def _rule_for_browser(kind: ScoringScale) -> dict[str, Any]:
    rule = RULES[kind]
    return {
        "low": rule.low,
        "high": rule.high,
        "allowed": list(rule.allowed),
        "words": dict(rule.words),
        "ticks": rule.ticks,
        "hint": rule.hint,
    }
