"""A person's answer to a suggestion: no, or no longer no. A yes is a cell like any other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from colleges.models import Module, Programme, ProgrammeFunction, RejectedSuggestion
from colleges.rules.alignments import COMPETENCE, SourceKey
from colleges.services.alignments import ForeignCellError
from core.audit import record_action
from standards.models import Competence


@transaction.atomic
def reject_suggestion(
    *,
    programme: Programme,
    source: SourceKey,
    function_id: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Remember that the pair does not fit; raise ForeignCellError for a pair of others."""
    if source.kind == COMPETENCE:
        is_own = Competence.objects.filter(
            pk=source.pk, educational_standard_id=programme.educational_standard_id
        ).exists()
    else:
        is_own = Module.objects.filter(pk=source.pk, programme=programme).exists()
    required = ProgrammeFunction.objects.filter(programme=programme, function_id=function_id)
    if not is_own or not required.exists():
        raise ForeignCellError
    _row, made = RejectedSuggestion.objects.get_or_create(
        **_pair(programme, source, function_id),
        defaults={"rejected_by_id": actor_id, "rejected_at": now},
    )
    if made:
        _record("colleges.reject_suggestion", programme, source, function_id, actor_id, now)


@transaction.atomic
def reject_suggestions(
    *,
    programme: Programme,
    places: Sequence[tuple[SourceKey, int]],
    actor_id: int | None,
    now: datetime,
) -> None:
    """Remember that none of the pairs fits, all or none: see `reject_suggestion`."""
    for source, function_id in places:
        reject_suggestion(
            programme=programme, source=source, function_id=function_id, actor_id=actor_id, now=now
        )


@transaction.atomic
def restore_suggestion(
    *,
    programme: Programme,
    source: SourceKey,
    function_id: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Forget the rejection: the pair may be suggested again."""
    pair = _pair(programme, source, function_id)
    gone, _by_model = RejectedSuggestion.objects.filter(**pair).delete()
    if gone:
        _record("colleges.restore_suggestion", programme, source, function_id, actor_id, now)


def _pair(programme: Programme, source: SourceKey, function_id: int) -> dict[str, Any]:
    return {
        "programme": programme,
        "competence_id": source.competence_id,
        "module_id": source.module_id,
        "function_id": function_id,
    }


def _record(
    action: str,
    programme: Programme,
    source: SourceKey,
    function_id: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    record_action(
        action=action,
        actor_id=actor_id,
        now=now,
        target=programme,
        details={"source": str(source), "function_id": function_id},
    )
