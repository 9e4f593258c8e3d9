"""The employer's cabinet: the interns of the own enterprise."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from core.scope import Scope
from employers.models import Evaluation, FunctionRating, Placement


class InternState(StrEnum):
    WAITING = "waiting"
    RATED = "rated"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class CabinetCounts:
    waiting: int
    rated: int
    coming: int


def interns(*, scope: Scope, now: datetime) -> QuerySet[Placement]:
    """Return the interns of the own enterprise, the latest practice first.

    Added are `intern_state` (an InternState), `sent_at` and `is_begun`: somebody has answered
    something and not sent it.
    """
    evaluations = Evaluation.objects.filter(placement=OuterRef("pk"))
    sent = evaluations.filter(submitted_at__isnull=False).order_by()
    answers = FunctionRating.objects.filter(evaluation__placement=OuterRef("pk"))
    today = timezone.localtime(now).date()
    return (
        Placement.objects.visible_to(scope)
        .select_related("student__college", "mentor")
        .annotate(
            sent_at=Subquery(
                sent.values("placement").annotate(at=Max("submitted_at")).values("at")
            ),
            is_begun=Exists(answers),
            intern_state=Case(
                When(Exists(sent), then=Value(InternState.RATED.value)),
                When(starts_on__gt=today, then=Value(InternState.COMING.value)),
                default=Value(InternState.WAITING.value),
                output_field=CharField(),
            ),
        )
        .order_by("-ends_on", "student__first_name", "pk")
    )


def in_state(placements: QuerySet[Placement], state: InternState) -> QuerySet[Placement]:
    """Return those of `interns` who are in this state."""
    return placements.filter(Q(("intern_state", state.value)))


def count_interns(placements: QuerySet[Any]) -> CabinetCounts:
    """Return how many interns are in each state."""
    counted = dict(placements.order_by().values_list("intern_state").annotate(count=Count("pk")))
    return CabinetCounts(**{state.value: counted.get(state.value, 0) for state in InternState})
