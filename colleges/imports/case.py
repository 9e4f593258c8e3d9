"""A package of 1EdTech CASE 1.1 (JSON): who is related to what, and how fully."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.imports.alignment import AlignmentTargets
from colleges.imports.case_packages import JSON_TYPE, case_bytes
from colleges.rules.case import FULL_GROUPING, IS_RELATED_TO
from colleges.selectors.case import case_view
from colleges.services.alignment_packages import plan_package
from colleges.services.alignment_plans import AlignmentPlan
from core.import_kinds import DocumentKind, Target, TemplateFile
from core.numbers import format_number
from core.tables.cells import UnreadableFileError
from core.tables.limits import LIMITS
from core.tables.problems import Problem
from scoring.coverage import FULL, PARTIAL

KIND: Final = "colleges.alignment_case"
_LINKS: Final = ("originNodeURI", "destinationNodeURI")


class CaseImport(AlignmentTargets, DocumentKind):
    """The alignment of one programme from another system."""

    key = KIND
    slug = "alignment-case"
    title = gettext_lazy("Сопряжение в обменном формате CASE")
    lead = gettext_lazy(
        "Пакет 1EdTech CASE 1.1 из портала или другой системы. Функции и компетенции узнаются по "
        "идентификаторам; чего в пакете нет, то не меняется."
    )
    formats = gettext_lazy("JSON до 20 МБ.")
    template_lead = gettext_lazy("Образец: сопряжение программы, каким оно сейчас есть.")

    def read(self, *, content: bytes, name: str) -> "CasePackage":
        if len(content) > LIMITS.file_bytes:
            size = format_number(LIMITS.file_bytes // 2**20)
            message = _("Файл «%(name)s» больше %(size)s МБ: это не пакет одной программы.")
            raise UnreadableFileError(message % {"name": name, "size": size})
        return read_case(content, name)

    def plan(self, *, reading: "CasePackage", target: Target) -> AlignmentPlan:
        return plan_package(
            view=case_view(programme=target.subject),
            items=reading.items,
            relations=reading.relations,
            problems=reading.problems,
        )

    def template_file(self, *, target: Target | None) -> TemplateFile | None:
        if target is None:
            return None
        content = case_bytes(case_view(programme=target.subject))
        return TemplateFile(content=content, media_type=JSON_TYPE, extension="json")


@dataclass(frozen=True, slots=True)
class CasePackage:
    """What a package says: its items, and strengths by origin and destination."""

    items: frozenset[UUID]
    relations: Mapping[tuple[UUID, UUID], float]
    problems: tuple[Problem, ...]


def read_case(content: bytes, name: str) -> CasePackage:
    """Read a package whole; what is wrong is named by the list and the number of its entry."""
    problems: list[Problem] = []
    try:
        package = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return _refused(name, _("Файл не читается как JSON в кодировке UTF-8."))
    if not isinstance(package, dict) or not isinstance(package.get("CFDocument"), dict):
        return _refused(name, _("Это не пакет CASE: нет CFDocument."))
    items: set[UUID] = set()
    for number, entry in _entries(package, "CFItems", problems):
        own = _uuid(entry.get("identifier"))
        if own is None or not isinstance(entry.get("fullStatement"), str):
            problems.append(_problem("CFItems", number, _("Нужны identifier и fullStatement.")))
        else:
            items.add(own)
    relations: dict[tuple[UUID, UUID], float] = {}
    for number, entry in _entries(package, "CFAssociations", problems):
        ends = [_uuid(_part(entry.get(key)).get("identifier")) for key in _LINKS]
        kind = entry.get("associationType")
        if None in ends or not isinstance(kind, str):
            message = _("Нужны associationType, originNodeURI и destinationNodeURI.")
            problems.append(_problem("CFAssociations", number, message))
        elif kind == IS_RELATED_TO and ends[0] and ends[1]:
            grouping = _uuid(_part(entry.get("CFAssociationGroupingURI")).get("identifier"))
            relations[ends[0], ends[1]] = FULL if grouping == FULL_GROUPING else PARTIAL
    return CasePackage(frozenset(items), relations, tuple(problems))


def _entries(
    package: dict[str, Any], key: str, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = package.get(key, [])
    if not isinstance(entries, list):
        problems.append(Problem(sheet=key, message=_("Здесь должен быть список.")))
        return
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            yield number, entry
        else:
            problems.append(_problem(key, number, _("Запись не является объектом.")))


def _part(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _problem(key: str, number: int, message: str) -> Problem:
    return Problem(sheet=key, row=number, message=message)


def _refused(name: str, message: str) -> CasePackage:
    return CasePackage(frozenset(), {}, (Problem(sheet=name, message=message),))
