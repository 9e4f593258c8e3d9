"""What each scale of grades accepts: limits, words, and words that mean "no evidence"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring import scale_words as words


class ScaleKind(StrEnum):
    POINTS = "points"  # 0..maximum, any fraction
    MARK = "mark"  # 2, 3, 4, 5
    AVERAGE_MARK = "average_mark"  # mean of marks, 2..5, any fraction
    RUBRIC = "rubric"  # 1, 2, 3, 4, 5
    ANCHOR = "anchor"  # 0..3, the employer's four verbal anchors
    EXTENT = "extent"  # полностью / частично / нет
    QUALITY = "quality"  # высокое / среднее / низкое
    FREQUENCY = "frequency"  # регулярно / эпизодически / не проявлял
    ATTAINMENT = "attainment"  # повышенный / пороговый
    PASS = "pass"  # noqa: S105 -- зачтено / не зачтено, освоен / не освоен
    PERCENT = "percent"  # 0..100
    KZ_LETTER = "kz_letter"  # A..F of Kazakhstan, read as percent


class State(StrEnum):
    VALUE = "value"
    ABSENT = "absent"
    EXEMPT = "exempt"
    NOT_OBSERVED = "not_observed"
    EMPTY = "empty"
    ERROR = "error"


class Problem(StrEnum):
    UNKNOWN = "unknown"
    OUT_OF_RANGE = "out_of_range"
    NOT_ON_SCALE = "not_on_scale"
    CONFLICT = "conflict"
    SIGNED_MARK = "signed_mark"
    OTHER_MAXIMUM = "other_maximum"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Rule:
    low: float
    high: float
    allowed: tuple[float, ...]  # empty: every number between the limits
    words: Mapping[str, float]
    ticks: bool
    hint: str


def _rule(
    limits: tuple[float, float],
    groups: Mapping[float, str] | None = None,
    *,
    hint: str,
    allowed: tuple[float, ...] = (),
    ticks: bool = False,
) -> Rule:
    table = words.table_of(groups or {})
    return Rule(limits[0], limits[1], allowed, MappingProxyType(table), ticks, hint)


_UNIT: Final = (0.0, 1.0)
_HALVES: Final = (0.0, 0.5, 1.0)
RULES: Final[Mapping[ScaleKind, Rule]] = MappingProxyType(
    {
        ScaleKind.POINTS: _rule((0.0, 0.0), hint="число баллов"),
        ScaleKind.MARK: _rule(
            (2.0, 5.0),
            words.FIVE_POINT,
            allowed=(2.0, 3.0, 4.0, 5.0),
            hint="2, 3, 4, 5, «неуд.», «удовл.», «хор.», «отл.»",
        ),
        ScaleKind.AVERAGE_MARK: _rule((2.0, 5.0), hint="число от 2 до 5"),
        ScaleKind.RUBRIC: _rule(
            (1.0, 5.0), allowed=(1.0, 2.0, 3.0, 4.0, 5.0), hint="1, 2, 3, 4, 5"
        ),
        ScaleKind.ANCHOR: _rule(
            (0.0, 3.0),
            words.ANCHOR,
            allowed=(0.0, 1.0, 2.0, 3.0),
            hint="«без помощи», «с подсказкой», «под контролем», «не может», «не наблюдал»",
        ),
        ScaleKind.EXTENT: _rule(
            _UNIT, words.EXTENT, allowed=_HALVES, ticks=True, hint="«полностью», «частично», «нет»"
        ),
        ScaleKind.QUALITY: _rule(
            _UNIT, words.QUALITY, allowed=_HALVES, hint="«высокое», «среднее», «низкое»"
        ),
        ScaleKind.FREQUENCY: _rule(
            _UNIT,
            words.FREQUENCY,
            allowed=_HALVES,
            hint="«регулярно», «эпизодически», «не проявлял»",
        ),
        ScaleKind.ATTAINMENT: _rule(
            _UNIT, words.ATTAINMENT, allowed=(0.5, 1.0), hint="«пороговый», «повышенный»"
        ),
        ScaleKind.PASS: _rule(
            _UNIT, words.PASS, allowed=_UNIT, ticks=True, hint="«зачтено», «не зачтено»"
        ),
        ScaleKind.PERCENT: _rule((0.0, 100.0), hint="процент от 0 до 100"),
        ScaleKind.KZ_LETTER: _rule(
            (0.0, 100.0),
            {(low + high) / 2: letter for letter, low, high in words.KZ_BANDS},
            hint="буква от A до F или процент от 0 до 100",
        ),
    }
)

STATES: Final[Mapping[str, tuple[State, str]]] = MappingProxyType(
    {
        word: (state, label)
        for state, groups in (
            (State.ABSENT, words.ABSENT),
            (State.EXEMPT, words.EXEMPT),
            (State.NOT_OBSERVED, words.NOT_OBSERVED),
        )
        for word, label in words.table_of(groups).items()
    }
)

# What a person reads about a cell that cannot be taken; browsers get the same texts.
MESSAGES: Final[Mapping[Problem, str]] = MappingProxyType(
    {
        Problem.UNKNOWN: (
            "Значение «{text}» не распознано. Допустимо: {hint}; «н/я», «осв.»; пустая ячейка."
        ),
        Problem.OUT_OF_RANGE: "Значение {value} вне границ шкалы: от {low} до {high}.",
        Problem.NOT_ON_SCALE: "Значения {value} нет на шкале. Допустимо: {hint}.",
        Problem.CONFLICT: "В ячейке «{text}» число и слово противоречат друг другу.",
        Problem.SIGNED_MARK: (
            "Значение «{text}» не принимается: знак «+» или «-» у отметки не предусмотрен."
        ),
        Problem.OTHER_MAXIMUM: "Значение «{text}» не подходит: наибольшее по шкале {high}.",
        Problem.DATE: (
            "В ячейке дата: таблица сама изменила введённое значение, введите его заново."
        ),
    }
)
