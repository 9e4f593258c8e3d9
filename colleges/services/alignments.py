"""Writing the cells of an alignment: only a draft is changed, every change is seen in the audit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from colleges.enums import AlignmentEventKind, AlignmentState
from colleges.models import (
    Alignment,
    AlignmentEvent,
    AlignmentVersion,
    Module,
    Programme,
    ProgrammeFunction,
)
from colleges.rules.alignments import COMPETENCE, CellChange, SourceKey, source_key, step_of
from core.audit import record_action
from scoring.coverage import FULL, PARTIAL
from standards.models import Competence, FunctionElement

Place = tuple[SourceKey, int]


class AlignmentAgreedError(RuntimeError):
    """The newest version has been agreed: a change begins a new version first."""


class ForeignCellError(ValueError):
    """A cell of another programme: the source or the function does not belong to this one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that holds something else than the person saw; nothing was written there."""

    change: CellChange
    now: float
    changed_by: str
    has_parts: bool


@dataclass(frozen=True, slots=True)
class CellsOutcome:
    version: AlignmentVersion
    saved: tuple[CellChange, ...]
    conflicts: tuple[Conflict, ...]


@transaction.atomic
def set_cells(
    *, programme: Programme, changes: Sequence[CellChange], actor_id: int | None, now: datetime
) -> CellsOutcome:
    """Write the cells wished for; a cell that is not as the person saw it is left and reported.

    A cell detailed by actions is not overwritten by a whole strength: it is a conflict too, unless
    the wish is what it already says. Raise AlignmentAgreedError and ForeignCellError.
    """
    version = working_version(programme=programme, actor_id=actor_id, now=now)
    _check_places(programme, [(change.source, change.function_id) for change in changes])
    stored = _whole_rows(version, {change.function_id for change in changes})
    detailed = _detailed_places(version)
    saved: list[CellChange] = []
    conflicts: list[Conflict] = []
    for change in changes:
        place = change.source, change.function_id
        row = stored.get(place)
        current = row.strength if row else 0.0
        is_other = step_of(current) != step_of(change.was)
        if step_of(current) == step_of(change.strength):
            saved.append(change)
        elif is_other or place in detailed:
            who = row.changed_by.display_name if row and row.changed_by else ""
            conflicts.append(Conflict(change, current, who, place in detailed))
        else:
            _write_whole(version, place, change.strength, row, actor_id=actor_id, now=now)
            saved.append(change)
    if saved:
        _record(
            version, [(c.source, c.function_id, c.was, c.strength) for c in saved], actor_id, now
        )
    return CellsOutcome(version, tuple(saved), tuple(conflicts))


@transaction.atomic
def set_parts(
    *,
    programme: Programme,
    function_id: int,
    parts: Mapping[SourceKey, Mapping[int, float]],
    actor_id: int | None,
    now: datetime,
) -> int:
    """Replace what each source covers of one function's elements; return how many sources changed.

    A source with elements has the whole cell set from them: fully when it covers every element
    fully, else partly. A source with an empty mapping keeps its whole cell and loses its details.
    Raise AlignmentAgreedError and ForeignCellError.
    """
    version = working_version(programme=programme, actor_id=actor_id, now=now)
    _check_places(programme, [(source, function_id) for source in parts])
    elements = _taught_elements(function_id)
    if any(set(own) - elements for own in parts.values()):
        raise ForeignCellError
    before = _parts(version, function_id)
    stored = _whole_rows(version, {function_id})
    changed: list[tuple[SourceKey, int, float, float]] = []
    for source, wished in parts.items():
        own = {element: strength for element, strength in wished.items() if strength > 0}
        if own == before.get(source, {}):
            continue
        row = stored.get((source, function_id))
        was = row.strength if row else 0.0
        now_whole = was
        if own:
            is_full = set(own) == elements and min(own.values()) >= FULL
            now_whole = FULL if is_full else PARTIAL
            _write_whole(version, (source, function_id), now_whole, row, actor_id=actor_id, now=now)
        _replace_parts(version, (source, function_id), own, actor_id=actor_id, now=now)
        changed.append((source, function_id, was, now_whole))
    if changed:
        _record(version, changed, actor_id, now)
    return len(changed)


def _parts(version: AlignmentVersion, function_id: int) -> dict[SourceKey, dict[int, float]]:
    found: dict[SourceKey, dict[int, float]] = {}
    rows = Alignment.objects.filter(
        version=version, function_id=function_id, element__isnull=False
    ).values_list("competence_id", "module_id", "element_id", "strength")
    for competence_id, module_id, element_id, strength in rows:
        found.setdefault(source_key(competence_id, module_id), {})[element_id or 0] = strength
    return found


def _replace_parts(
    version: AlignmentVersion,
    place: Place,
    own: Mapping[int, float],
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    source, function_id = place
    Alignment.objects.filter(
        version=version, function_id=function_id, element__isnull=False, **_of(source)
    ).delete()
    Alignment.objects.bulk_create(
        Alignment(
            version=version,
            function_id=function_id,
            element_id=element,
            strength=strength,
            changed_by_id=actor_id,
            changed_at=now,
            **_of(source),
        )
        for element, strength in own.items()
    )


def working_version(
    *, programme: Programme, actor_id: int | None, now: datetime
) -> AlignmentVersion:
    """Return the draft that may be changed, the first one made when there is none.

    Raise AlignmentAgreedError when the newest version is not a draft. Call inside a transaction:
    the programme is locked, so that two people cannot begin two versions.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    newest = AlignmentVersion.objects.filter(programme=programme).order_by("-number").first()
    if newest is None:
        return begin_version(
            programme=programme,
            number=1,
            event=AlignmentEventKind.STARTED,
            actor_id=actor_id,
            now=now,
        )
    if newest.state != AlignmentState.DRAFT:
        raise AlignmentAgreedError
    return newest


