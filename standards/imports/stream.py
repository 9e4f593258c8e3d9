"""Streaming a registry file: one standard's element at a time, hostile XML refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from standards.imports.refusals import Place, RegistryFileRefusedError
from standards.imports.structure import ROOT, STANDARD, STANDARDS, stands_for

MAX_DEPTH: Final = 30
MAX_ELEMENTS: Final = 1_000_000
XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#x[\da-fA-F]{1,6};)(?:(\w{2,31});)?")
# Expat's codes for input that ends too early: no element, unclosed token, unclosed CDATA.
ENDED_EARLY: Final = frozenset({3, 5, 20})


@dataclass(slots=True)
class _Reader:
    """Where the parser stands: the path of open elements and what was met outside standards."""

    file_name: str
    warnings: list[str]
    path: list[str] = field(default_factory=list)
    elements: int = 0
    standards: int = 0
    title: str = ""

    def place(self, *, element: str | None = None) -> Place:
        within = "/".join(self.path) if element is None else element
        standard = ""
        if len(self.path) >= 3:
            standard = self.title or _("№ %(number)s в файле") % {"number": self.standards + 1}
        return Place(self.file_name, standard, within)


def stream_standards(text: str, file_name: str, warnings: list[str]) -> Iterator[Element]:
    """Yield each ProfessionalStandart; add warnings about what stands around them.

    The warnings are complete, and the file is known to be whole, only at the end of the stream.
    Raise RegistryFileRefusedError when the file is not whole, is not the registry's export or tries
    what an export never has: a DTD, entities, absurd depth.
    """
    reader = _Reader(file_name, warnings)
    source = BytesIO(_mend_ampersands(text).encode())
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            element.tag = _local_name(element.tag)
            if event == "start":
                _open(reader, element)
            else:
                if _is_standard(reader):
                    reader.standards += 1
                    yield element
                _close(reader, element)
    except ParseError as error:
        raise _not_well_formed(error, reader) from error
    except DefusedXmlException as error:
        raise RegistryFileRefusedError(
            _("Файл содержит DTD или сущности: в выгрузке реестра их не бывает, файл опасен."),
            Place(file_name),
        ) from error
    if not reader.standards:
        raise RegistryFileRefusedError(
            _("В файле нет ни одного стандарта: ожидался элемент %(expected)s.")
            % {"expected": f"{ROOT}/{STANDARDS}/{STANDARD}"},
            Place(file_name),
        )


def _mend_ampersands(text: str) -> str:
    """Escape bare ampersands and replace HTML's named entities, which XML does not know."""

    def mend(match: re.Match[str]) -> str:
        name = match[1]
        if name in XML_ENTITIES:
            return match[0]
        if name and f"{name};" in html5:
            return html5[f"{name};"]
        return f"&amp;{match[0][1:]}"

    return AMPERSAND.sub(mend, text)


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _is_standard(reader: _Reader) -> bool:
    return reader.path == [ROOT, STANDARDS, STANDARD]


def _open(reader: _Reader, element: Element) -> None:
    reader.path.append(element.tag)
    reader.elements += 1
    if len(reader.path) == 1 and element.tag != ROOT:
        raise RegistryFileRefusedError(
            _("Это не выгрузка реестра: ожидался корневой элемент %(expected)s, найден %(found)s.")
            % {"expected": ROOT, "found": element.tag},
            reader.place(),
        )
    if len(reader.path) > MAX_DEPTH or reader.elements > MAX_ELEMENTS:
        raise RegistryFileRefusedError(
            _("Вложенность или число элементов больше, чем бывает в выгрузке реестра."),
            Place(reader.file_name),
        )


def _close(reader: _Reader, element: Element) -> None:
    depth = len(reader.path)
    if depth == 4 and element.tag == "NameProfessionalStandart":
        reader.title = f"«{' '.join((element.text or '').split())}»"
    if depth in (2, 3):
        _check_outside(reader, element)
        if depth == 3:
            reader.title = ""
        element.clear()
    reader.path.pop()


def _check_outside(reader: _Reader, element: Element) -> None:
    """Refuse a renamed container around the standards; warn about anything else unknown there."""
    parent, expected = (ROOT, STANDARDS) if len(reader.path) == 2 else (STANDARDS, STANDARD)
    if element.tag == expected or reader.path[-2] != parent:
        return
    found = "/".join(reader.path)
    if stands_for(element, parent):
        raise RegistryFileRefusedError(
            _("Ожидался элемент %(expected)s, на его месте %(found)s.")
            % {"expected": "/".join((*reader.path[:-1], expected)), "found": element.tag},
            Place(reader.file_name, "", found),
        )
    reader.warnings.append(_("Неизвестный элемент %(element)s не прочитан.") % {"element": found})


def _not_well_formed(error: ParseError, reader: _Reader) -> RegistryFileRefusedError:
    line, column = error.position
    at = {"line": line, "column": column + 1}
    if error.code in ENDED_EARLY:
        reason = _("Файл оборван на строке %(line)s, знак %(column)s: не закрыт элемент.") % at
    else:
        reason = _("XML нарушен на строке %(line)s, знак %(column)s.") % at
    return RegistryFileRefusedError(reason, reader.place())
