"""Students of final courses and graduates of the own college who may be left without work."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assessments.enums import RiskReason
from assessments.models import StudentReadiness
from assessments.rules.at_risk import reasons_of_graduate, reasons_of_student
from colleges.enums import EnrolmentState
from colleges.models import Enrolment
from colleges.rules.outcomes import Standing
from colleges.selectors.graduates import graduates_of_year
from core.numbers import academic_year_start
from core.scope import Scope
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
    order = list(RiskReason)
    return sorted(
        (one for one in people if one.reasons),
        key=lambda one: (order.index(one.reasons[0]), -len(one.reasons), one.group, one.name),
    )


def _students(scope: Scope, final_year: int) -> list[AtRisk]:
    rows = list(
        Enrolment.objects.filter(
            state=EnrolmentState.STUDYING,
            group__college_id__in=scope.college_ids,
            group__graduation_year=final_year,
            student__merged_into__isnull=True,
        )
        .select_related("student", "group")
        .order_by("student_id")
    )
    keys = [row.student_id for row in rows]
    ready = StudentReadiness.objects.in_bulk(keys)
    placed = set(Placement.objects.filter(student_id__in=keys).values_list("student_id", flat=True))
    return [
        _student(row, ready.get(row.student_id), has_placement=row.student_id in placed)
        for row in rows
    ]


def _student(row: Enrolment, readiness: StudentReadiness | None, *, has_placement: bool) -> AtRisk:
    return AtRisk(
        uid=row.student.uid,
        name=row.student.full_name,
        group_id=row.group_id,
        group=row.group.name,
        graduation_year=row.group.graduation_year,
        is_graduate=False,
        reasons=reasons_of_student(
            level=None if readiness is None else readiness.level,
            is_provisional=readiness is None or readiness.is_provisional,
            has_employer_voice=readiness is not None and readiness.has_employer_voice,
            has_placement=has_placement,
        ),
        standing=None,
    )


def _graduates(scope: Scope, final_year: int) -> list[AtRisk]:
    return [
        AtRisk(
            uid=one.uid,
            name=one.name,
            group_id=one.group_id,
            group=one.group,
            graduation_year=year,
            is_graduate=True,
            reasons=reasons_of_graduate(one.standing),
            standing=one.standing,
        )
        for year in range(final_year - 1, final_year - 1 - _YEARS_FOLLOWED, -1)
        for one in graduates_of_year(scope=scope, year=year)
    ]
