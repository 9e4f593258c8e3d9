"""A methodology's parameters one by one: where each stands, its name, what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import EvidenceKind, Level
from core.numbers import exact
from scoring.parameters import OfficialScore, Repeat, Voice

Text = str | Promise
Path = tuple[str | int, ...]

# Parameters younger than the first published version, which never changes: what it meant without.
LATER_PARAMETERS: Final[dict[str, Any]] = {"official": OfficialScore.PLAIN.value}


class Input(StrEnum):
    """How a parameter is written down."""

    NUMBER = "number"
    COUNT = "count"
    CHOICE = "choice"
    LEVEL = "level"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a parameter may be, ends included; `or_zero` lets it be 0 as well."""

    least: float
    most: float
    or_zero: bool = False

    def holds(self, number: float) -> bool:
        """Say whether the number is allowed; NaN never is."""
        return self.least <= number <= self.most or (self.or_zero and number == 0)

    def words(self) -> str:
        """Return the range as it is read after «число»: «от 0 до 1»."""
        ends = {"least": plain_number(self.least), "most": plain_number(self.most)}
        if self.or_zero:
            return _("0 или от %(least)s до %(most)s") % ends
        return _("от %(least)s до %(most)s") % ends


SHARE: Final = Range(0, 1)
# Beyond these a weight silences all others, or itself, and a number of them is read by nobody.
WEIGHT: Final = Range(0.001, 100, or_zero=True)
# Scores lie between 0 and 1: no variance of theirs is larger, and with none nothing is uncertain.
VARIANCE: Final = Range(0.0001, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """One parameter: where it stands in the JSON, how people call it, how it is entered.

    `allowed` holds the numbers of a NUMBER or COUNT. `optional` parameters may be None, which
    switches the rule off.
    """

    path: Path
    section: Text
    title: Text
    input: Input = Input.NUMBER
    allowed: Range = SHARE
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
        allowed=WEIGHT,
    ),
    ParameterLine(
        path=("components", "knowledge"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес знаний (З)"),
        allowed=WEIGHT,
    ),
    ParameterLine(
        path=("components", "motivation"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес мотивации (М)"),
        allowed=WEIGHT,
    ),
    ParameterLine(
        path=("components", "reflection"),
        section=_COMPONENTS,
        title=gettext_lazy("Вес рефлексии (Р)"),
        allowed=WEIGHT,
    ),
    ParameterLine(
        path=("bounds", 0),
        section=_LEVELS,
        title=gettext_lazy("Базовый уровень от"),
        allowed=Range(0.01, 1),
    ),
    ParameterLine(
        path=("bounds", 1),
        section=_LEVELS,
        title=gettext_lazy("Достаточный уровень от"),
        allowed=Range(0.01, 1),
    ),
    ParameterLine(
        path=("bounds", 2),
        section=_LEVELS,
        title=gettext_lazy("Высокий уровень от"),
        allowed=Range(0.01, 1),
    ),
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
        allowed=Range(1, 1200),
        optional=True,
        hint=gettext_lazy("Пусто: оценки не стареют."),
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
        allowed=Range(0.5, 0.999),
    ),
    ParameterLine(
        path=("confidence", "low_below_evidence"),
        section=_CONFIDENCE,
        title=gettext_lazy("Мало данных, если оценок меньше"),
        allowed=Range(0, 1000),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "low_below_raters"),
        section=_CONFIDENCE,
        title=gettext_lazy("Мало данных, если оценивающих меньше"),
        allowed=Range(0, 100),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_evidence"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: оценок от"),
        allowed=Range(1, 1000),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_raters"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: оценивающих от"),
        allowed=Range(1, 100),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("confidence", "high_half_width"),
        section=_CONFIDENCE,
        title=gettext_lazy("Высокая уверенность: полуширина интервала до"),
        allowed=Range(0, 0.5),
    ),
    ParameterLine(path=("prior", "mean"), section=_PRIOR, title=gettext_lazy("Средняя готовность")),
    ParameterLine(
        path=("prior", "variance"),
        section=_PRIOR,
        title=gettext_lazy("Дисперсия готовности"),
        allowed=VARIANCE,
    ),
    ParameterLine(
        path=("prior", "min_students"),
        section=_PRIOR,
        title=gettext_lazy("Считать по данным, если обучающихся от"),
        allowed=Range(2, 100_000),
        input=Input.COUNT,
    ),
    ParameterLine(
        path=("prior", "variance_floor"),
        section=_PRIOR,
        title=gettext_lazy("Наименьшая дисперсия по данным"),
        allowed=Range(0.00001, 1),
    ),
    ParameterLine(
        path=("prior", "min_degrees_of_freedom"),
        section=_PRIOR,
        title=gettext_lazy("Считать ошибку источника по данным, если степеней свободы от"),
        allowed=Range(1, 1_000_000),
        input=Input.COUNT,
    ),
)


def _kind_lines(kind: EvidenceKind) -> tuple[ParameterLine, ...]:
    where = ("kinds", kind.name.lower())
    name = str(kind.label)
    title = name[:1].upper() + name[1:]
    return (
        ParameterLine(
            path=(*where, "weight"),
            section=_SOURCES,
            title=_("%(kind)s: вес") % {"kind": title},
            allowed=WEIGHT,
        ),
        ParameterLine(
            path=(*where, "variance"),
            section=_SOURCES,
            title=_("%(kind)s: дисперсия одной оценки") % {"kind": title},
            allowed=VARIANCE,
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
    found: Any = {**LATER_PARAMETERS, **values} if isinstance(values, Mapping) else {}
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
    whole = number.to_integral_value()
    shown = whole if number == whole else number.normalize()
    return format(shown, "f").replace(".", ",")
