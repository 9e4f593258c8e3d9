"""Forms of assessment that nobody needs: removed while unused, put aside otherwise."""

from datetime import datetime

from django.db import transaction

from assessments.models import Instrument
from assessments.services.instruments import InstrumentInUse, check_code
from core.audit import record_action


def remove_instrument(*, instrument: Instrument, actor_id: int | None, now: datetime) -> None:
    """Remove an own form with its criteria; raise InstrumentInUse when a sheet stands on it."""
    with transaction.atomic():
        # Locked against a sheet that is being made of it.
        locked = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        if locked.college_id is None or locked.sheets.exists():
            raise InstrumentInUse
        record_action(
            action="assessments.remove_instrument", actor_id=actor_id, now=now, target=locked
        )
        locked.delete()


def archive_instrument(
    *, instrument: Instrument, is_archived: bool, actor_id: int | None, now: datetime
) -> None:
    """Offer an own form for new sheets no more, or again; its sheets stay as they are.

    Raise InstrumentInUse for a form of all colleges, ValidationError when another form has taken
    its code meanwhile.
    """
    with transaction.atomic():
        locked = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        if locked.college_id is None:
            raise InstrumentInUse
        if locked.is_archived == is_archived:
            return
        if not is_archived:
            check_code(instrument=locked, kind=locked.kind, code=locked.code, level=locked.level)
        locked.is_archived = is_archived
        locked.save(update_fields=["is_archived"])
        record_action(
            action="assessments.archive_instrument"
            if is_archived
            else "assessments.restore_instrument",
            actor_id=actor_id,
            now=now,
            target=locked,
        )
