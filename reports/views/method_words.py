"""The method in force in plain words: every parameter of the version has its sentence here."""

import math
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind, Level
from assessments.rules.intervals import mass_in_words
from assessments.rules.parameter_lines import VOICES, plain_number
from core.numbers import format_count, format_number, format_percent
from scoring.parameters import KindParameters, OfficialScore, Parameters, Repeat


def method_facts(parameters: Parameters) -> dict[str, Any]:
    """Return what templates/reports/method.html prints: lists of (name, value), and sentences."""
    return {
        "kinds": _kinds(parameters),
        "ageing": [_ageing(parameters), _repeats(parameters)],
        "function": _function(parameters),
        "components": _components(parameters),
        "levels": _levels(parameters),
        "limits": _limits(parameters),
        "ready": _ready(parameters),
        "sureness": _sureness(parameters),
        "errors": _errors(parameters),
        "fallback": _fallback(parameters),
    }


def _kinds(parameters: Parameters) -> list[tuple[str, str]]:
    voices = {name.upper(): str(words) for name, words in VOICES}

    def words(kind: KindParameters) -> str:
        if not kind.weight:
            return _("не учитывается")
        return _("вес %(weight)s, чей голос: %(voice)s") % {
            "weight": plain_number(kind.weight),
            "voice": voices[kind.voice.name],
        }

    rows = sorted(parameters.kinds.items(), key=lambda item: (-item[1].weight, item[0]))
    return [(str(EvidenceKind(code).label), words(kind)) for code, kind in rows]


def _ageing(parameters: Parameters) -> str:
    months = parameters.half_life_months
    if months is None:
        return _("Со временем оценки веса не теряют.")
    forms = (_("месяц"), _("месяца"), _("месяцев"))
    length = (
        format_count(int(months), forms)
        if float(months).is_integer()
        else f"{plain_number(months)}\u00a0{forms[1]}"
    )
    return _("Со временем оценка значит меньше: за %(length)s её вес уменьшается вдвое.") % {
        "length": length
    }


def _repeats(parameters: Parameters) -> str:
    return {
        Repeat.LATEST: _("Из повторных попыток считается последняя, прежние остаются видны."),
        Repeat.BEST: _("Из повторных попыток считается лучшая, остальные остаются видны."),
        Repeat.MEAN: _("Повторные попытки считаются все вместе, с весом одной."),
    }[parameters.repeat]


def _function(parameters: Parameters) -> list[str]:
    official = {
        OfficialScore.PLAIN: _(
            "Официальной считается оценка, как её поставили. Рядом в карточке стоит та же оценка с"
            " поправкой на строгость наставников."
        ),
        OfficialScore.ADJUSTED: _(
            "Официальной считается оценка с поправкой на строгость наставников. Рядом в карточке"
            " стоит оценка, как её поставили."
        ),
    }
    return [
        _(
            "Готовность к функции — взвешенное среднее её свидетельств, число от 0 до 1. Функция"
            " освоена, если это число не меньше %(target)s."
        )
        % {"target": _share(parameters.function_target)},
        official[parameters.official],
    ]


def _components(parameters: Parameters) -> list[tuple[str, str]]:
    names = (_("практика"), _("знания"), _("мотивация"), _("рефлексия"))
    weights = parameters.components.as_array().tolist()
    return [
        (name, format_percent(weight, 0 if math.isclose(100 * weight, round(100 * weight)) else 1))
        for name, weight in zip(names, weights, strict=True)
    ]


def _levels(parameters: Parameters) -> list[tuple[str, str]]:
    names = [str(level.label) for level in Level]
    bounds = [_share(bound) for bound in parameters.bounds]
    below = (names[0], _("ниже %(bound)s") % {"bound": bounds[0]})
    rest = zip(names[1:], bounds, strict=True)
    return [below, *((name, _("от %(bound)s") % {"bound": bound}) for name, bound in rest)]


def _limits(parameters: Parameters) -> list[str]:
    said = [
        _(
            "Полнота — какая часть весов компонентов оценена. Охват — доля трудовых функций"
            " программы, по которым есть оценка. Пока полнота меньше %(completeness)s или охват"
            " меньше %(coverage)s, оценка предварительная: уровня ещё нет, такие обучающиеся"
            " считаются отдельно."
        )
        % {
            "completeness": _share(parameters.min_completeness),
            "coverage": _share(parameters.min_coverage),
        }
    ]
    if parameters.weak_link is not None:
        weak = _(
            "Слабое звено: если хотя бы одна обязательная функция ниже %(bound)s, уровень не выше"
            " «%(cap)s», каким бы ни был индекс."
        )
        cap = Level(parameters.weak_link_cap).label
        said.append(weak % {"bound": _share(parameters.weak_link), "cap": cap})
    return said


def _ready(parameters: Parameters) -> str:
    levels = _or(_("«%s»") % Level(level).label for level in sorted(parameters.ready_levels))
    return _(
        "Готовым к работе называется обучающийся с уровнем %(levels)s, если оценка не"
        " предварительная."
    ) % {"levels": levels}


def _or(words: Iterable[str]) -> str:
    return _(" или ").join(words)


def _sureness(parameters: Parameters) -> list[str]:
    rule = parameters.confidence
    return [
        _(
            "Рядом с числом стоит интервал: с вероятностью %(mass)s истинная готовность лежит в"
            " нём. Чем меньше оценок, тем он шире."
        )
        % {"mass": mass_in_words(parameters.interval)},
        _(
            "Слово «мало данных» стоит, если оценок меньше %(evidence)s или оценивавших меньше"
            " %(raters)s: у такой функции нет ни уровня, ни цвета, ни места в сравнении."
        )
        % {"evidence": rule.low_below_evidence, "raters": rule.low_below_raters},
        _(
            "«Высокая уверенность» — если оценок не меньше %(evidence)s и оценивавших не меньше"
            " %(raters)s либо если интервал не шире ±%(half)s. В остальных случаях уверенность"
            " средняя."
        )
        % {
            "evidence": rule.high_evidence,
            "raters": rule.high_raters,
            "half": _share(rule.high_half_width),
        },
    ]


def _errors(parameters: Parameters) -> list[tuple[str, str]]:
    """Return how far a single rating of a kind usually is from the truth: the root of s²."""
    return [
        (str(EvidenceKind(code).label), f"±{format_number(math.sqrt(kind.variance), 2)}")
        for code, kind in sorted(parameters.kinds.items())
        if kind.weight
    ]


def _fallback(parameters: Parameters) -> list[str]:
    prior = parameters.prior
    return [
        _(
            "Как только данных региона хватает (не меньше %(degrees)s независимых сравнений"
            " повторных оценок одного источника), ошибка источника считается по ним."
        )
        % {"degrees": prior.min_degrees_of_freedom},
        _(
            "Обычная готовность к функции и её разброс между обучающимися считаются по данным"
            " региона, если обучающихся с оценкой не меньше %(students)s. Иначе методика исходит"
            " из среднего %(mean)s и разброса ±%(spread)s; разброс по данным не бывает меньше"
            " ±%(least)s."
        )
        % {
            "students": prior.min_students,
            "mean": _share(prior.mean),
            "spread": format_number(math.sqrt(prior.variance), 2),
            "least": format_number(math.sqrt(prior.variance_floor), 2),
        },
    ]


def _share(value: float) -> str:
    """Print two digits, more where the methodology states more: 0,5 is «0,50», 0,855 is «0,855»."""
    exact = plain_number(value)
    return exact if len(exact) > len("0,00") else format_number(value, 2)
