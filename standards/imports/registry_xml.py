"""Reading the XML export of the registry of professional standards.

Only reads: bytes in, `ParsedStandard` out, or `RegistryFileRefusedError` and nothing. What files of
2014-2025 get wrong is mended and said in the edition's warnings: skills and knowledge in each
other's place, Cyrillic letters in codes, functions out of order, tags and entities inside texts,
several titles in one element, dashes for «нет».
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from standards.imports.dates import normalise_order_number, read_date
from standards.imports.decoding import decode_xml
from standards.imports.functions import read_groups
from standards.imports.nodes import read_developers, read_name, read_text, read_units
from standards.imports.refusals import Place, RegistryFileRefusedError
from standards.imports.stream import stream_standards
from standards.imports.structure import check_structure
from standards.rules.codes import is_standard_code, normalise_standard_code
from standards.rules.editions import ParsedGeneralizedFunction, ParsedStandard
from standards.rules.wording import Order, judge_wording

MAX_CODE_LENGTH: Final = 20


def read_registry(content: bytes, *, file_name: str) -> tuple[ParsedStandard, ...]:
    """Read every edition of a file, in the file's order.

    The same edition may come twice in one file. Raise RegistryFileRefusedError, which names the
    file, the standard and the element, when anything of the file cannot be read.
    """
    text, decoding_warnings = decode_xml(content, Place(file_name))
    outside: list[str] = []
    standards = [
        _read_standard(node, file_name) for node in stream_standards(text, file_name, outside)
    ]
    return tuple(
        replace(standard, warnings=(*decoding_warnings, *outside, *standard.warnings))
        for standard in standards
    )


def _read_standard(node: Element, file_name: str) -> ParsedStandard:
    warnings: list[str] = []
    name = read_name(node, "NameProfessionalStandart", warnings, limit=600)
    code = normalise_standard_code(read_text(node, "FirstSection/CodeKindProfessionalActivity"))
    place = Place(file_name, f"«{name}» ({code})" if code else f"«{name}»")
    warnings.extend(check_structure(node, place))
    _require(code, "FirstSection/CodeKindProfessionalActivity", place)
    _require(name, "NameProfessionalStandart", place)
    if len(code) > MAX_CODE_LENGTH:
        raise RegistryFileRefusedError(
            _("Код стандарта «%(code)s» не прочитан.") % {"code": code}, place
        )
    if not is_standard_code(code):
        warnings.append(_("Код стандарта «%(code)s» не вида 00.000.") % {"code": code})
    date_text = read_text(node, "DateOfApproval")
    groups, doubts = read_groups(node, place)
    parsed = ParsedStandard(
        code=code,
        name=name,
        order_number=normalise_order_number(read_name(node, "OrderNumber", warnings, limit=40)),
        approved_on=read_date(date_text),
        registration_number=read_name(node, "RegistrationNumber", warnings, limit=20),
        activity_name=read_text(node, "FirstSection/KindProfessionalActivity"),
        purpose=read_text(node, "FirstSection/PurposeKindProfessionalActivity"),
        okz=read_units(node.find("FirstSection/EmploymentGroup/ListOKZ")),
        okved=read_units(node.find("FirstSection/EmploymentGroup/ListOKVED")),
        developers=read_developers(node.find("FourthSection")),
        generalized_functions=groups,
    )
    warnings.extend((*_doubts_about_document(parsed, date_text), *doubts))
    return _settle_wording(replace(parsed, warnings=tuple(warnings)))


def _require(text: str, path: str, place: Place) -> None:
    if not text:
        raise RegistryFileRefusedError(
            _("Пустой элемент %(path)s.") % {"path": path},
            Place(place.file_name, place.standard, path),
        )


def _doubts_about_document(standard: ParsedStandard, date_text: str) -> Iterator[str]:
    if not standard.order_number:
        yield _("Номер приказа не указан.")
    if standard.approved_on is None:
        yield (
            _("Дата утверждения не прочитана: «%(text)s».") % {"text": date_text}
            if date_text
            else _("Дата утверждения не указана.")
        )
    if not standard.generalized_functions:
        yield _("В стандарте нет обобщённых трудовых функций.")


def _settle_wording(standard: ParsedStandard) -> ParsedStandard:
    """Put skills and knowledge in their places by their wording, for the standard as a whole."""
    functions = standard.labour_functions
    skills = [text for function in functions for text in function.skills]
    knowledge = [text for function in functions for text in function.knowledge]
    wording = judge_wording(skills=skills, knowledge=knowledge)
    if wording.order is Order.UNDECIDED:
        if not skills and not knowledge:
            return standard
        doubt = _("Не понять по формулировкам, где умения, а где знания: оставлено, как в файле.")
        return replace(standard, warnings=(*standard.warnings, doubt))
    notes: list[str] = []
    if wording.order is Order.SWAPPED:
        standard = _swap(standard)
        notes.append(_("В файле умения и знания стояли на местах друг друга: переставлены."))
    notes.extend(_odd_functions(standard))
    return replace(standard, warnings=(*standard.warnings, *notes))


def _swap(standard: ParsedStandard) -> ParsedStandard:
    groups = tuple(_swap_group(group) for group in standard.generalized_functions)
    return replace(standard, generalized_functions=groups, skills_knowledge_swapped=True)


def _swap_group(group: ParsedGeneralizedFunction) -> ParsedGeneralizedFunction:
    functions = tuple(
        replace(function, skills=function.knowledge, knowledge=function.skills)
        for function in group.labour_functions
    )
    return replace(group, labour_functions=functions)


def _odd_functions(standard: ParsedStandard) -> Iterator[str]:
    """Name the functions whose own lists contradict what holds for the standard."""
    for function in standard.labour_functions:
        wording = judge_wording(skills=function.skills, knowledge=function.knowledge)
        if wording.order is Order.SWAPPED:
            yield (
                _("Трудовая функция %(code)s: похоже, умения и знания перепутаны, проверьте.")
                % {"code": function.code}
            )
