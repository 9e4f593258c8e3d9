"""A methodology's parameters in words: for its page and for the difference of two versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import Level
from assessments.rules.parameter_checks import line_problem
from assessments.rules.parameter_lines import (
    Input,
    ParameterLine,
    Text,
    parameter_lines,
    plain_number,
    value_at,
)
from core.numbers import MISSING

# Of a senseless value no more is printed.
_LONGEST: Final = 40


def printed(line: ParameterLine, values: Mapping[str, Any]) -> str:
    """Return the parameter as people read it; «—» where the rule is switched off or unknown."""
    value = value_at(values, line.path)
    if value is None:
        return _("не действует") if line.optional else MISSING
    if line_problem(line, value) is not None:
        # A draft from before this was checked: as it is stored, until somebody corrects it.
        return str(value)[:_LONGEST]
    return _PRINTED[line.input](line, value)


def _level(level: int) -> str:
    return str(Level(level).label)


_PRINTED: Final[dict[Input, Callable[[ParameterLine, Any], str]]] = {
    Input.NUMBER: lambda _line, value: plain_number(value),
    Input.COUNT: lambda _line, value: plain_number(value),
    Input.CHOICE: lambda line, value: str(dict(line.choices)[value]),
    Input.LEVEL: lambda _line, value: _level(value),
    Input.LEVELS: lambda _line, value: ", ".join(map(_level, value)),
}


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
