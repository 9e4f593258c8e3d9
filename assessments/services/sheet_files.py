"""Cells of a file that go to many sheets of groups, made where none are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.enums import EvidenceKind, ResultState, SheetState
from assessments.models import Instrument, Result, Sheet
from assessments.rules.cells import is_same_mark
from assessments.services.raters import rater_of_commission
from assessments.services.result_files import apply_cells, undo_results
from assessments.services.sheets import CellInput, SheetDetails, create_sheet, void_sheet
from colleges.models import College, Enrolment, Module, StudyGroup
from colleges.rules.stays import stay_on
from colleges.services.contingent import Place
from colleges.services.person_rows import PersonRows
from core.import_batches import DryRun
from core.progress import Stage, told
from core.tables.problems import Problem
from core.tables.records import Reading

_OPEN: Final = (SheetState.DRAFT, SheetState.RETURNED)


@dataclass(slots=True)
class SheetCells:
    """The cells that go to one group's sheet of one day; `sheet` is None until it is made.

    `rater` names who judged, for a sheet to be made.
    """

    group: StudyGroup
    instrument: Instrument
    held_on: date
    rater: str
    sheet: Sheet | None
    module: Module | None = None
    cells: list[CellInput] = field(default_factory=list)
    former: list[str] = field(default_factory=list)

    @property
    def is_locked(self) -> bool:
        return self.sheet is not None and self.sheet.state not in _OPEN


@dataclass(frozen=True, slots=True)
class SheetsPlan:
    """Cells to write by sheet, and what was found on the way."""

    sheets: tuple[SheetCells, ...]
    same: int
    problems: tuple[Problem, ...]
    rows_total: int
    missing: tuple[Mapping[str, Any], ...] = ()

    def dry_run(self) -> DryRun:
        written = [one for one in self.sheets if one.cells]
        return DryRun(
            counts={
                "cells": sum(len(one.cells) for one in written),
                "replaced": sum(bool(old) for one in written for old in one.former),
                "sheets": sum(one.sheet is None for one in written),
                "same": self.same,
            },
            problems=self.problems,
            rows_total=self.rows_total,
            deeds=tuple(
                f"{one.group.pk} {one.instrument.pk} {one.held_on} {cell}"
                for one in written
                for cell in one.cells
            ),
            missing=self.missing,
        )


class SheetRows(PersonRows[SheetCells]):
    """Rows whose values go to sheets of the given kinds; a subclass says which by `sheet_for`."""

    def __init__(
        self, *, reading: Reading[Any], place: Place, kinds: Sequence[EvidenceKind]
    ) -> None:
        super().__init__(reading=reading, place=place)
        stored = Sheet.objects.filter(college=place.college, instrument__kind__in=kinds)
        self.stored = {
            (one.group_id, one.instrument_id, one.held_on): one
            for one in stored.exclude(state=SheetState.VOIDED).select_related("module")
        }
        self.results: dict[int, dict[tuple[int, int], Result]] = {}
        self.sheets: dict[tuple[int, int, date], SheetCells] = {}

    def plan(self) -> SheetsPlan:
        """Take all rows and return what is to be written."""
        self.take_all()
        return SheetsPlan(
            sheets=tuple(one for one in self.sheets.values() if not one.is_locked),
            same=self.same,
            problems=tuple(self.problems),
            rows_total=self.reading.rows_total,
        )

    def group_on(self, student_id: int, day: date) -> StudyGroup:
        """Return where the student was on the day; where they are when that is not known."""
        now = self.enrolment_of[student_id]
        if now.started_on <= day:
            return now.group
        before = stay_on(self._left.get(student_id, ()), day)
        return now.group if before is None else before.group

    @cached_property
    def _left(self) -> Mapping[int, list[Enrolment]]:
        """Where the college's people were before; few files tell of days so long ago."""
        rows = Enrolment.objects.filter(group__college=self.place.college, ended_on__isnull=False)
        found: dict[int, list[Enrolment]] = {}
        for one in rows.select_related("group__college").order_by("started_on", "pk"):
            found.setdefault(one.student_id, []).append(one)
        return found

    def sheet_for(
        self,
        *,
        group: StudyGroup,
        instrument: Instrument,
        held_on: date,
        rater: str,
        module: Module | None = None,
    ) -> SheetCells:
        """Return the sheet of the group by the form on the day, stored or yet to be made."""
        key = (group.pk, instrument.pk, held_on)
        if key not in self.sheets:
            stored = self.stored.get(key)
            self.sheets[key] = SheetCells(
                group, instrument, held_on, rater, stored, stored.module if stored else module
            )
        return self.sheets[key]

    def compare(self, sheet: SheetCells, student_id: int, values: Mapping[int, str]) -> None:
        """Plan the cells that differ from what stands there; count the others as the same."""
        stored = self._stored_cells(sheet.sheet)
        for criterion_id, raw in values.items():
            present = stored.get((student_id, criterion_id))
            old = present.raw_value if present is not None else ""
            if is_same_mark(old, raw):
                self.same += 1
                continue
            version = present.version if present is not None else 0
            sheet.cells.append(CellInput(student_id, criterion_id, raw, version))
            sheet.former.append(
                "" if present is None or present.state == ResultState.EMPTY else old
            )

    def _stored_cells(self, sheet: Sheet | None) -> dict[tuple[int, int], Result]:
        if sheet is None:
            return {}
        if sheet.pk not in self.results:
            rows = Result.objects.filter(sheet=sheet).order_by("pk")
            self.results[sheet.pk] = {(row.student_id, row.criterion_id): row for row in rows}
        return self.results[sheet.pk]


def apply_sheets(*, plan: SheetsPlan, actor_id: int | None, now: datetime) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_sheets` needs.

    Raise SheetIsLocked, or CellsChanged when a cell is refused after all.
    """
    undo = []
    with transaction.atomic():
        for planned in told([one for one in plan.sheets if one.cells], Stage.WRITTEN):
            sheet = planned.sheet or _make_sheet(planned, actor_id, now)
            cells = apply_cells(
                sheet=sheet,
                cells=planned.cells,
                former=planned.former,
                actor_id=actor_id,
                now=now,
            )
            undo.append({"sheet": sheet.pk, "is_new": planned.sheet is None, **cells})
    return {"sheets": undo}


def _make_sheet(planned: SheetCells, actor_id: int | None, now: datetime) -> Sheet:
    details = SheetDetails(
        group=planned.group,
        instrument=planned.instrument,
        module=planned.module,
        rater=rater_of_commission(college=planned.group.college, title=planned.rater),
        held_on=planned.held_on,
    )
    return create_sheet(details=details, actor_id=actor_id, now=now)


def undo_sheets(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Give the cells their former text and void the sheets that the file made; return how many.

    A sheet in which somebody has meanwhile written something else stays, with that in it. Raise
    SheetIsLocked, or CellsChanged when a cell was changed since; nothing is written then.
    """
    count = 0
    with transaction.atomic():
        for written in undo["sheets"]:
            sheet = Sheet.objects.get(pk=written["sheet"], college=college)
            count += undo_results(undo=written, sheet=sheet, actor_id=actor_id, now=now)
            if written["is_new"] and not _says_anything(sheet):
                reason = _("загрузка отменена")
                void_sheet(sheet=sheet, reason=reason, actor_id=actor_id, now=now)
    return count


def _says_anything(sheet: Sheet) -> bool:
    said = ~Q(state=ResultState.EMPTY) | ~Q(comment="") | Q(needs_attention=True)
    return Result.objects.filter(said, sheet=sheet).exists()
