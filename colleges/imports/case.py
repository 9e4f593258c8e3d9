"""Reading a package of 1EdTech CASE 1.1 (JSON): who is related to what, and how fully."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from colleges.rules.case import FULL_GROUPING, IS_RELATED_TO
from core.tables.problems import Problem
from scoring.coverage import FULL, PARTIAL

KIND: Final = "colleges.alignment_case"
_LINKS: Final = ("originNodeURI", "destinationNodeURI")


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
