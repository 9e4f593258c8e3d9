"""Work on a draft of the methodology, until an act puts it into force."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import (
    ParameterProblems,
    default_parameter_values,
    parameters_from_json,
)
from assessments.services.methodology import (
    MethodologyIsImmutable,
    create_methodology,
    publish_methodology,
)
from core.audit import record_action


def draft_from_version_in_force(*, actor_id: int | None, now: datetime) -> Methodology:
    """Make a draft with the parameters in force.

    Before the first version, or where those in force no longer make sense, with the defaults.
    """
    source = Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()
    parameters = default_parameter_values()
    if source is not None:
        with suppress(ParameterProblems):
            parameters_from_json(source.parameters)
            parameters = source.parameters
    return create_methodology(
        name=_("Проект методики"),
        parameters=parameters,
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
    """Put a draft into force by an act.

    Raise MethodologyIsImmutable for other versions, ParameterProblems when it makes no sense.
    """
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
