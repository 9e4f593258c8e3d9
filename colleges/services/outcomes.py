"""What became of graduates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from colleges.models import College, GraduateOutcome
from core.audit import record_action


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDetails:
    student_id: int
    as_of_date: date
    status: str
    source: str
    in_speciality: bool | None = None
    employer_inn: str = ""


def record_outcomes(
    *, outcomes: Sequence[OutcomeDetails], actor_id: int | None, now: datetime
) -> int:
    """Write statuses of graduates; a second one of the same day and source replaces the first."""
    rows = [
        GraduateOutcome(
            student_id=outcome.student_id,
            as_of_date=outcome.as_of_date,
            status=outcome.status,
            source=outcome.source,
            in_speciality=outcome.in_speciality,
            employer_inn=outcome.employer_inn,
            recorded_at=now,
        )
        for outcome in outcomes
    ]
    with transaction.atomic():
        GraduateOutcome.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["student", "as_of_date", "source"],
            update_fields=["status", "in_speciality", "employer_inn", "recorded_at"],
        )
        record_action(
            action="colleges.record_outcomes",
            actor_id=actor_id,
            now=now,
            details={"graduates": len(rows)},
        )
    return len(rows)


def save_statuses(
    *, outcomes: Sequence[OutcomeDetails], actor_id: int | None, now: datetime
) -> int:
    """Write what a person chose on the page; an employer known for that day and source stays.

    The list of graduates asks for no employer, and a second look at a status must not lose it.
    """
    students = [outcome.student_id for outcome in outcomes]
    with transaction.atomic():
        known = {
            (row.student_id, row.as_of_date, row.source, row.status): row.employer_inn
            for row in GraduateOutcome.objects.filter(student_id__in=students).exclude(
                employer_inn=""
            )
        }
        kept = [
            replace(one, employer_inn=known.get(_key(one), "")) if not one.employer_inn else one
            for one in outcomes
        ]
        return record_outcomes(outcomes=kept, actor_id=actor_id, now=now)


def _key(one: OutcomeDetails) -> tuple[int, date, str, str]:
    return one.student_id, one.as_of_date, one.source, one.status


def remove_outcome(*, outcome: GraduateOutcome, actor_id: int | None, now: datetime) -> None:
    """Take away a record made by mistake; the audit line keeps what it said, without the name."""
    with transaction.atomic():
        record_action(
            action="colleges.remove_outcome",
            actor_id=actor_id,
            now=now,
            target=outcome,
            details={
                "student": outcome.student_id,
                "as_of_date": outcome.as_of_date.isoformat(),
                "status": outcome.status,
                "source": outcome.source,
            },
        )
        outcome.delete()


def record_list_read(
    *,
    college: College,
    what: str,
    count: int,
    actor_id: int | None,
    now: datetime,
    of: Model | None = None,
) -> None:
    """Append the audit line of a list with names that left the portal as a file.

    `of` is what the list belongs to, where it is narrower than the college.
    """
    record_action(
        action="colleges.export_graduates",
        actor_id=actor_id,
        now=now,
        target=of or college,
        details={"list": what, "people": count},
    )
