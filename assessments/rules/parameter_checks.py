"""Which values of a methodology's parameters make sense, one by one and together."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import Level
from assessments.rules.parameter_lines import (
    READY_LEVELS,
    Input,
    ParameterLine,
    parameter_lines,
    value_at,
)

# Digits to which an index is rounded before it is given a level: bounds differ within them.
_DIGITS_OF_INDEX: Final = 4
# Nobody states a parameter more exactly, and each is printed with all its digits.
_DECIMALS: Final = 6


def value_problems(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with parameters of the right shape, one Russian sentence each."""
    problems = [
        problem
        for line in parameter_lines()
        if (problem := line_problem(line, value_at(values, line.path))) is not None
    ]
    if len(values["bounds"] if isinstance(values["bounds"], list) else ()) != len(Level) - 1:
        problems.append(_("Границ уровней («bounds») должно быть три."))
    return problems or [str(words) for holds, words in _TOGETHER if not holds(values)]


def line_problem(line: ParameterLine, value: Any) -> str | None:
    """Return what is wrong with one parameter by itself, naming it and what it may be."""
    needed = what_is_needed(line, value)
    if needed is None:
        return None
    named = {"section": line.section, "title": line.title, "needed": needed}
    return _("%(section)s, «%(title)s»: %(needed)s.") % named


def what_is_needed(line: ParameterLine, value: Any) -> str | None:
    """Return what a wrong value should be, said beside the parameter; None for a right one."""
    if (line.optional and value is None) or _HOLDS[line.input](line, value):
        return None
    if line.input is Input.NUMBER and _is_number(value) and line.allowed.holds(value):
        return _("не больше шести знаков после запятой")
    return _("нужно %(allowed)s") % {"allowed": allowed_words(line)}


def allowed_words(line: ParameterLine) -> str:
    """Return what the parameter may be: «число от 0 до 1»."""
    if line.input in (Input.NUMBER, Input.COUNT):
        words = _("целое число %(range)s") if line.input is Input.COUNT else _("число %(range)s")
        said = words % {"range": line.allowed.words()}
        return _("%(number)s или пусто") % {"number": said} if line.optional else said
    if line.input is Input.CHOICE:
        choices = ", ".join(f"{code} ({words})" for code, words in line.choices)
        return _("одно из: %(choices)s") % {"choices": choices}
    levels = READY_LEVELS if line.input is Input.LEVELS else tuple(Level)
    named = ", ".join(f"{level.value} ({level.label})" for level in levels)
    if line.input is Input.LEVEL:
        return _("одно из: %(choices)s") % {"choices": named}
    return _("одно или несколько из: %(choices)s") % {"choices": named}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(line: ParameterLine, value: Any) -> bool:
    return _is_number(value) and line.allowed.holds(value) and round(value, _DECIMALS) == value


def _count(line: ParameterLine, value: Any) -> bool:
    return isinstance(value, int) and _number(line, value)


def _choice(line: ParameterLine, value: Any) -> bool:
    return isinstance(value, str) and value in dict(line.choices)


def _is_level(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in Level.values


def _levels(_line: ParameterLine, value: Any) -> bool:
    # Other levels cannot be stored as ready (constraint readiness_ready_is_certain).
    return (
        isinstance(value, list)
        and bool(value)
        and all(_is_level(level) and level in READY_LEVELS for level in value)
        and len(set(value)) == len(value)
    )


_HOLDS: Final[dict[Input, Callable[[ParameterLine, Any], bool]]] = {
    Input.NUMBER: _number,
    Input.COUNT: _count,
    Input.CHOICE: _choice,
    Input.LEVEL: lambda _line, value: _is_level(value),
    Input.LEVELS: _levels,
}


def _bounds_rise(values: Mapping[str, Any]) -> bool:
    bounds = [round(bound, _DIGITS_OF_INDEX) for bound in values["bounds"]]
    return all(lower < upper for lower, upper in pairwise(bounds))


def _some_component(values: Mapping[str, Any]) -> bool:
    return any(weight > 0 for weight in values["components"].values())


def _some_kind(values: Mapping[str, Any]) -> bool:
    return any(kind["weight"] > 0 for kind in values["kinds"].values())


def _confidence_ordered(values: Mapping[str, Any]) -> bool:
    rule = values["confidence"]
    return bool(
        rule["high_evidence"] >= rule["low_below_evidence"]
        and rule["high_raters"] >= rule["low_below_raters"]
    )


def _floor_below_fallback(values: Mapping[str, Any]) -> bool:
    return bool(values["prior"]["variance_floor"] <= values["prior"]["variance"])


_TOGETHER: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], Promise], ...]] = (
    (_some_component, gettext_lazy("Компоненты индекса: хотя бы один вес должен быть больше 0.")),
    (
        _bounds_rise,
        gettext_lazy(
            "Уровни: границы базового, достаточного и высокого уровня должны возрастать, каждая"
            " хотя бы на 0,0001."
        ),
    ),
    (_some_kind, gettext_lazy("Источники: хотя бы один вес должен быть больше 0.")),
    (
        _confidence_ordered,
        gettext_lazy(
            "Уверенность: высокая не может начинаться с меньшего числа оценок или оценивающих, чем"
            " то, ниже которого данных мало."
        ),
    ),
    (
        _floor_below_fallback,
        gettext_lazy(
            "Запасные значения: наименьшая дисперсия по данным не может быть больше дисперсии"
            " готовности."
        ),
    ),
)
