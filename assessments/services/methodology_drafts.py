"""Work on a draft of the methodology, until an act puts it into force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import default_parameter_values, parameters_from_json
from assessments.services.methodology import (
    MethodologyIsImmutable,
    create_methodology,
    publish_methodology,
)
from core.audit import record_action


def draft_from_version_in_force(*, actor_id: int | None, now: datetime) -> Methodology:
    """Make a draft with the parameters in force; before the first version with the defaults."""
    source = Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()
    return create_methodology(
        name=_("Проект методики"),
        parameters=default_parameter_values() if source is None else source.parameters,
        act_reference="",
        actor_id=actor_id,
        now=now,
    )


def change_draft(
    *,
    version: Methodology,
    name: str,
    parameters: Mapping[str, Any],
    actor_id: int | None,
    now: datetime,
) -> Methodology:
    """Write a draft's parameters; raise ParameterProblems or MethodologyIsImmutable."""
    parameters_from_json(parameters)
    with transaction.atomic():
        locked = _locked_draft(version)
        locked.name = name
        locked.parameters = dict(parameters)
        locked.save(update_fields=["name", "parameters"])
        record_action(
            action="assessments.change_methodology", actor_id=actor_id, now=now, target=locked
        )
    return locked


def publish_draft(
    *, version: Methodology, act_reference: str, actor_id: int | None, now: datetime
) -> Methodology:
    """Put a draft into force by an act; raise MethodologyIsImmutable for other versions."""
    with transaction.atomic():
        locked = _locked_draft(version)
        locked.act_reference = act_reference
        locked.save(update_fields=["act_reference"])
        return publish_methodology(version=locked, actor_id=actor_id, now=now)


def _locked_draft(version: Methodology) -> Methodology:
    locked = Methodology.objects.select_for_update().get(pk=version.pk)
    if locked.state != MethodologyState.DRAFT:
        raise MethodologyIsImmutable
    return locked
