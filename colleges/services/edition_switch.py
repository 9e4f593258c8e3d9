"""Switching a programme to a newer edition of its standard, by the confirmed mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import (
    Alignment,
    AlignmentEvent,
    AlignmentVersion,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
)
from colleges.services.alignment_states import WrongAlignmentStateError, copy_cells
from colleges.services.alignments import begin_version
from colleges.services.requirements import request_readiness
from core.audit import record_action
from scoring.coverage import FULL, PARTIAL
from standards.models import FunctionElement
from standards.selectors.edition_changes import Succession


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """What switching would do: requirements to replace, to drop, and how many cells go along."""

    moves: Sequence[tuple[ProgrammeFunction, Sequence[int]]]
    cells: int
    dropped_cells: int

    @property
    def dropped(self) -> list[ProgrammeFunction]:
        return [row for row, targets in self.moves if not targets]


def plan_switch(*, programme: Programme, succession: Succession) -> SwitchPlan:
    """Say what switching the programme would do; nothing is written."""
    rows = (
        ProgrammeFunction.objects.filter(
            programme=programme, function__standard_id=succession.change.old_id
        )
        .select_related("function")
        .order_by("function__position", "pk")
    )
    moves = [(row, list(succession.successors.get(row.function_id, {}))) for row in rows]
    version = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
    kept = [row.function_id for row, targets in moves if targets]
    lost = [row.function_id for row, targets in moves if not targets]
    cells = Alignment.objects.filter(version=version, element__isnull=True)
    return SwitchPlan(
        moves,
        cells.filter(function_id__in=kept).count(),
        cells.filter(function_id__in=lost).count(),
    )


@transaction.atomic
def switch_programme(
    *, programme: Programme, succession: Succession, actor_id: int | None, now: datetime
) -> AlignmentVersion | None:
    """Let the programme require the successors, and carry its alignment over as a draft to review.

    The old functions keep their results and evidence; the students' readiness follows by a job. An
    agreed version stays as it was; a draft is carried over in place. Return the draft, None when
    there was nothing to carry. A second time changes nothing. Raise WrongAlignmentStateError while
    the association is deciding.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    plan = plan_switch(programme=programme, succession=succession)
    if not plan.moves:
        return None
    version = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
    if version is not None and version.state == AlignmentState.AGREED_COLLEGE:
        raise WrongAlignmentStateError
    # The draft is made before the requirements change: cells follow the required functions.
    draft = _draft(version, actor_id, now) if version is not None else None
    _replace_requirements(programme, plan, succession)
    if draft is not None:
        _carry_cells(draft, succession, actor_id=actor_id, now=now)
    request_readiness(programme=programme, actor_id=actor_id, now=now)
    record_action(
        action="colleges.switch_edition",
        actor_id=actor_id,
        now=now,
        target=programme,
        details={
            "change_id": succession.change.pk,
            "functions": [[row.function_id, list(targets)] for row, targets in plan.moves],
            "cells": plan.cells,
            "dropped_cells": plan.dropped_cells,
        },
    )
    return draft


def _draft(version: AlignmentVersion, actor_id: int | None, now: datetime) -> AlignmentVersion:
    kind = AlignmentEventKind.SWITCHED
    if version.state == AlignmentState.DRAFT:
        AlignmentEvent.objects.create(version=version, kind=kind, actor_id=actor_id, at=now)
        return version
    draft = begin_version(
        programme=version.programme,
        number=version.number + 1,
        event=kind,
        actor_id=actor_id,
        now=now,
    )
    copy_cells(source=version, target=draft, actor_id=actor_id, now=now)
    return draft


