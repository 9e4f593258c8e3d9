"""A methodology's parameters one by one, in words: for its form, its page and the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import EvidenceKind, Level
from assessments.rules.parameters import LATER_PARAMETERS
from core.numbers import MISSING, exact
from scoring.parameters import OfficialScore, Repeat, Voice

Text = str | Promise
Path = tuple[str | int, ...]


class Input(StrEnum):
    """How a parameter is written down."""

    NUMBER = "number"
    COUNT = "count"
    CHOICE = "choice"
    LEVEL = "level"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """One parameter: where it stands in the JSON, how people call it, how it is entered.

    `optional` parameters may be None, which switches the rule off.
    """

    path: Path
    section: Text
    title: Text
    input: Input = Input.NUMBER
    optional: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    hint: Text = ""

    @property
    def name(self) -> str:
        """Return the name of the form's field."""
        return "__".join(str(part) for part in self.path)


REPEATS: Final = (
    (Repeat.LATEST.value, gettext_lazy("последняя")),
    (Repeat.BEST.value, gettext_lazy("лучшая")),
    (Repeat.MEAN.value, gettext_lazy("все вместе, с общим весом")),
)
VOICES: Final = (
    (Voice.INDEPENDENT.name.lower(), gettext_lazy("ничей (независимый)")),
    (Voice.COLLEGE.name.lower(), gettext_lazy("колледж")),
    (Voice.EMPLOYER.name.lower(), gettext_lazy("работодатель")),
)
OFFICIAL_SCORES: Final = (
    (OfficialScore.PLAIN.value, gettext_lazy("как поставили оценивающие, без поправки")),
    (OfficialScore.ADJUSTED.value, gettext_lazy("с поправкой на строгость наставников")),
)
# Only these levels can be called ready: the tables of readiness refuse others.
READY_LEVELS: Final = (Level.SUFFICIENT, Level.HIGH)

_COMPONENTS: Final = gettext_lazy("Компоненты индекса")
_LEVELS: Final = gettext_lazy("Уровни")
_SOURCES: Final = gettext_lazy("Источники")
_AGEING: Final = gettext_lazy("Старение и повторы")
_ENOUGH: Final = gettext_lazy("Когда оценка предварительная")
_CONFIDENCE: Final = gettext_lazy("Уверенность")
_RATERS: Final = gettext_lazy("Строгость оценивающих")
_PRIOR: Final = gettext_lazy("Запасные значения, пока данных мало")

_BEFORE_KINDS: Final = (
    ParameterLine(
        path=("components", "practical"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес практики (Д)"),
    ),
    ParameterLine(
        path=("components", "knowledge"), section=_COMPONENTS, title=gettext_lazy("Вес знаний (З)")
    ),
    ParameterLine(
        path=("components", "motivation"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес мотивации (М)"),
    ),
    ParameterLine(
        path=("components", "reflection"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес рефлексии (Р)"),
    ),
    ParameterLine(path=("bounds", 0), section=_LEVELS, title=gettext_lazy("Базовый уровень от")),
    ParameterLine(
        path=("bounds", 1), section=_LEVELS, title=gettext_lazy("Достаточный уровень от")
    ),
    ParameterLine(path=("bounds", 2), section=_LEVELS, title=gettext_lazy("Высокий уровень от")),
    ParameterLine(
        path=("ready_levels",),
        section=_LEVELS,
        title=gettext_lazy("Готовы к работе с уровнем"),
        input=Input.LEVELS,
    ),
    ParameterLine(
        path=("weak_link",),
        section=_LEVELS,
        title=gettext_lazy("Слабое звено: обязательная функция ниже"),
        optional=True,
        hint=gettext_lazy("Пусто: правило не действует."),
    ),
    ParameterLine(
        path=("weak_link_cap",),
        section=_LEVELS,
        title=gettext_lazy("При слабом звене уровень не выше"),
        input=Input.LEVEL,
    ),
    ParameterLine(
        path=("function_target",), section=_LEVELS, title=gettext_lazy("Функция освоена от")
    ),
    ParameterLine(
        path=("min_completeness",), section=_ENOUGH, title=gettext_lazy("Полнота меньше")
    ),
    ParameterLine(
        path=("min_coverage",), section=_ENOUGH, title=gettext_lazy("Охват функций меньше")
    ),
    ParameterLine(
        path=("half_life_months",),
        section=_AGEING,
        title=gettext_lazy("Вес уменьшается вдвое за, месяцев"),
        optional=True,
        hint=gettext_lazy("Не меньше 1. Пусто: оценки не стареют."),
    ),
    ParameterLine(
        path=("repeat",),
        section=_AGEING,
        title=gettext_lazy("Из повторных попыток считается"),
        input=Input.CHOICE,
        choices=REPEATS,
    ),
)
_AFTER_KINDS: Final = (
    ParameterLine(
        path=("official",),
        section=_RATERS,
        title=gettext_lazy("Официальной считается готовность"),
        input=Input.CHOICE,
        choices=OFFICIAL_SCORES,
        hint=gettext_lazy("Вторая показывается рядом в карточке обучающегося."),
    ),
    ParameterLine(
        path=("interval",),
        section=_CONFIDENCE,
        title=gettext_lazy("С какой вероятностью интервал накрывает истинную готовность"),
    ),
    ParameterLine(
        path=("confidence", "low_below_evidence"),
        section=_CONFIDENCE,
        title=gettext_lazy("Мало данных, если оценок меньше"),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "low_below_raters"),
        section=_CONFIDENCE,
        title=gettext_lazy("Мало данных, если оценивающих меньше"),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_evidence"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: оценок от"),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_raters"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: оценивающих от"),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_half_width"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: полуширина интервала до"),
    ),
    ParameterLine(path=("prior", "mean"), section=_PRIOR, title=gettext_lazy("Средняя готовность")),
    ParameterLine(
        path=("prior", "variance"), section=_PRIOR, title=gettext_lazy("Дисперсия готовности")
    ),
    ParameterLine(
        path=("prior", "min_students"),
        section=_PRIOR,
        title=gettext_lazy("Считать по данным, если обучающихся от"),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("prior", "variance_floor"),
        section=_PRIOR,
        title=gettext_lazy("Наименьшая дисперсия по данным"),
    ),
    ParameterLine(
        path=("prior", "min_degrees_of_freedom"),
        section=_PRIOR,
        title=gettext_lazy("Считать ошибку источника по данным, если степеней свободы от"),
        input=Input.COUNT,
    ),
)


