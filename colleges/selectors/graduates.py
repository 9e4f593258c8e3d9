"""Graduates of a college with what became of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from colleges.enums import EnrolmentState, OutcomeStatus
from colleges.models import Enrolment, GraduateOutcome, Student, StudyGroup
from colleges.rules.outcomes import RISK, SOURCE_ORDER, Said, Standing, standing_of
from core.scope import Scope
from core.text import joined_name, search_variants, to_cyrillic_key

# Beside the statuses themselves the list may be narrowed to these.
NO_STATUS = "none"
AT_RISK = "risk"
DISAGREE = "disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduate:
    """One graduate; `standing` None when nothing is known on that day."""

    student_id: int
    uid: UUID
    name: str
    group_id: int
    group: str
    speciality_id: int
    speciality: str
    speciality_code: str
    has_target_contract: bool
    graduated_on: date | None
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLine:
    """One record of the history of a graduate."""

    pk: int
    said: Said
    recorded_at: datetime


def graduation_years(*, scope: Scope) -> list[int]:
    """Return the years in which the own college has graduates, newest first."""
    if not scope.sees_names:
        return []
    years = _graduated(scope).values_list("group__graduation_year", flat=True)
    return sorted(set(years.order_by("group__graduation_year").distinct()), reverse=True)


def graduates_of_year(*, scope: Scope, year: int, as_of: date | None = None) -> list[Graduate]:
    """Return the own college's graduates of a year by group and name, in three queries.

    `as_of`: the status that counted on that day; None: by everything known.
    """
    if not scope.sees_names:
        return []
    graduated = _graduated(scope).filter(group__graduation_year=year)
    # Plain columns: a year of a large college is a thousand people, and all of them are counted.
    rows = list(
        graduated.order_by(
            "group__name",
            "group_id",
            "student__last_name",
            "student__first_name",
            "student__patronymic",
            "student_id",
        ).values_list(
            "student_id",
            "student__uid",
            "student__last_name",
            "student__first_name",
            "student__patronymic",
            "group_id",
            "has_target_contract",
            "ended_on",
        )
    )
    groups = _groups(graduated)
    said = said_of(row[0] for row in rows)
    return [
        Graduate(
            student_id=student_id,
            uid=uid,
            name=joined_name(last, first, patronymic),
            group_id=group_id,
            has_target_contract=has_target_contract,
            graduated_on=day,
            standing=standing_of(said.get(student_id, ()), as_of=as_of),
            **groups[group_id],
        )
        for student_id, uid, last, first, patronymic, group_id, has_target_contract, day in rows
    ]


def count_graduates_at_risk(*, scope: Scope, years: Collection[int]) -> int:
    """Return how many graduates of these years have a status of risk, or none that is known."""
    if not scope.sees_names:
        return 0
    graduated = _graduated(scope).filter(group__graduation_year__in=years)
    counts = graduated.annotate(counts=status_that_counts("student_id"))
    of_risk = Q(counts__isnull=True) | Q(counts__in=[OutcomeStatus.UNKNOWN, *RISK])
    return counts.filter(of_risk).count()


def status_that_counts(student_field: str) -> Subquery:
    """Return a subquery with the status that counts by everything known: `standing_of` as SQL."""
    place = {source: order for order, source in enumerate(SOURCE_ORDER)}
    said = GraduateOutcome.objects.filter(student_id=OuterRef(student_field)).order_by(
        Case(When(status=OutcomeStatus.UNKNOWN, then=1), default=0),
        "-as_of_date",
        Case(*(When(source=source, then=order) for source, order in place.items())),
    )
    return Subquery(said.values("status")[:1])


def _graduated(scope: Scope) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        state=EnrolmentState.GRADUATED,
        group__college_id__in=scope.college_ids,
        student__merged_into__isnull=True,
    )


def _groups(graduated: QuerySet[Enrolment]) -> dict[int, dict[str, Any]]:
    """Return what a graduate's group and speciality are called, once a group."""
    rows = StudyGroup.objects.filter(pk__in=graduated.values("group_id"))
    return {
        group.pk: {
            "group": group.name,
            "speciality_id": group.programme.speciality_id,
            "speciality": str(group.programme.speciality),
            "speciality_code": group.programme.speciality.code,
        }
        for group in rows.select_related("programme__speciality").order_by("pk")
    }


def said_of(student_ids: Iterable[int]) -> dict[int, list[Said]]:
    """Return everything said of these people, in one query."""
    rows = GraduateOutcome.objects.filter(student_id__in=list(student_ids)).order_by("pk")
    found: dict[int, list[Said]] = {}
    for student_id, as_of_date, status, source, in_speciality, inn in rows.values_list(
        "student_id", "as_of_date", "status", "source", "in_speciality", "employer_inn"
    ):
        said = Said(
            as_of_date=as_of_date,
            status=status,
            source=source,
            in_speciality=in_speciality,
            employer_inn=inn,
        )
        found.setdefault(student_id, []).append(said)
    return found


def _said(row: GraduateOutcome) -> Said:
    return Said(
        as_of_date=row.as_of_date,
        status=row.status,
        source=row.source,
        in_speciality=row.in_speciality,
        employer_inn=row.employer_inn,
    )


def history_of(*, student: Student) -> list[OutcomeLine]:
    """Return every record of one graduate, newest first."""
    rows = GraduateOutcome.objects.filter(student=student)
    return [
        OutcomeLine(pk=row.pk, said=_said(row), recorded_at=row.recorded_at)
        for row in rows.order_by("-as_of_date", "-recorded_at", "-pk")
    ]


def own_outcome(*, scope: Scope, pk: int) -> GraduateOutcome | None:
    """Return a record of a graduate of the own college; None for any other."""
    if not scope.sees_names:
        return None
    rows = GraduateOutcome.objects.filter(student__in=Student.objects.visible_to(scope))
    return rows.select_related("student").filter(pk=pk).first()


def is_graduate(*, student: Student) -> bool:
    """Tell whether the person has graduated from the own college."""
    return Enrolment.objects.filter(
        student=student, state=EnrolmentState.GRADUATED, group__college_id=student.college_id
    ).exists()


def graduation_day(*, student: Student) -> date | None:
    """Return the day on which the person graduated from the own college, the latest of several."""
    graduated = Enrolment.objects.filter(
        student=student, state=EnrolmentState.GRADUATED, group__college_id=student.college_id
    )
    return graduated.order_by("-ended_on").values_list("ended_on", flat=True).first()


def narrowed(
    graduates: Sequence[Graduate], *, query: str = "", group_id: int | None = None, status: str = ""
) -> list[Graduate]:
    """Return those whom the filter shows; the name forgives ё/е, case and keyboard layout."""
    found = [
        one
        for one in graduates
        if (group_id is None or one.group_id == group_id) and _has(one.standing, status)
    ]
    variants = [to_cyrillic_key(variant) for variant in search_variants(query)]
    if not variants:
        return found
    return [one for one in found if any(v in to_cyrillic_key(one.name) for v in variants)]


def _has(standing: Standing | None, status: str) -> bool:
    if not status:
        return True
    if standing is None or standing.status == OutcomeStatus.UNKNOWN:
        return status in (NO_STATUS, OutcomeStatus.UNKNOWN if standing else NO_STATUS)
    if status == AT_RISK:
        return standing.status in RISK
    if status == DISAGREE:
        return bool(standing.others)
    return standing.status == status
