"""A methodology's parameters: JSON in the database, `scoring.Parameters` in the computation."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind
from assessments.rules.parameter_checks import value_problems
from assessments.rules.parameter_lines import LATER_PARAMETERS
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
    if not isinstance(values, Mapping):
        raise ParameterProblems([_("Параметры методики — перечень имён со значениями.")])
    values = {**LATER_PARAMETERS, **values}
    problems = _shape_problems(values, default_parameter_values()) or value_problems(values)
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


def _shape_problems(
    values: Mapping[str, Any], expected: Mapping[str, Any], outer: str = ""
) -> list[str]:
    """Return what is missing, unknown or no part of its own where one is expected."""
    problems = []
    for name in expected:
        path = f"{outer}{name}"
        if name not in values:
            problems.append(_missing(outer, name))
        elif isinstance(expected[name], Mapping):
            if isinstance(values[name], Mapping):
                problems += _shape_problems(values[name], expected[name], f"{path}.")
            else:
                problems.append(
                    _("В параметре «%(outer)s» должны быть: %(names)s.")
                    % {"outer": path, "names": ", ".join(expected[name])}
                )
    unknown = [name for name in values if name not in expected]
    return problems + [_("Неизвестный параметр «%s».") % f"{outer}{name}" for name in unknown]


def _missing(outer: str, name: str) -> str:
    if not outer:
        return _("Нет параметра «%s».") % name
    return _("В параметре «%(outer)s» нет значения «%(name)s».") % {
        "outer": outer.removesuffix("."),
        "name": name,
    }
