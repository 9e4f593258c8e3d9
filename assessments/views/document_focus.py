"""For whom papers are being chosen: a group, or one person, practice or sheet of it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from assessments.enums import DocumentKind
from assessments.selectors.document_subjects import (
    SubjectLine,
    group_of_student,
    subjects_of_group,
)
from assessments.selectors.groups import group_of
from assessments.selectors.sheets import sheet_of
from assessments.selectors.students import student_of
from colleges.models import StudyGroup
from core.scope import Scope
from employers.selectors.questionnaires import get_placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What the page offers; `parameters` are those of its own address."""

    kind: DocumentKind
    group: StudyGroup | None
    lines: list[SubjectLine] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.parameters.keys() - {"group"})

    def address(self, kind: DocumentKind) -> str:
        """Return the same page for another kind of paper."""
        query = urlencode({"kind": kind.value, **self.parameters})
        return f"{reverse('assessments:document_create')}?{query}"

    def whole_address(self) -> str:
        """Return the page of this kind for the whole group."""
        query = {"kind": self.kind.value}
        if self.group is not None:
            query["group"] = str(self.group.pk)
        return f"{reverse('assessments:document_create')}?{urlencode(query)}"


def focus_of(query: QueryDict, scope: Scope) -> Focus | None:
    """Read the address of the page; None when it names what is not the college's."""
    given = {name: str(value) for name, value in query.items()}
    kind = given.get("kind", "")
    if "student" in given:
        return _of_student(_kind(kind, DocumentKind.PASSPORT), given["student"], scope)
    if "placement" in given:
        return _of_placement(_kind(kind, DocumentKind.ATTESTATION), given["placement"], scope)
    if "sheet" in given:
        return _of_sheet(_kind(kind, DocumentKind.PROTOCOL), given["sheet"], scope)
    return _of_group(_kind(kind, DocumentKind.ATTESTATION), given.get("group", ""), scope)


def _of_group(kind: DocumentKind, value: str, scope: Scope) -> Focus | None:
    if not value:
        return Focus(kind=kind, group=None)
    group = group_of(scope=scope, pk=_number(value))
    if group is None:
        return None
    lines = subjects_of_group(kind=kind, group=group, scope=scope)
    return Focus(kind=kind, group=group, lines=lines, parameters={"group": str(group.pk)})


def _kind(value: str, otherwise: DocumentKind) -> DocumentKind:
    return DocumentKind(value) if value in DocumentKind.values else otherwise


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 18 else 0


def _of_student(kind: DocumentKind, value: str, scope: Scope) -> Focus | None:
    try:
        student = student_of(scope=scope, uid=UUID(value))
    except ValueError:
        return None
    if student is None:
        return None
    group = group_of_student(student_id=student.pk, scope=scope)
    lines = [] if group is None else subjects_of_group(kind=kind, group=group, scope=scope)
    own = [line for line in lines if line.student_id in (None, student.pk)]
    return Focus(kind=kind, group=group, lines=own, parameters={"student": str(student.uid)})


def _of_placement(kind: DocumentKind, value: str, scope: Scope) -> Focus | None:
    placement = get_placement(placement_id=_number(value), scope=scope)
    if placement is None:
        return None
    group = group_of_student(student_id=placement.student_id, scope=scope)
    lines = [] if group is None else subjects_of_group(kind=kind, group=group, scope=scope)
    by_practice = kind in (DocumentKind.ATTESTATION, DocumentKind.REFERENCE)
    own = [
        line
        for line in lines
        if (
            line.pk == placement.pk
            if by_practice
            else line.student_id in (None, placement.student_id)
        )
    ]
    return Focus(kind=kind, group=group, lines=own, parameters={"placement": str(placement.pk)})


def _of_sheet(kind: DocumentKind, value: str, scope: Scope) -> Focus | None:
    sheet = sheet_of(scope=scope, pk=_number(value))
    if sheet is None:
        return None
    lines = subjects_of_group(kind=kind, group=sheet.group, scope=scope)
    if kind != DocumentKind.PROTOCOL:
        return Focus(
            kind=kind, group=sheet.group, lines=lines, parameters={"group": str(sheet.group_id)}
        )
    own = [line for line in lines if line.pk == sheet.pk]
    return Focus(kind=kind, group=sheet.group, lines=own, parameters={"sheet": str(sheet.pk)})
