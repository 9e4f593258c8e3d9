"""Reading generalised and labour functions of a standard's element, in the order of their codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from standards.imports.doubts import doubts_about_functions
from standards.imports.job_titles import split_titles
from standards.imports.nodes import raw_items, read_items, read_name, read_text, read_units
from standards.imports.refusals import Place, RegistryFileRefusedError
from standards.imports.structure import FUNCTION, GROUP
from standards.rules.codes import (
    FunctionCode,
    function_sort_key,
    group_sort_key,
    read_function_code,
    read_group_code,
    read_level,
)
from standards.rules.editions import ParsedGeneralizedFunction, ParsedLabourFunction

GROUPS_PATH: Final = f"ThirdSection/WorkFunctions/GeneralizedWorkFunctions/{GROUP}"
FUNCTIONS_PATH: Final = f"ParticularWorkFunctions/{FUNCTION}"
MAX_NAME_LENGTH: Final = 1000
MAX_CODE_LENGTH: Final = 9  # leaves room for «(2)» in a stored code


@dataclass(slots=True)
class _Notes:
    """What was mended in codes and levels while reading one standard."""

    place: Place
    folded: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_groups(
    node: Element, place: Place
) -> tuple[tuple[ParsedGeneralizedFunction, ...], tuple[str, ...]]:
    """Read all generalised functions and warnings about what was mended or looks wrong.

    Codes are unique in the result: a repeated one gets a number in brackets.
    """
    notes = _Notes(place)
    groups = [_read_group(group, notes) for group in node.findall(GROUPS_PATH)]
    groups = _tell_groups_apart(groups, notes)
    groups.sort(key=lambda group: group_sort_key(group.code))
    groups = _tell_functions_apart(groups, notes)
    if notes.folded:
        notes.warnings.insert(
            0,
            _("Кириллические буквы в кодах заменены латинскими: %(codes)s.")
            % {"codes": ", ".join(notes.folded)},
        )
    return tuple(groups), (*notes.warnings, *doubts_about_functions(groups))


def _read_group(node: Element, notes: _Notes) -> ParsedGeneralizedFunction:
    source = read_text(node, "CodeOTF")
    code, folded = read_group_code(source)
    if folded:
        notes.folded.append(source)
    functions = sorted(
        (_read_function(function, code, notes) for function in node.findall(FUNCTIONS_PATH)),
        key=lambda function: function_sort_key(function.code),
    )
    code = code or _code_from_functions(functions, source, notes)
    return ParsedGeneralizedFunction(
        code=code,
        name=read_name(node, "NameOTF", notes.warnings, limit=MAX_NAME_LENGTH),
        level=_level_text(*read_level(read_text(node, "LevelOfQualification"))),
        labour_functions=tuple(functions),
        job_titles=_read_titles(node),
        education=read_items(node, "EducationalRequirements"),
        experience=read_items(node, "RequirementsWorkExperiences"),
        admission=read_items(node, "SpecialConditionsForAdmissionToWork"),
        other=read_items(node, "OtherCharacteristics"),
        okz=read_units(node.find("OtherCharacteristicPlus/ListOKZ")),
        eks=(
            *read_units(node.find("OtherCharacteristicPlus/ListETKS")),
            *read_units(node.find("OtherCharacteristicPlus/ListEKS")),
        ),
        okpdtr=read_units(node.find("OtherCharacteristicPlus/ListOKPDTR")),
        okso=read_units(node.find("OtherCharacteristicPlus/ListOKSO")),
        oknpo=read_units(node.find("OtherCharacteristicPlus/ListOKNPO")),
    )


def _read_titles(node: Element) -> tuple[str, ...]:
    titles = (
        title
        for container in node.findall("PossibleJobTitles")
        for text in raw_items(container)
        for title in split_titles(text)
    )
    return tuple(dict.fromkeys(titles))


def _code_from_functions(
    functions: Iterable[ParsedLabourFunction], source: str, notes: _Notes
) -> str:
    letters = {read_function_code(function.code).letter for function in functions}
    if len(letters) != 1:
        path = f"{GROUPS_PATH}/CodeOTF"
        raise RegistryFileRefusedError(
            _("Код обобщённой трудовой функции «%(code)s» не прочитан.") % {"code": source},
            Place(notes.place.file_name, notes.place.standard, path),
        )
    code = letters.pop()
    notes.warnings.append(
        _("Код обобщённой трудовой функции «%(source)s» восстановлен по её функциям: %(code)s.")
        % {"source": source, "code": code}
    )
    return code


def _read_function(node: Element, group_code: str, notes: _Notes) -> ParsedLabourFunction:
    source = read_text(node, "CodeTF")
    code = read_function_code(source)
    level, sublevel = read_level(read_text(node, "SubQualification"))
    if code.number is not None and code.level is None and level is not None:
        code = replace(code, text=f"{code.text}.{level}", level=level, mended=True)
    _note_code(code, source, group_code, notes)
    if code.level is not None and level is not None and code.level != level:
        notes.warnings.append(
            _(
                "Трудовая функция %(code)s: уровень в файле %(level)s, в коде %(in_code)s:"
                " взят уровень из кода."
            )
            % {"code": code.text, "level": level, "in_code": code.level}
        )
        sublevel = None
    return ParsedLabourFunction(
        code=code.text,
        name=read_name(node, "NameTF", notes.warnings, limit=MAX_NAME_LENGTH),
        level=_level_text(code.level or level, code.sublevel or sublevel),
        actions=read_items(node, "LaborActions"),
        skills=read_items(node, "RequiredSkills"),
        knowledge=read_items(node, "NecessaryKnowledges"),
        other=read_items(node, "OtherCharacteristics"),
    )


def _note_code(code: FunctionCode, source: str, group_code: str, notes: _Notes) -> None:
    if not code.text or (code.number is None and len(code.text) > MAX_CODE_LENGTH):
        path = f"{GROUPS_PATH}[{group_code}]/{FUNCTIONS_PATH}/CodeTF"
        raise RegistryFileRefusedError(
            _("Код трудовой функции «%(code)s» не прочитан.") % {"code": source},
            Place(notes.place.file_name, notes.place.standard, path),
        )
    if code.folded:
        notes.folded.append(source)
    if code.number is None:
        notes.warnings.append(
            _("Код трудовой функции «%(code)s» не вида A/01.3.") % {"code": source}
        )
    elif code.mended:
        notes.warnings.append(
            _("Код трудовой функции «%(source)s» прочитан как %(code)s.")
            % {"source": source, "code": code.text}
        )
    if group_code and code.letter != group_code:
        notes.warnings.append(
            _("Трудовая функция %(code)s стоит в обобщённой функции %(group)s.")
            % {"code": code.text, "group": group_code}
        )


def _level_text(level: int | None, sublevel: int | None) -> str:
    return ".".join(str(part) for part in (level, sublevel) if part is not None)


def _tell_groups_apart(
    groups: list[ParsedGeneralizedFunction], notes: _Notes
) -> list[ParsedGeneralizedFunction]:
    taken = {group.code for group in groups}
    seen: set[str] = set()
    apart: list[ParsedGeneralizedFunction] = []
    for group in groups:
        code = group.code
        if code in seen:
            letters = {read_function_code(f.code).letter for f in group.labour_functions}
            own = letters.pop() if len(letters) == 1 else ""
            code = own if own and own not in taken else _numbered(code, seen)
            notes.warnings.append(
                _("Код обобщённой функции %(code)s повторяется: второй записан как %(new)s.")
                % {"code": group.code, "new": code}
            )
        seen.add(code)
        apart.append(replace(group, code=code))
    return apart


def _tell_functions_apart(
    groups: list[ParsedGeneralizedFunction], notes: _Notes
) -> list[ParsedGeneralizedFunction]:
    seen: set[str] = set()
    apart: list[ParsedGeneralizedFunction] = []
    for group in groups:
        functions: list[ParsedLabourFunction] = []
        for function in group.labour_functions:
            code = function.code
            if code in seen:
                code = _numbered(code, seen)
                notes.warnings.append(
                    _("Код трудовой функции %(code)s повторяется: вторая записана как %(new)s.")
                    % {"code": function.code, "new": code}
                )
            seen.add(code)
            functions.append(replace(function, code=code))
        apart.append(replace(group, labour_functions=tuple(functions)))
    return apart


def _numbered(code: str, seen: set[str]) -> str:
    number = 2
    while f"{code}({number})" in seen:
        number += 1
    return f"{code}({number})"
