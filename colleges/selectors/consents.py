"""Consents of students: what is in force, and who has none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from colleges.enums import ConsentPurpose, EnrolmentState
from colleges.models import Consent, ConsentScan, Enrolment, Student
from colleges.rules.consents import Given, Standing, allows, standing_of
from core.scope import Scope

_STUDIES = (EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE)


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
    """Return the keys of those for whom the purpose may be served."""
    found = standings(students, today=today)
    return frozenset(
        pk
        for pk, lines in found.items()
        if allows(lines[purpose].standing, lines[ConsentPurpose.PROCESSING].standing)
    )


def withdrawals_to_review(*, scope: Scope) -> QuerySet[Consent]:
    """Return withdrawn consents to processing of which nobody has decided what is kept.

    The oldest first, one paper a person; none where the consent was given again.
    """
    if not scope.sees_names:
        return Consent.objects.none()
    again = Consent.objects.filter(
        student=OuterRef("student"), purpose=ConsentPurpose.PROCESSING, withdrawn_at__isnull=True
    )
    beside = Consent.objects.filter(
        student=OuterRef("student"),
        purpose=ConsentPurpose.PROCESSING,
        withdrawn_at__isnull=False,
        reviewed_at__isnull=True,
        pk__gt=OuterRef("pk"),
    )
    return (
        Consent.objects.filter(
            ~Exists(again),
            ~Exists(beside),
            student__in=Student.objects.visible_to(scope).unmerged(),
            purpose=ConsentPurpose.PROCESSING,
            withdrawn_at__isnull=False,
            reviewed_at__isnull=True,
        )
        .select_related("student")
        .order_by("withdrawn_at", "pk")
    )


def students_without(
    *, scope: Scope, purpose: ConsentPurpose | None, group_id: int | None, today: date
) -> QuerySet[Any]:
    """Return those who study now and lack a consent, by name, each with `group_name`.

    `purpose` None: everybody, whatever they have. Papers are read of the purpose asked for only,
    and none of them becomes an object: `standings` tells the rest for one page.
    """
    places = Enrolment.objects.filter(
        student=OuterRef("pk"), state__in=_STUDIES, group__college_id__in=scope.college_ids
    )
    if group_id is not None:
        places = places.filter(group_id=group_id)
    students = (
        Student.objects.visible_to(scope)
        .unmerged()
        .annotate(group_name=Subquery(places.order_by("-pk").values("group__name")[:1]))
        .filter(group_name__isnull=False)
        .order_by("last_name", "first_name", "patronymic", "pk")
    )
    if purpose is None:
        return students
    return students.exclude(pk__in=_with_consent(scope, purpose, today))


def count_without(*, scope: Scope, purpose: ConsentPurpose, today: date) -> int:
    """Count those of `students_without`, by their keys only."""
    studying = Enrolment.objects.filter(
        student__in=Student.objects.visible_to(scope).unmerged(),
        state__in=_STUDIES,
        group__college_id__in=scope.college_ids,
    )
    people = set(studying.values_list("student_id", flat=True))
    return len(people - _with_consent(scope, purpose, today))


def _with_consent(scope: Scope, purpose: ConsentPurpose, today: date) -> set[int]:
    """Return the keys of those whose consent to one purpose is in force."""
    live = Consent.objects.filter(
        student__in=Student.objects.visible_to(scope), purpose=purpose, withdrawn_at__isnull=True
    ).values_list("student_id", "student__birth_date", "given_by", "given_at")
    return {
        pk
        for pk, birth_date, given_by, given_at in live
        if standing_of(
            [Given(given_by, timezone.localdate(given_at))], birth_date=birth_date, today=today
        )
        == Standing.IN_FORCE
    }


def own_consent(*, scope: Scope, pk: int) -> Consent | None:
    """Return a consent of a student of the staff's own college; None for any other."""
    return (
        Consent.objects.filter(pk=pk, student__in=Student.objects.visible_to(scope))
        .select_related("student", "scan")
        .first()
        if scope.sees_names
        else None
    )


def outlived(kept: Student, dropped: Student) -> list[tuple[Consent, datetime]]:
    """Return papers in force that a withdrawal in the other record ends, each with its moment.

    Whoever withdrew after, or on the day of, the signing of a paper that the college held under
    another record has withdrawn that paper too. A consent signed on a later day stays.
    """
    papers = list(Consent.objects.filter(student__in=(kept, dropped)).order_by("pk"))
    ended: dict[tuple[int, str], datetime] = {}
    for paper in papers:
        if paper.withdrawn_at is not None:
            key = (paper.student_id, paper.purpose)
            ended[key] = max(paper.withdrawn_at, ended.get(key, paper.withdrawn_at))
    other = {kept.pk: dropped.pk, dropped.pk: kept.pk}
    found = []
    for paper in papers:
        moment = ended.get((other[paper.student_id], paper.purpose))
        if paper.withdrawn_at is None and moment is not None and _before(paper.given_at, moment):
            found.append((paper, moment))
    return found


def _before(given_at: datetime, moment: datetime) -> bool:
    return timezone.localdate(given_at) <= timezone.localdate(moment)
