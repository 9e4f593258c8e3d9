"""What a file would change in an alignment: compared, written as a whole, taken back as a whole."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from colleges.models import Programme
from colleges.rules.alignments import (
    STRENGTH_WORDS,
    CellChange,
    SourceKey,
    read_source_key,
    step_of,
)
from colleges.selectors.alignments import cells_of, details_of
from colleges.selectors.coverage import newest_versions
from colleges.services.alignments import set_cells, set_parts
from core.import_batches import DryRun
from core.tables.problems import Problem

Pair = tuple[SourceKey, int]


class AlignmentChangedError(RuntimeError):
    """What a file wrote has been changed since: it cannot be taken back."""


@dataclass(frozen=True, slots=True)
class PartsChange:
    """What one source is to cover of one function's elements, whole, and what it covered before."""

    source: SourceKey
    function_id: int
    parts: Mapping[int, float]
    was: Mapping[int, float]
    whole_was: float

    @property
    def pair(self) -> Pair:
        return self.source, self.function_id


@dataclass(frozen=True, slots=True)
class AlignmentPlan:
    """What a file would do: the cells and details that differ, and what is wrong.

    `left` is how many marked cells a list by codes leaves alone; None for a whole matrix.
    """

    changes: tuple[CellChange, ...]
    parts: tuple[PartsChange, ...]
    problems: tuple[Problem, ...]
    rows_total: int
    same: int
    left: int | None = None

    @property
    def count(self) -> int:
        """How many cells would be written."""
        return len(
            {change.pair for change in self.changes} | {change.pair for change in self.parts}
        )

    def dry_run(self) -> DryRun:
        """Return the plan as the page of a batch shows it."""
        steps = [step_of(change.strength) for change in self.changes]
        return DryRun(
            counts={
                "set": sum(step > 0 for step in steps),
                "cleared": steps.count(0),
                "detailed": len(self.parts),
                "same": self.same,
                **({} if self.left is None else {"left": self.left}),
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=[
                *(
                    f"{change.source}:{change.function_id}:{change.was}:{change.strength}"
                    for change in self.changes
                ),
                *(
                    f"{change.source}:{change.function_id}:{sorted(change.was.items())}"
                    f":{sorted(change.parts.items())}"
                    for change in self.parts
                ),
            ],
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Cells that differ, pairs detailed by elements that a whole cell cannot change, equal ones."""

    changes: list[CellChange]
    detailed: list[Pair]
    same: int


def compare_cells(
    *,
    programme: Programme,
    wanted: Iterable[tuple[SourceKey, int, float]],
    undetailed: Collection[Pair] = (),
) -> Compared:
    """Compare whole cells with the newest version; `undetailed` are to lose their details first."""
    cells = cells_of(version=newest_versions([programme.pk]).get(programme.pk))
    found = Compared([], [], 0)
    same = 0
    for source, function_id, strength in wanted:
        cell = cells.get((str(source), function_id))
        was = cell.strength if cell else 0.0
        if step_of(was) == step_of(strength):
            same += 1
        elif cell and cell.parts and (source, function_id) not in undetailed:
            found.detailed.append((source, function_id))
        else:
            found.changes.append(CellChange(source, function_id, strength, was))
    return Compared(found.changes, found.detailed, same)


def compare_parts(
    *, programme: Programme, wanted: Mapping[Pair, Mapping[int, float]]
) -> list[PartsChange]:
    """Return the details that differ from the newest version; strengths of nought are none."""
    version = newest_versions([programme.pk]).get(programme.pk)
    cells, stored = cells_of(version=version), details_of(version=version)
    changes = []
    for (source, function_id), own in wanted.items():
        wished = {element: strength for element, strength in own.items() if strength > 0}
        was = stored.get((source, function_id), {})
        if wished != was:
            cell = cells.get((str(source), function_id))
            whole = cell.strength if cell else 0.0
            changes.append(PartsChange(source, function_id, wished, was, whole))
    return changes


def change_words(*, source: str, code: str, was: float, now: float) -> str:
    """Return «ПК 1.1 → A/01.3: было «нет», станет «частично»»."""
    return _("%(source)s → %(code)s: было «%(was)s», станет «%(now)s».") % {
        "source": source,
        "code": code,
        "was": STRENGTH_WORDS[step_of(was)],
        "now": STRENGTH_WORDS[step_of(now)],
    }


def apply_plan(
    *, plan: AlignmentPlan, programme: Programme, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write the plan inside the caller's transaction; return what takes it back, as plain JSON.

    Raise AlignmentAgreedError; AlignmentChangedError when a cell is not as it was planned.
    """
    _set_parts(
        programme,
        {change.pair: change.parts for change in plan.parts},
        actor_id=actor_id,
        now=now,
    )
    _set_cells(programme, plan.changes, actor_id=actor_id, now=now)
    return {
        "cells": [
            [str(change.source), change.function_id, change.strength, change.was]
            for change in plan.changes
        ],
        "parts": [
            [
                str(change.source),
                change.function_id,
                sorted(change.parts.items()),
                sorted(change.was.items()),
                change.whole_was,
            ]
            for change in plan.parts
        ],
    }


def undo_plan(
    *, undo: Mapping[str, Any], programme: Programme, actor_id: int | None, now: datetime
) -> int:
    """Take back what `apply_plan` wrote, inside the caller's transaction; return how many cells.

    Raise AlignmentAgreedError, ForeignCellError, and AlignmentChangedError when a cell or a detail
    has been changed since.
    """
    cells = list(_cells_to_undo(undo))
    parts = list(_parts_to_undo(undo))
    written = {change.pair: change.parts for change in parts}
    if compare_parts(programme=programme, wanted=written):
        raise AlignmentChangedError
    _set_cells(programme, cells, actor_id=actor_id, now=now)
    _set_parts(programme, {change.pair: change.was for change in parts}, actor_id=actor_id, now=now)
    # A pair that had no details gets back what was said of it as a whole.
    bare = [(change, change.whole_was) for change in parts if not change.was]
    current = cells_of(version=newest_versions([programme.pk]).get(programme.pk))
    wholes = []
    for change, whole in bare:
        cell = current.get((str(change.source), change.function_id))
        is_now = cell.strength if cell else 0.0
        wholes.append(CellChange(change.source, change.function_id, whole, is_now))
    _set_cells(programme, wholes, actor_id=actor_id, now=now)
    return len({change.pair for change in cells} | {change.pair for change in parts})


def _cells_to_undo(undo: Mapping[str, Any]) -> Iterator[CellChange]:
    for text, function_id, strength, was in undo.get("cells", ()):
        source = read_source_key(text)
        if source is not None:
            yield CellChange(source, function_id, was, strength)


def _parts_to_undo(undo: Mapping[str, Any]) -> Iterator[PartsChange]:
    for text, function_id, parts, was, whole in undo.get("parts", ()):
        source = read_source_key(text)
        if source is not None:
            yield PartsChange(source, function_id, dict(parts), dict(was), whole)


def _set_cells(
    programme: Programme, changes: Collection[CellChange], *, actor_id: int | None, now: datetime
) -> None:
    if not changes:
        return
    outcome = set_cells(programme=programme, changes=list(changes), actor_id=actor_id, now=now)
    if outcome.conflicts:
        raise AlignmentChangedError


def _set_parts(
    programme: Programme,
    parts: Mapping[Pair, Mapping[int, float]],
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    by_function: dict[int, dict[SourceKey, Mapping[int, float]]] = {}
    for (source, function_id), own in parts.items():
        by_function.setdefault(function_id, {})[source] = own
    for function_id, of_sources in by_function.items():
        set_parts(
            programme=programme,
            function_id=function_id,
            parts=of_sources,
            actor_id=actor_id,
            now=now,
        )