def _replace_requirements(programme: Programme, plan: SwitchPlan, succession: Succession) -> None:
    """Successors inherit importance and duty; merged functions take the greatest."""
    old_id, new_id = succession.change.old_id, succession.change.new_id
    for row, targets in plan.moves:
        for target in targets:
            kept, made = ProgrammeFunction.objects.get_or_create(
                programme=programme,
                function_id=target,
                defaults={"importance": row.importance, "is_mandatory": row.is_mandatory},
            )
            if not made:
                kept.importance = max(kept.importance, row.importance)
                kept.is_mandatory = kept.is_mandatory or row.is_mandatory
                kept.save()
        row.delete()
    before = ProgrammeStandard.objects.filter(programme=programme, standard_id=old_id).first()
    priority = before.priority if before else 1
    ProgrammeStandard.objects.get_or_create(
        programme=programme, standard_id=new_id, defaults={"priority": priority}
    )
    if before:
        before.delete()


def _carry_cells(
    draft: AlignmentVersion, succession: Succession, *, actor_id: int | None, now: datetime
) -> None:
    """Move the draft's cells to the successors; of merged functions the fullest cell counts."""
    old = list(
        Alignment.objects.filter(
            version=draft, function__standard_id=succession.change.old_id
        ).order_by("pk")
    )
    twins = _elements_by_text(old, succession)
    wanted: dict[tuple[int | None, int | None, int, int | None], float] = {}
    for row in old:
        for target in succession.successors.get(row.function_id, {}):
            element = twins.get((row.element_id or 0, target))
            if row.element_id is not None and element is None:
                continue
            key = row.competence_id, row.module_id, target, element
            wanted[key] = max(row.strength, wanted.get(key, 0.0))
    Alignment.objects.filter(pk__in=[row.pk for row in old]).delete()
    unseen = _unseen(old, succession)
    detailed = {key[:3] for key in wanted if key[3] is not None}
    Alignment.objects.bulk_create(
        Alignment(
            version=draft,
            competence_id=key[0],
            module_id=key[1],
            function_id=key[2],
            element_id=key[3],
            # What was full may have met actions that nobody has looked at: a person looks again.
            strength=PARTIAL
            if key[3] is None and strength >= FULL and (key[:3] in detailed or key[:3] in unseen)
            else strength,
            changed_by_id=actor_id,
            changed_at=now,
        )
        for key, strength in wanted.items()
    )


def _unseen(
    rows: Sequence[Alignment], succession: Succession
) -> set[tuple[int | None, int | None, int]]:
    """Return (competence, module, new function) whose full cells do not know all of its elements.

    Known is what the old functions that were covered in full hold, by kind and text.
    """
    full = [row for row in rows if row.element_id is None and row.strength >= FULL]
    chosen = {pk: tuple(succession.successors.get(pk, {})) for pk in {r.function_id for r in full}}
    texts: dict[int, set[tuple[str, str]]] = {}
    functions = {*chosen, *(target for targets in chosen.values() for target in targets)}
    for element in FunctionElement.objects.filter(function_id__in=functions).order_by("pk"):
        texts.setdefault(element.function_id, set()).add((element.kind, element.text))
    known: dict[tuple[int | None, int | None, int], set[tuple[str, str]]] = {}
    for row in full:
        for target in chosen[row.function_id]:
            seen = known.setdefault((row.competence_id, row.module_id, target), set())
            seen |= texts.get(row.function_id, set())
    return {key for key, seen in known.items() if not texts.get(key[2], set()) <= seen}


def _elements_by_text(
    rows: Sequence[Alignment], succession: Succession
) -> Mapping[tuple[int, int], int]:
    """Return a successor's element of the same kind and text, by old element and function."""
    targets = {pk for chosen in succession.successors.values() for pk in chosen}
    new = {
        (row.function_id, row.kind, row.text): row.pk
        for row in FunctionElement.objects.filter(function_id__in=targets).order_by("-pk")
    }
    old = FunctionElement.objects.in_bulk([row.element_id for row in rows if row.element_id])
    return {
        (pk, target): new[target, element.kind, element.text]
        for pk, element in old.items()
        for target in targets
        if (target, element.kind, element.text) in new
    }
