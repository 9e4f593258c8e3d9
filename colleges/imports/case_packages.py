"""The alignment of a programme as a package of 1EdTech CASE 1.1 (JSON).

Inside of a package the standard has no `CFPackageURI` and no `CFDocumentURI`, and forbids what it
does not have: those keys belong to answers about one document, item or association.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from colleges.enums import AlignmentState
from colleges.rules.case import (
    CASE_VERSION,
    COMPETENCE_TYPE,
    ELEMENT_TYPES,
    FULL_GROUPING,
    FUNCTION_TYPE,
    IS_CHILD_OF,
    IS_RELATED_TO,
    MODULE_TYPE,
    PARTIAL_GROUPING,
    identifier,
    link,
    uri_of,
)
from colleges.selectors.case import CaseLink, CaseView
from scoring.coverage import FULL

JSON_TYPE: Final = "application/json"

_GROUPINGS = ((FULL_GROUPING, "полностью"), (PARTIAL_GROUPING, "частично"))


def case_bytes(view: CaseView) -> bytes:
    """Return the package as UTF-8; the same alignment gives the same bytes."""
    return json.dumps(_Package(view).build(), ensure_ascii=False, indent=1).encode()


class _Package:
    def __init__(self, view: CaseView) -> None:
        self.view = view
        speciality = view.programme.speciality
        self.title = f"Сопряжение: {speciality}, набор {view.programme.intake_year}"
        changed = [one.changed_at for one in view.links]
        if view.version is not None:
            changed.append(view.version.created_at)
        self.changed_at = _moment(max(changed)) if changed else "1970-01-01T00:00:00Z"
        self.items: list[dict[str, Any]] = []
        self.associations: list[dict[str, Any]] = []

    def build(self) -> dict[str, Any]:
        """Return the package: document, items, associations, definitions."""
        self._sources()
        self._functions()
        for one in self.view.links:
            self._alignment(one)
        return {
            "CFDocument": self._cf_document(),
            "CFItems": self.items,
            "CFAssociations": self.associations,
            "CFDefinitions": {"CFAssociationGroupings": list(self._groupings())},
        }

    def _cf_document(self) -> dict[str, Any]:
        version = self.view.version
        is_agreed = version is not None and version.state == AlignmentState.AGREED_EMPLOYERS
        return {
            "identifier": str(self.view.document),
            "uri": uri_of(self.view.document),
            "creator": self.view.programme.college.name,
            "title": self.title,
            "lastChangeDateTime": self.changed_at,
            "version": str(version.number if version else 0),
            "caseVersion": CASE_VERSION,
            "language": "ru",
            "adoptionStatus": "Adopted" if is_agreed else "Draft",
        }

    def _sources(self) -> None:
        for place, row in enumerate(self.view.sources, start=1):
            own = self.view.source_ids[row.key]
            kind = MODULE_TYPE if row.is_module else COMPETENCE_TYPE
            hours = f"{row.hours}\N{NO-BREAK SPACE}ч." if row.hours else ""
            self._item(own, row.label, row.text, kind, notes=hours)
            self._child(own, row.label, self.view.document, self.title, place)

    def _functions(self) -> None:
        first = len(self.view.sources)
        by_function: dict[int, list[Any]] = {}
        for element in self.view.elements:
            by_function.setdefault(element.function_id, []).append(element)
        for place, row in enumerate(self.view.functions, start=first + 1):
            own = self.view.function_ids[row.pk]
            code = f"{row.standard.code} {row.code}"
            self._item(own, code, row.name, FUNCTION_TYPE, notes=row.standard.name)
            self._child(own, code, self.view.document, self.title, place)
            for turn, element in enumerate(by_function.get(row.pk, ()), start=1):
                part = self.view.element_ids[element.pk]
                kind = ELEMENT_TYPES[element.kind]
                self._item(part, f"{code}-{turn}", element.text, kind)
                self._child(part, element.text, own, row.name, turn)

    def _item(self, own: UUID, code: str, text: str, kind: str, *, notes: str = "") -> None:
        item = {
            "identifier": str(own),
            "uri": uri_of(own),
            "fullStatement": text,
            "humanCodingScheme": code,
            "CFItemType": kind,
            "language": "ru",
            "lastChangeDateTime": self.changed_at,
        }
        self.items.append({**item, "notes": notes} if notes else item)

    def _child(self, own: UUID, title: str, parent: UUID, parent_title: str, place: int) -> None:
        association = self._association(IS_CHILD_OF, link(own, title), link(parent, parent_title))
        self.associations.append({**association, "sequenceNumber": place})

    def _alignment(self, one: CaseLink) -> None:
        """A link goes from the competence or module to the function or its element."""
        titles = {row.key: row.label for row in self.view.sources}
        if one.source not in titles or one.function_id not in self.view.function_ids:
            return
        origin = link(self.view.source_ids[one.source], titles[one.source])
        if one.element_id is None:
            target = self.view.function_ids[one.function_id]
            name = next(row.name for row in self.view.functions if row.pk == one.function_id)
        else:
            target = self.view.element_ids[one.element_id]
            name = next(row.text for row in self.view.elements if row.pk == one.element_id)
        grouping, word = _GROUPINGS[0 if one.strength >= FULL else 1]
        association = self._association(IS_RELATED_TO, origin, link(target, name))
        association["CFAssociationGroupingURI"] = link(grouping, word)
        association["lastChangeDateTime"] = _moment(one.changed_at)
        self.associations.append(association)

    def _association(
        self, kind: str, origin: dict[str, str], destination: dict[str, str]
    ) -> dict[str, Any]:
        own = identifier(kind, origin["identifier"], destination["identifier"])
        return {
            "identifier": str(own),
            "uri": uri_of(own),
            "associationType": kind,
            "originNodeURI": origin,
            "destinationNodeURI": destination,
            "lastChangeDateTime": self.changed_at,
        }

    def _groupings(self) -> Iterator[dict[str, str]]:
        for own, word in _GROUPINGS:
            yield {
                "identifier": str(own),
                "uri": uri_of(own),
                "title": word,
                "lastChangeDateTime": self.changed_at,
            }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
