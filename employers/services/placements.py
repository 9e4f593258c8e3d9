"""Practice placements: which student works where, when, with whom, at which functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core.audit import record_action
from employers.models import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementDetails:
    """A placement to be made; `function_ids` are the labour functions that the mentor will rate."""

    student_id: int
    employer_id: int
    kind: str
    starts_on: date
    ends_on: date
    function_ids: Sequence[int]
    mentor_id: int | None = None
    module_id: int | None = None


def create_placement(
    *, details: PlacementDetails, actor_id: int | None, now: datetime
) -> Placement:
    """Make a placement; raise ValidationError when dates are out of order or it exists already."""
    placement = Placement(
        student_id=details.student_id,
        employer_id=details.employer_id,
        mentor_id=details.mentor_id,
        module_id=details.module_id,
        kind=details.kind,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        created_at=now,
    )
    with transaction.atomic():
        placement.validate_constraints()
        placement.save()
        placement.functions.set(details.function_ids)
        record_action(
            action="employers.create_placement", actor_id=actor_id, now=now, target=placement
        )
    return placement
