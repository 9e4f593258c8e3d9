"""Students of final courses and graduates of the own college who may be left without work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.enums import Level, RiskReason
from assessments.rules.at_risk import reasons_of_graduate, reasons_of_student
from colleges.enums import EnrolmentState
from colleges.models import Enrolment
from colleges.rules.outcomes import Standing
from colleges.selectors.graduates import count_graduates_at_risk, graduates_of_year
from core.numbers import academic_year_start
from core.scope import Scope
from core.text import joined_name
from employers.models import Placement

# Graduates are followed for two years: so long the federal indicators count them.
_YEARS_FOLLOWED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """One person with every reason, the weightiest first; a student has no standing."""

    uid: UUID
    name: str
    group_id: int
    group: str
    graduation_year: int
    is_graduate: bool
    reasons: tuple[RiskReason, ...]
    standing: Standing | None


def at_risk(*, scope: Scope, today: date) -> list[AtRisk]:
    """Return everybody with a reason: the weightiest reasons first, then by group and name."""
    if not scope.sees_names:
        return []
    final_year = academic_year_start(today) + 1
    people = [*_students(scope, final_year), *_graduates(scope, final_year)]
    order = {reason: place for place, reason in enumerate(RiskReason)}
    return sorted(
        people,
        key=lambda one: (order[one.reasons[0]], -len(one.reasons), one.group, one.name),
    )


def count_at_risk(*, scope: Scope, today: date) -> tuple[int, int]:
    """Return how many students, and graduates, `at_risk` names: counted by the database.

    The condition is that of `assessments.rules.at_risk`; a test compares both.
    """
    if not scope.sees_names:
        return 0, 0
    final_year = academic_year_start(today) + 1
    safe = Q(
        has_placement=True,
        student__readiness__has_employer_voice=True,
        student__readiness__is_provisional=False,
        student__readiness__level__gt=Level.LOW,
    )
    course = _final_course(scope, final_year).aggregate(
        everybody=Count("pk"), safe=Count("pk", filter=safe)
    )
    graduates = count_graduates_at_risk(scope=scope, years=_years_followed(final_year))
    return course["everybody"] - course["safe"], graduates


def _final_course(scope: Scope, final_year: int) -> QuerySet[Any]:
    """Return the enrolments of the last course with `has_placement`."""
    return Enrolment.objects.filter(
        state=EnrolmentState.STUDYING,
        group__college_id__in=scope.college_ids,
        group__graduation_year=final_year,
        student__merged_into__isnull=True,
    ).annotate(
        has_placement=Exists(Placement.objects.filter(student_id=OuterRef("student_id"))),
    )


def _years_followed(final_year: int) -> range:
    return range(final_year - 1, final_year - 1 - _YEARS_FOLLOWED, -1)


def _students(scope: Scope, final_year: int) -> Iterator[AtRisk]:
    rows = _final_course(scope, final_year).order_by("student_id")
    for uid, last, first, patronymic, group_id, group, *facts in rows.values_list(
        "student__uid",
        "student__last_name",
        "student__first_name",
        "student__patronymic",
        "group_id",
        "group__name",
        "has_placement",
        "student__readiness__level",
        "student__readiness__is_provisional",
        "student__readiness__has_employer_voice",
    ):
        has_placement, level, is_provisional, has_employer_voice = facts
        reasons = reasons_of_student(
            level=level,
            # Without a row of readiness all three are None: nothing is known.
            is_provisional=is_provisional is not False,
            has_employer_voice=bool(has_employer_voice),
            has_placement=has_placement,
        )
        if reasons:
            yield AtRisk(
                uid=uid,
                name=joined_name(last, first, patronymic),
                group_id=group_id,
                group=group,
                graduation_year=final_year,
                is_graduate=False,
                reasons=reasons,
                standing=None,
            )


def _graduates(scope: Scope, final_year: int) -> Iterator[AtRisk]:
    for year in _years_followed(final_year):
        for one in graduates_of_year(scope=scope, year=year):
            reasons = reasons_of_graduate(one.standing)
            if reasons:
                yield AtRisk(
                    uid=one.uid,
                    name=one.name,
                    group_id=one.group_id,
                    group=one.group,
                    graduation_year=year,
                    is_graduate=True,
                    reasons=reasons,
                    standing=one.standing,
                )
