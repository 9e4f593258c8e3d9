"""What a programme requires has changed: readiness follows by a job."""

from datetime import datetime
from typing import Final

from django.db import transaction

from colleges.models import Programme
from core.audit import record_action
from core.jobs.queue import enqueue

# The job by which readiness follows what a programme requires; a package above does it.
REQUIREMENTS_CHANGED: Final = "assessments.accept_requirements"


def request_readiness(*, programme: Programme, actor_id: int | None, now: datetime) -> None:
    """Queue the readiness of the programme's students anew; one waiting job is enough."""
    enqueue(
        REQUIREMENTS_CHANGED,
        now=now,
        requested_by_id=actor_id,
        deduplication_key=f"{REQUIREMENTS_CHANGED}:{programme.pk}",
        programme_id=programme.pk,
    )


def accept_changed_functions(*, programme: Programme, actor_id: int | None, now: datetime) -> None:
    """Note that the programme's required functions were changed by hand; readiness follows."""
    with transaction.atomic():
        request_readiness(programme=programme, actor_id=actor_id, now=now)
        record_action(
            action="colleges.change_requirements",
            actor_id=actor_id,
            now=now,
            target=programme,
        )