def begin_version(
    *, programme: Programme, number: int, event: str, actor_id: int | None, now: datetime
) -> AlignmentVersion:
    """Write an empty draft with its first event."""
    version = AlignmentVersion.objects.create(programme=programme, number=number, created_at=now)
    AlignmentEvent.objects.create(version=version, kind=event, actor_id=actor_id, at=now)
    return version


def _check_places(programme: Programme, places: Collection[Place]) -> None:
    """Raise ForeignCellError unless every source and function belongs to the programme."""
    sources = {source for source, _ in places}
    competences = {key.pk for key in sources if key.kind == COMPETENCE}
    modules = {key.pk for key in sources if key.kind != COMPETENCE}
    functions = {function_id for _, function_id in places}
    counts = (
        (
            Competence.objects.filter(
                pk__in=competences, educational_standard_id=programme.educational_standard_id
            ).count(),
            len(competences),
        ),
        (Module.objects.filter(pk__in=modules, programme=programme).count(), len(modules)),
        (
            ProgrammeFunction.objects.filter(
                programme=programme, function_id__in=functions
            ).count(),
            len(functions),
        ),
    )
    if any(found != wanted for found, wanted in counts):
        raise ForeignCellError


def _taught_elements(function_id: int) -> set[int]:
    rows = FunctionElement.objects.filter(function_id=function_id).exclude(kind="other")
    return set(rows.values_list("pk", flat=True))


def _whole_rows(version: AlignmentVersion, function_ids: Collection[int]) -> dict[Place, Alignment]:
    rows = (
        Alignment.objects.filter(
            version=version, function_id__in=list(function_ids), element__isnull=True
        )
        .select_related("changed_by")
        .order_by("pk")
    )
    return {(source_key(row.competence_id, row.module_id), row.function_id): row for row in rows}


def _detailed_places(version: AlignmentVersion) -> set[Place]:
    rows = Alignment.objects.filter(version=version, element__isnull=False).values_list(
        "competence_id", "module_id", "function_id"
    )
    return {(source_key(competence, module), function) for competence, module, function in rows}


def _of(source: SourceKey) -> dict[str, int | None]:
    return {"competence_id": source.competence_id, "module_id": source.module_id}


def _write_whole(
    version: AlignmentVersion,
    place: Place,
    strength: float,
    row: Alignment | None,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    source, function_id = place
    if strength <= 0:
        if row:
            row.delete()
        return
    if row is None:
        row = Alignment(version=version, function_id=function_id, **_of(source))
    row.strength = strength
    row.changed_by_id = actor_id
    row.changed_at = now
    row.save()


def _record(
    version: AlignmentVersion,
    cells: Sequence[tuple[SourceKey, int, float, float]],
    actor_id: int | None,
    now: datetime,
) -> None:
    record_action(
        action="colleges.set_alignment",
        actor_id=actor_id,
        now=now,
        target=version,
        details={
            "cells": [[str(source), function, was, new] for source, function, was, new in cells]
        },
    )
