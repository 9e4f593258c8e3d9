"""Practices entered by mistake: removed while nothing that was said or printed stands on them."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from core.audit import record_action
from employers.models import Placement


class PlacementInUse(RuntimeError):
    """A mentor has rated, or a paper was issued: they would lose what they speak of."""


def remove_placement(*, placement: Placement, actor_id: int | None, now: datetime) -> None:
    """Remove a practice with its links; raise PlacementInUse when something stands on it.

    What stands on it the database says itself: papers are issued by a package above.
    """
    with transaction.atomic():
        record_action(
            action="employers.remove_placement", actor_id=actor_id, now=now, target=placement
        )
        try:
            placement.delete()
        except ProtectedError as held:
            raise PlacementInUse from held
