"""Versions of the methodology: made, published, retired."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import parameters_from_json
from core.audit import record_action


class MethodologyIsImmutable(RuntimeError):
    """Only a draft can be changed or published."""


def create_methodology(
    *,
    name: str,
    parameters: Mapping[str, Any],
    act_reference: str,
    actor_id: int | None,
    now: datetime,
) -> Methodology:
    """Make the next draft version; raise ParameterProblems when the parameters make no sense."""
    parameters_from_json(parameters)
    with transaction.atomic():
        latest = Methodology.objects.aggregate(latest=Max("version"))["latest"] or 0
        version = Methodology.objects.create(
            version=latest + 1,
            name=name,
            parameters=dict(parameters),
            act_reference=act_reference,
            created_at=now,
        )
        record_action(
            action="assessments.create_methodology", actor_id=actor_id, now=now, target=version
        )
    return version


def publish_methodology(
    *, version: Methodology, actor_id: int | None, now: datetime
) -> Methodology:
    """Put a draft into force and retire the version that was.

    Raise MethodologyIsImmutable, or ParameterProblems when its parameters make no sense.
    """
    with transaction.atomic():
        locked = Methodology.objects.select_for_update().get(pk=version.pk)
        if locked.state != MethodologyState.DRAFT:
            raise MethodologyIsImmutable
        parameters_from_json(locked.parameters)
        Methodology.objects.filter(state=MethodologyState.PUBLISHED).update(
            state=MethodologyState.RETIRED, retired_at=now
        )
        locked.state = MethodologyState.PUBLISHED
        locked.published_at = now
        locked.published_by_id = actor_id
        locked.save(update_fields=["state", "published_at", "published_by"])
        record_action(
            action="assessments.publish_methodology", actor_id=actor_id, now=now, target=locked
        )
    return locked
