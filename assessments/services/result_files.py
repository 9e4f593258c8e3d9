"""Results from a file into a sheet: planned against the group, applied as if typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import ResultState
from assessments.models import Sheet
from assessments.rules.cells import is_same_mark
from assessments.selectors.sheets import results_of_sheet, students_of_sheet
from assessments.services.sheets import CellInput, CellOutcome, record_results
from colleges.models import Student
from colleges.services.student_finder import PersonRow, StudentFinder
from core.import_batches import DryRun
from core.progress import Stage, told
from core.tables.problems import Problem
from core.tables.records import Reading, Row


class CellsChanged(RuntimeError):
    """The sheet is no longer what the plan was made for; nothing of the plan was written."""


class ResultRow(PersonRow, Protocol):
    """What this service needs of a row of results."""

    @property
    def cells(self) -> Mapping[int, str]: ...


@dataclass(frozen=True, slots=True)
class ResultsPlan:
    """Cells to write, what stands in them now, and what was found on the way."""

    cells: tuple[CellInput, ...]
    former: tuple[str, ...]
    replaced: int
    same: int
    problems: tuple[Problem, ...]
    rows_total: int

    def dry_run(self) -> DryRun:
        return DryRun(
            counts={"cells": len(self.cells), "replaced": self.replaced, "same": self.same},
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(str(cell) for cell in self.cells),
        )


def plan_results(
    *, reading: Reading[Any], as_result: Callable[[Row[Any]], ResultRow], sheet: Sheet
) -> ResultsPlan:
    """Find each row's student in the group, and which cells differ from the sheet.

    Every planned cell carries the version it replaces: a cell changed meanwhile is a conflict.
    """
    finder = StudentFinder(students_of_sheet(sheet=sheet))
    seen: dict[tuple[str, int], int] = {}
    stored = results_of_sheet(sheet=sheet)
    cells: list[CellInput] = []
    former: list[str] = []
    problems: list[Problem] = list(reading.problems)
    replaced = same = 0
    for row in told(reading.rows, Stage.CHECKED):
        record = as_result(row)
        student, problem = finder.find(row, record)
        if student is not None and (repeated := _repeated(row, record, student, seen)) is not None:
            student, problem = None, repeated
        if student is None:
            problems += [problem] if problem is not None else []
            continue
        for criterion_id, raw in record.cells.items():
            present = stored.get((student.pk, criterion_id))
            if present is not None and is_same_mark(present.raw_value, raw):
                same += 1
                continue
            replaced += present is not None and present.state != ResultState.EMPTY
            version = present.version if present is not None else 0
            cells.append(CellInput(student.pk, criterion_id, raw, version))
            former.append(present.raw_value if present is not None else "")
    return ResultsPlan(
        tuple(cells), tuple(former), replaced, same, tuple(problems), reading.rows_total
    )


def _repeated(
    row: Row[Any], record: PersonRow, student: Student, seen: dict[tuple[str, int], int]
) -> Problem | None:
    earlier = seen.setdefault((row.sheet, student.pk), row.number)
    if earlier == row.number:
        return None
    text = _("Этот обучающийся уже есть в строке %(row)s.") % {"row": earlier}
    return row.problem(text, key="record_book" if record.record_book else "person")


def apply_results(
    *, plan: ResultsPlan, sheet: Sheet, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """Write the planned cells as if typed, all or nothing; return what `undo_results` needs.

    Raise SheetIsLocked, or CellsChanged when a cell is refused after all.
    """
    return apply_cells(
        sheet=sheet, cells=plan.cells, former=plan.former, actor_id=actor_id, now=now
    )


def apply_cells(
    *,
    sheet: Sheet,
    cells: Sequence[CellInput],
    former: Sequence[str],
    actor_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Write cells of a file; `former` is what stood in each. Errors as `apply_results`."""
    with transaction.atomic():
        outcomes = _record(sheet, cells, actor_id, now)
    return {
        "cells": [
            [outcome.student_id, outcome.criterion_id, old, outcome.version]
            for outcome, old in zip(outcomes, former, strict=True)
        ]
    }


def undo_results(
    *, undo: Mapping[str, Any], sheet: Sheet, actor_id: int | None, now: datetime
) -> int:
    """Give the cells that a file wrote their former text, all or nothing; return how many.

    A cell keeps its history. Raise SheetIsLocked, or CellsChanged when one was changed since.
    """
    cells = [CellInput(*cell) for cell in undo["cells"]]
    with transaction.atomic():
        return len(_record(sheet, cells, actor_id, now))


def _record(
    sheet: Sheet, cells: Sequence[CellInput], actor_id: int | None, now: datetime
) -> list[CellOutcome]:
    outcomes = record_results(sheet=sheet, cells=cells, actor_id=actor_id, now=now)
    refused = [outcome.error for outcome in outcomes if outcome.error]
    if refused:
        raise CellsChanged(refused[0])
    return outcomes
