"""Grade scales: a cell of a sheet becomes a number in [0, 1], a known absence, or an error.

Unknown text is an error and never 0. "Absent", "exempt" and "not observed" give no evidence.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring import scale_words as words
from scoring.scale_rules import MESSAGES, RULES, STATES, Problem, Rule, ScaleKind, State

__all__ = [
    "Problem",
    "Reading",
    "Scale",
    "ScaleKind",
    "State",
    "limits_of",
    "parse",
    "score_of",
    "scores_of",
]


@dataclass(frozen=True, slots=True)
class Scale:
    """A kind of scale; `maximum` is required for points and forbidden for the others."""

    kind: ScaleKind
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.kind is ScaleKind.POINTS:
            if self.maximum is None or not 0 < self.maximum < float("inf"):
                raise ValueError("a scale of points needs a positive maximum")
        elif self.maximum is not None:
            raise ValueError(f"a scale of kind {self.kind} has no maximum of its own")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says.

    `score` in [0, 1] and `value` on the scale are set only in the state VALUE; `label` is the
    Russian name of a known absence; `problem` and the Russian `message` are set only in ERROR.
    """

    state: State
    score: float | None = None
    value: float | None = None
    label: str = ""
    problem: Problem | None = None
    message: str = ""

    @property
    def is_evidence(self) -> bool:
        return self.state is State.VALUE


_NUMBER: Final = r"\d+(?: \d{3})*(?:[.,]\d+)?"
_CELL: Final = re.compile(
    rf"(?P<before>[^\d]*?)(?<![.,])(?P<number>-?{_NUMBER}) ?"
    rf"(?:(?:/|из) ?(?P<maximum>{_NUMBER}))?(?P<after>[^\d]*)",
    re.ASCII,
)
_LONGEST: Final = 60
_SIGNED: Final = re.compile(r"\d ?[+-]$", re.ASCII)


def limits_of(scale: Scale) -> tuple[float, float]:
    """Return the lowest and the highest value of the scale."""
    rule = RULES[scale.kind]
    return rule.low, scale.maximum if scale.maximum is not None else rule.high


def parse(raw: object, scale: Scale) -> Reading:
    """Read one cell as typed: text, a number, a truth value of a spreadsheet, or None.

    Accepts a decimal comma, any kind of space, «5 (отлично)», «отл.», «18 из 26», «н/я», «осв.».
    Never raises for bad data: the answer is then in the state ERROR with a message in Russian.
    """
    if isinstance(raw, date | time):
        return _error(Problem.DATE)
    text = words.clean(_text_of(raw))
    if len(text) > _LONGEST:
        return _unknown(text[:_LONGEST] + "…", RULES[scale.kind])
    if not text.strip("-_. "):
        return Reading(State.EMPTY)
    key = words.word_key(text)
    if key in STATES:
        state, label = STATES[key]
        return Reading(state, label=label)
    return _parse_value(text, scale)


def score_of(value: float, scale: Scale) -> float:
    """Turn a value on the scale into [0, 1]; ValueError when it is not a value of the scale."""
    reading = _checked(value, scale)
    if reading.score is None:
        raise ValueError(reading.message)
    return reading.score


def scores_of(values: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    """Turn an array of values into scores; NaN stays NaN, a value off the scale is a ValueError."""
    low, high = limits_of(scale)
    allowed = RULES[scale.kind].allowed
    known = values[~np.isnan(values)]
    on_scale = np.isin(known, allowed) if allowed else (known >= low) & (known <= high)
    if not on_scale.all():
        raise ValueError(_out_of_range(float(known[~on_scale][0]), scale).message)
    return (values - low) / (high - low)


def _text_of(raw: object) -> str:
    if raw is None or (isinstance(raw, float | Decimal | np.floating) and raw != raw):  # noqa: PLR0124 -- NaN
        return ""
    if isinstance(raw, bool | np.bool_):
        return "истина" if raw else "ложь"
    if isinstance(raw, float | np.floating):
        # 15 digits are what a spreadsheet keeps: 0.1 + 0.2 reads as 0.3.
        return format(float(raw), ".15g")
    return str(raw)


def _parse_value(text: str, scale: Scale) -> Reading:
    rule = RULES[scale.kind]
    if scale.kind in {ScaleKind.MARK, ScaleKind.RUBRIC} and _SIGNED.search(text):
        return _error(Problem.SIGNED_MARK, text=text)
    word = _meaning(text, scale)
    if word is not None:
        return _checked(word, scale)
    match = _CELL.fullmatch(text)
    if match is None:
        return _unknown(text, rule)
    number = _to_number(match["number"])
    other = match["maximum"]
    if other is not None and _to_number(other) != limits_of(scale)[1]:
        return _error(Problem.OTHER_MAXIMUM, text=text, high=_show(limits_of(scale)[1]))
    beside = words.clean(f"{match['before']} {match['after']}")
    return _with_word(number, beside, text, scale)


def _with_word(number: float, beside: str, text: str, scale: Scale) -> Reading:
    """Check the word that stands beside the number: it must be a unit or mean the same."""
    key = words.word_key(beside)
    reading = _checked(number, scale)
    if not key or key in words.UNITS or key in words.CREDITED:
        if key == "%" and scale.kind not in {ScaleKind.PERCENT, ScaleKind.KZ_LETTER}:
            return _unknown(text, RULES[scale.kind])
        return reading
    meaning = _meaning(beside, scale)
    if meaning is None:
        return _unknown(text, RULES[scale.kind])
    if reading.state is State.VALUE and not _agrees(number, meaning, beside, scale):
        return _error(Problem.CONFLICT, text=text)
    return reading


def _agrees(number: float, meaning: float, beside: str, scale: Scale) -> bool:
    if scale.kind is not ScaleKind.KZ_LETTER:
        return number == meaning
    letter = words.letter_key(beside)
    # Bands are printed in whole percent, so 94.5 still belongs to the band that ends with 94.
    return any(name == letter and low <= number < high + 1 for name, low, high in words.KZ_BANDS)


def _meaning(text: str, scale: Scale) -> float | None:
    rule = RULES[scale.kind]
    if scale.kind is ScaleKind.KZ_LETTER:
        return rule.words.get(words.letter_key(text))
    key = words.word_key(text)
    if rule.ticks and key in words.TICKS:
        return 1.0
    return rule.words.get(key)


def _checked(value: float, scale: Scale) -> Reading:
    rule = RULES[scale.kind]
    low, high = limits_of(scale)
    if not low <= value <= high:
        return _out_of_range(value, scale)
    if rule.allowed and value not in rule.allowed:
        return _error(Problem.NOT_ON_SCALE, value=_show(value), hint=rule.hint)
    return Reading(State.VALUE, score=(value - low) / (high - low), value=value)


def _out_of_range(value: float, scale: Scale) -> Reading:
    low, high = limits_of(scale)
    return _error(Problem.OUT_OF_RANGE, value=_show(value), low=_show(low), high=_show(high))


def _unknown(text: str, rule: Rule) -> Reading:
    return _error(Problem.UNKNOWN, text=text, hint=rule.hint)


def _error(problem: Problem, **facts: str) -> Reading:
    return Reading(State.ERROR, problem=problem, message=MESSAGES[problem].format(**facts))


def _to_number(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "."))


def _show(value: float) -> str:
    return format(value, ".10g").replace(".", ",")
