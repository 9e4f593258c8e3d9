"""What a programme requires, changed by its college function by function."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import (
    Alignment,
    AlignmentVersion,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
)
from colleges.services.alignment_states import WrongAlignmentStateError, copy_cells
from colleges.services.alignments import begin_version
from colleges.services.requirements import request_readiness
from core.audit import record_action
from standards.models import LabourFunction


@transaction.atomic
def add_functions(
    *,
    programme: Programme,
    function_ids: Collection[int],
    is_mandatory: bool,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Let the programme require these functions too; return how many are new to it.

    Their standards become the programme's, last in priority. Functions that do not exist, are
    retired or required already are passed over. Raise WrongAlignmentStateError while the
    association is deciding.
    """
    _lock_unless_deciding(programme)
    required = ProgrammeFunction.objects.filter(programme=programme).values("function_id")
    new = list(
        LabourFunction.objects.filter(pk__in=function_ids, is_retired=False)
        .exclude(pk__in=required)
        .order_by("standard_id", "position", "pk")
    )
    if not new:
        return 0
    ProgrammeFunction.objects.bulk_create(
        ProgrammeFunction(programme=programme, function=function, is_mandatory=is_mandatory)
        for function in new
    )
    _add_standards(programme, sorted({function.standard_id for function in new}))
    request_readiness(programme=programme, actor_id=actor_id, now=now)
    record_action(
        action="colleges.add_functions",
        actor_id=actor_id,
        now=now,
        target=programme,
        details={"functions": [function.pk for function in new]},
    )
    return len(new)


@transaction.atomic
def change_function(
    *,
    required: ProgrammeFunction,
    importance: float,
    is_mandatory: bool,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Set how much a required function counts; the students' readiness follows."""
    if (required.importance, required.is_mandatory) == (importance, is_mandatory):
        return
    required.importance, required.is_mandatory = importance, is_mandatory
    required.validate_constraints()
    required.save(update_fields=["importance", "is_mandatory"])
    request_readiness(programme=required.programme, actor_id=actor_id, now=now)
    record_action(
        action="colleges.change_function",
        actor_id=actor_id,
        now=now,
        target=required.programme,
        details={"function_id": required.function_id},
    )


@transaction.atomic
def remove_function(
    *, programme: Programme, function_id: int, actor_id: int | None, now: datetime
) -> AlignmentVersion | None:
    """Let the programme not require a function any more; results and evidence stay under it.

    Its cells leave the alignment: a draft loses them in place; what was agreed stays, and the next
    version begins without them and is returned. Raise WrongAlignmentStateError while the
    association is deciding.
    """
    version = _lock_unless_deciding(programme)
    gone, _rows = ProgrammeFunction.objects.filter(
        programme=programme, function_id=function_id
    ).delete()
    if not gone:
        return None
    cells = Alignment.objects.filter(version=version, function_id=function_id)
    count = cells.filter(element__isnull=True).count() if version else 0
    draft = None
    if version and count and version.state == AlignmentState.DRAFT:
        cells.delete()
    elif version and count:
        draft = begin_version(
            programme=programme,
            number=version.number + 1,
            event=AlignmentEventKind.STARTED,
            actor_id=actor_id,
            now=now,
        )
        # The function is required no more, so its cells find no place.
        copy_cells(source=version, target=draft, actor_id=actor_id, now=now)
    request_readiness(programme=programme, actor_id=actor_id, now=now)
    record_action(
        action="colleges.remove_function",
        actor_id=actor_id,
        now=now,
        target=programme,
        details={"function_id": function_id, "dropped_cells": count},
    )
    return draft


def _lock_unless_deciding(programme: Programme) -> AlignmentVersion | None:
    """Return the newest version, the programme locked; raise while the association decides."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    version = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
    if version is not None and version.state == AlignmentState.AGREED_COLLEGE:
        raise WrongAlignmentStateError
    return version


def _add_standards(programme: Programme, standard_ids: Collection[int]) -> None:
    own = ProgrammeStandard.objects.filter(programme=programme)
    known = set(own.values_list("standard_id", flat=True))
    last = own.aggregate(last=Max("priority"))["last"] or 0
    missing = [pk for pk in standard_ids if pk not in known]
    ProgrammeStandard.objects.bulk_create(
        ProgrammeStandard(programme=programme, standard_id=pk, priority=place)
        for place, pk in enumerate(missing, start=last + 1)
    )