def _kind_lines(kind: EvidenceKind) -> tuple[ParameterLine, ...]:
    where = ("kinds", kind.name.lower())
    name = str(kind.label)
    title = name[:1].upper() + name[1:]
    return (
        ParameterLine(
            path=(*where, "weight"), section=_SOURCES, title=_("%(kind)s: вес") % {"kind": title}
        ),
        ParameterLine(
            path=(*where, "variance"),
            section=_SOURCES,
            title=_("%(kind)s: дисперсия одной оценки") % {"kind": title},
        ),
        ParameterLine(
            path=(*where, "voice"),
            section=_SOURCES,
            title=_("%(kind)s: чей голос") % {"kind": title},
            input=Input.CHOICE,
            choices=VOICES,
        ),
    )


def parameter_lines() -> tuple[ParameterLine, ...]:
    """Return every parameter in the order of the page; titles in the language of the moment."""
    kinds = tuple(line for kind in EvidenceKind for line in _kind_lines(kind))
    return (*_BEFORE_KINDS, *kinds, *_AFTER_KINDS)


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """Return the value at a path; None where it is missing."""
    found: Any = {**LATER_PARAMETERS, **values}
    for part in path:
        if isinstance(found, Mapping):
            found = found.get(str(part))
        elif isinstance(found, list) and isinstance(part, int) and part < len(found):
            found = found[part]
        else:
            return None
    return found


def set_value(values: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at an existing path of JSON values."""
    inner: Any = values
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value


def plain_number(value: float | None) -> str:
    """Print all digits with a decimal comma: 36.0 is «36», 0.0001 is «0,0001»."""
    number = exact(value)
    if number is None:
        return ""
    whole = number == number.to_integral_value()
    shown = number.quantize(Decimal(1)) if whole else number.normalize()
    return format(shown, "f").replace(".", ",")


def printed(line: ParameterLine, values: Mapping[str, Any]) -> str:
    """Return the parameter as people read it; «—» where the rule is switched off or unknown."""
    value = value_at(values, line.path)
    if value is None:
        return _("не действует") if line.optional else MISSING
    if line.input is Input.CHOICE:
        return str(dict(line.choices).get(value, value))
    if line.input is Input.LEVEL:
        return str(Level(value).label)
    if line.input is Input.LEVELS:
        return ", ".join(str(Level(level).label) for level in value)
    return plain_number(value)


@dataclass(frozen=True, slots=True)
class ParameterSection:
    """Parameters that stand together: (title, printed value) in order."""

    title: Text
    items: tuple[tuple[Text, str], ...]


def sections(values: Mapping[str, Any]) -> list[ParameterSection]:
    """Return all parameters of a version by section."""
    found: dict[str, tuple[Text, list[tuple[Text, str]]]] = {}
    for line in parameter_lines():
        _title, items = found.setdefault(str(line.section), (line.section, []))
        items.append((line.title, printed(line, values)))
    return [ParameterSection(title, tuple(items)) for title, items in found.values()]


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter that two versions set differently, as people read it."""

    section: Text
    title: Text
    old: str
    new: str


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[ParameterChange]:
    """Return the parameters in which `new` differs from `old`, in the order of the page."""
    return [
        ParameterChange(line.section, line.title, printed(line, old), printed(line, new))
        for line in parameter_lines()
        if value_at(old, line.path) != value_at(new, line.path)
    ]
