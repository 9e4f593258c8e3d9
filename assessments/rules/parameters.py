"""A methodology's parameters: JSON in the database, `scoring.Parameters` in the computation."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind
from scoring.parameters import (
    ComponentWeights,
    ConfidenceRule,
    KindParameters,
    OfficialScore,
    Parameters,
    PriorFallback,
    Repeat,
    Voice,
    default_parameters,
)

# Parameters younger than the first published version, which never changes: what it meant without.
LATER_PARAMETERS: Final[dict[str, Any]] = {"official": OfficialScore.PLAIN.value}


class ParameterProblems(ValueError):
    """The parameters make no sense; `problems` says why, one Russian sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parameters_to_json(parameters: Parameters) -> dict[str, Any]:
    """Return plain JSON values from which `parameters_from_json` restores the same parameters."""
    return {
        "kinds": {
            EvidenceKind(code).name.lower(): {
                "weight": kind.weight,
                "variance": kind.variance,
                "voice": kind.voice.name.lower(),
            }
            for code, kind in sorted(parameters.kinds.items())
        },
        "half_life_months": parameters.half_life_months,
        "repeat": parameters.repeat.value,
        "components": _plain(parameters.components),
        "bounds": list(parameters.bounds),
        "ready_levels": list(parameters.ready_levels),
        "weak_link": parameters.weak_link,
        "weak_link_cap": parameters.weak_link_cap,
        "min_completeness": parameters.min_completeness,
        "min_coverage": parameters.min_coverage,
        "function_target": parameters.function_target,
        "interval": parameters.interval,
        "confidence": _plain(parameters.confidence),
        "prior": _plain(parameters.prior),
        "official": parameters.official.value,
    }


def default_parameter_values() -> dict[str, Any]:
    """Return the parameters of the first version as JSON values."""
    return parameters_to_json(default_parameters())


def _plain(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def parameters_from_json(values: Mapping[str, Any]) -> Parameters:
    """Return the parameters that `values` describe; raise ParameterProblems naming all faults."""
    values = {**LATER_PARAMETERS, **values}
    problems = _shape_problems(values)
    problems += [] if problems else _value_problems(values)
    if problems:
        raise ParameterProblems(problems)
    return Parameters(
        kinds={
            EvidenceKind[name.upper()].value: KindParameters(
                weight=float(kind["weight"]),
                variance=float(kind["variance"]),
                voice=Voice[kind["voice"].upper()],
            )
            for name, kind in values["kinds"].items()
        },
        half_life_months=values["half_life_months"],
        repeat=Repeat(values["repeat"]),
        components=ComponentWeights(**values["components"]),
        bounds=tuple(values["bounds"]),
        ready_levels=tuple(values["ready_levels"]),
        weak_link=values["weak_link"],
        weak_link_cap=values["weak_link_cap"],
        min_completeness=values["min_completeness"],
        min_coverage=values["min_coverage"],
        function_target=values["function_target"],
        interval=values["interval"],
        confidence=ConfidenceRule(**values["confidence"]),
        prior=PriorFallback(**values["prior"]),
        official=OfficialScore(values["official"]),
    )


def _shape_problems(values: Mapping[str, Any]) -> list[str]:
    expected = default_parameter_values()
    missing = [_("Нет параметра «%s».") % name for name in expected if name not in values]
    extra = [_("Неизвестный параметр «%s».") % name for name in values if name not in expected]
    inner = [
        _("В параметре «%(outer)s» должны быть ровно: %(names)s.")
        % {"outer": name, "names": ", ".join(expected[name])}
        for name in ("components", "confidence", "prior", "kinds")
        if name in values
        and (not isinstance(values[name], Mapping) or set(values[name]) != set(expected[name]))
    ]
    return missing + extra + inner


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _positive(value: Any) -> bool:
    return _is_number(value) and 0 < value < float("inf")


def _weight(value: Any) -> bool:
    return _is_number(value) and 0 <= value < float("inf")


def _rising_bounds(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(_is_number(bound) and 0 < bound <= 1 for bound in value)
        and value == sorted(set(value))
    )


def _half_life(value: Any) -> bool:
    # Below a month the weights of old evidence leave the range of floating-point numbers.
    return value is None or (_positive(value) and value >= 1)


def _levels(value: Any) -> bool:
    # Other levels cannot be stored as ready (constraint readiness_ready_is_certain).
    return isinstance(value, list) and bool(value) and all(level in (2, 3) for level in value)


def _components(value: Mapping[str, Any]) -> bool:
    return all(_weight(weight) for weight in value.values()) and sum(value.values()) > 0


def _kinds(value: Mapping[str, Any]) -> bool:
    voices = {voice.name.lower() for voice in Voice}
    return all(
        isinstance(kind, Mapping)
        and _weight(kind.get("weight"))
        and _positive(kind.get("variance"))
        and kind.get("voice") in voices
        for kind in value.values()
    )


def _official(value: Any) -> bool:
    return value in set(OfficialScore)


def _value_problems(values: Mapping[str, Any]) -> list[str]:
    checks: list[tuple[str, Callable[[Any], bool], str]] = [
        (
            "kinds",
            _kinds,
            _("У каждого вида оценки вес не меньше 0, дисперсия больше 0 и известный голос."),
        ),
        (
            "half_life_months",
            _half_life,
            _("Период полураспада не меньше 1 месяца или не задан (без старения)."),
        ),
        (
            "repeat",
            lambda value: value in set(Repeat),
            _("Повторная попытка: latest (последняя), best (лучшая) или mean (среднее)."),
        ),
        ("components", _components, _("Веса компонентов не меньше 0 и не все равны 0.")),
        ("bounds", _rising_bounds, _("Три границы уровней возрастают и лежат между 0 и 1.")),
        ("ready_levels", _levels, _("Готовы к работе: достаточный уровень, высокий или оба.")),
        (
            "weak_link",
            lambda value: value is None or _share(value),
            _("Порог слабого звена от 0 до 1 или не задан."),
        ),
        ("weak_link_cap", lambda value: value in range(4), _("Предел слабого звена от 0 до 3.")),
        ("min_completeness", _share, _("Наименьшая полнота от 0 до 1.")),
        ("min_coverage", _share, _("Наименьший охват от 0 до 1.")),
        ("function_target", _share, _("Порог освоения функции от 0 до 1.")),
        (
            "interval",
            lambda value: _share(value) and 0 < value < 1,
            _("Вероятность интервала между 0 и 1."),
        ),
        (
            "confidence",
            lambda value: all(_weight(limit) for limit in value.values()),
            _("Границы достоверности не меньше 0."),
        ),
        (
            "prior",
            lambda value: all(_weight(limit) for limit in value.values()),
            _("Запасные средние и дисперсии не меньше 0."),
        ),
        ("official", _official, _("Официальная готовность: plain (как есть) или adjusted.")),
    ]
    return [message for name, holds, message in checks if not holds(values[name])]
