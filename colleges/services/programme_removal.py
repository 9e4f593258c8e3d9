"""A programme made by mistake, taken away whole while nothing depends on it."""

from datetime import datetime

from django.db import transaction

from colleges.models import Module, Programme
from colleges.selectors.programme_removal import what_holds
from core.audit import record_action


class ProgrammeInUseError(RuntimeError):
    """Something would be lost with the programme."""


@transaction.atomic
def remove_programme(*, programme: Programme, actor_id: int | None, now: datetime) -> None:
    """Remove a programme with its functions, modules and drafts; raise ProgrammeInUseError."""
    # Whoever points at the programme or a module has to lock it too: nothing slips in between.
    locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    list(Module.objects.select_for_update(of=("self",)).filter(programme=locked))
    if what_holds(programme=locked):
        raise ProgrammeInUseError
    record_action(
        action="colleges.remove_programme",
        actor_id=actor_id,
        now=now,
        target=locked,
        details={"speciality_id": locked.speciality_id, "intake_year": locked.intake_year},
    )
    locked.delete()
