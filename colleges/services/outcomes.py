"""What became of graduates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from colleges.models import GraduateOutcome
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
