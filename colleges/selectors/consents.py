"""Consents of students: what is in force, and who has none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from colleges.enums import ConsentPurpose
from colleges.models import CURRENT_STATES, Consent, ConsentScan, Enrolment, Student
from colleges.rules.consents import Given, Standing, standing_of
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """One purpose of one student: the standing, and every paper, newest first."""

    purpose: ConsentPurpose
    standing: Standing
    papers: tuple[Consent, ...] = ()


def standings(
    students: Iterable[Student], *, today: date
) -> dict[int, dict[ConsentPurpose, PurposeLine]]:
    """Return each student's purposes, in one query."""
    people = {student.pk: student for student in students}
    papers: dict[tuple[int, str], list[Consent]] = {}
    rows = Consent.objects.filter(student__in=list(people)).order_by("-given_at", "-pk")
    for row in rows.annotate(has_scan=Exists(ConsentScan.objects.filter(consent=OuterRef("pk")))):
        papers.setdefault((row.student_id, row.purpose), []).append(row)
    return {
        pk: {
            purpose: _line(student, purpose, papers.get((pk, purpose.value), []), today)
            for purpose in ConsentPurpose
        }
        for pk, student in people.items()
    }


def _line(
    student: Student, purpose: ConsentPurpose, papers: list[Consent], today: date
) -> PurposeLine:
    given = [
        Given(
            paper.given_by,
            timezone.localdate(paper.given_at),
            is_withdrawn=paper.withdrawn_at is not None,
        )
        for paper in papers
    ]
    standing = standing_of(given, birth_date=student.birth_date, today=today)
    return PurposeLine(purpose, standing, tuple(papers))


def consenting(
    students: Iterable[Student], *, purpose: ConsentPurpose, today: date
) -> frozenset[int]:
    """Return the keys of those whose consent to the purpose is in force."""
    found = standings(students, today=today)
    return frozenset(
        pk for pk, lines in found.items() if lines[purpose].standing == Standing.IN_FORCE
    )


def students_without(
    *, scope: Scope, purpose: ConsentPurpose | None, group_id: int | None, today: date
) -> list[tuple[Student, str, dict[ConsentPurpose, PurposeLine]]]:
    """Return those who study now and lack a consent, by name: (student, group, purposes).

    `purpose` None: everybody, whatever they have.
    """
    places = Enrolment.objects.filter(state__in=CURRENT_STATES[:2]).select_related("group")
    if group_id is not None:
        places = places.filter(group_id=group_id)
    group_of = {
        row.student_id: row.group.name
        for row in places.filter(group__college_id__in=scope.college_ids)
    }
    own: QuerySet[Student] = Student.objects.visible_to(scope).unmerged()
    students = [student for student in own if student.pk in group_of]
    found = standings(students, today=today)
    return [
        (student, group_of[student.pk], found[student.pk])
        for student in students
        if purpose is None or found[student.pk][purpose].standing != Standing.IN_FORCE
    ]


def own_consent(*, scope: Scope, pk: int) -> Consent | None:
    """Return a consent of a student of the staff's own college; None for any other."""
    return (
        Consent.objects.filter(pk=pk, student__in=Student.objects.visible_to(scope))
        .select_related("student", "scan")
        .first()
        if scope.sees_names
        else None
    )
