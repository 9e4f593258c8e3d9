"""The life of a sheet: made, filled, submitted, returned, voided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import ResultState, SheetEventKind, SheetState
from assessments.models import Criterion, Instrument, Rater, Result, ResultChange, Sheet
from assessments.rules.cells import CellReading, read_cell
from assessments.selectors.sheet_places import places_of_sheets
from assessments.selectors.sheets import may_be_written
from assessments.services.evidence import void_evidence, write_sheet_evidence
from assessments.services.runs import request_students
from assessments.services.submissions import (
    SheetNotReady,
    Signer,
    check_seen,
    check_signers,
    check_warnings,
    keep_places,
    record_event,
    record_submission,
)
from colleges.models import Module, Student, StudyGroup
from core.audit import record_action


class SheetIsLocked(RuntimeError):
    """The sheet is submitted or voided: its results can no longer be changed."""


@dataclass(frozen=True, slots=True)
class CellInput:
    """One cell as typed. `version` is what the person saw (0: empty); None: do not compare."""

    student_id: int
    criterion_id: int
    raw: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What became of a cell: saved (with its new version), refused, or changed by somebody else.

    Of a refused cell `version` and `value` are what stands there now, since when and by whom.
    """

    student_id: int
    criterion_id: int
    version: int
    value: str
    error: str = ""
    is_conflict: bool = False
    changed_by_id: int | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDetails:
    group: StudyGroup
    instrument: Instrument
    rater: Rater
    held_on: date
    due_on: date | None = None
    module: Module | None = None


def create_sheet(*, details: SheetDetails, actor_id: int | None, now: datetime) -> Sheet:
    """Make an empty draft.

    Raise ValidationError when the group has such a sheet that day, or when the form of assessment
    is there no more.
    """
    sheet = Sheet(
        college_id=details.group.college_id,
        group=details.group,
        instrument=details.instrument,
        module=details.module,
        held_on=details.held_on,
        due_on=details.due_on,
        rater=details.rater,
        created_by_id=actor_id,
        created_at=now,
    )
    with transaction.atomic():
        _hold(details.instrument)
        sheet.validate_constraints()
        sheet.save()
        record_action(action="assessments.create_sheet", actor_id=actor_id, now=now, target=sheet)
    return sheet


def _hold(instrument: Instrument) -> None:
    """Keep a college's own form from being removed meanwhile; nobody can remove the others."""
    if instrument.college_id is None:
        return
    locked = Instrument.objects.select_for_update(of=("self",), no_key=True)
    if not locked.filter(pk=instrument.pk).exists():
        raise ValidationError(_("Эту форму оценки только что удалили: выберите другую."))


def _lock_editable(sheet: Sheet) -> Sheet:
    locked = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("instrument", "rater")
        .get(pk=sheet.pk)
    )
    if not locked.is_editable:
        raise SheetIsLocked
    return locked


def record_results(
    *, sheet: Sheet, cells: Sequence[CellInput], actor_id: int | None, now: datetime
) -> list[CellOutcome]:
    """Save typed cells, each with its history; outcomes in the given order.

    A cell that cannot be read, belongs to another sheet, or was changed meanwhile by somebody
    else is left as it was and says so; the others are saved. Raise SheetIsLocked.
    """
    with transaction.atomic():
        locked = _lock_editable(sheet)
        writer = _CellWriter(locked, actor_id, now)
        outcomes = [writer.write(cell) for cell in cells]
        writer.flush()
        if writer.changes:
            record_action(
                action="assessments.record_results",
                actor_id=actor_id,
                now=now,
                target=locked,
                details={"cells": len(writer.changes)},
            )
    return outcomes


class _CellWriter:
    """Collects the rows that a batch of cells needs: a whole sheet costs four statements."""

    def __init__(self, sheet: Sheet, actor_id: int | None, now: datetime) -> None:
        self.sheet, self.actor_id, self.now = sheet, actor_id, now
        self.criteria = {
            criterion.pk: criterion
            for criterion in Criterion.objects.filter(instrument_id=sheet.instrument_id)
        }
        self.students = may_be_written(sheet=sheet)
        self.results = {
            (row.student_id, row.criterion_id): row for row in Result.objects.filter(sheet=sheet)
        }
        self.new: list[Result] = []
        self.changed: list[Result] = []
        self.changes: list[ResultChange] = []

    def write(self, cell: CellInput) -> CellOutcome:
        key = (cell.student_id, cell.criterion_id)
        criterion = self.criteria.get(cell.criterion_id)
        if criterion is None or cell.student_id not in self.students:
            return self._refused(cell, _("Такой ячейки в ведомости нет."))
        existing = self.results.get(key)
        seen = existing.version if existing is not None else 0
        raw = cell.raw.strip()
        # Before the versions are compared: an answer may have been lost on its way to the person.
        if raw == (existing.raw_value if existing is not None else ""):
            return CellOutcome(*key, version=seen, value=raw)
        if cell.version is not None and cell.version != seen:
            return self._refused(cell, _("Ячейку изменил кто-то другой."), is_conflict=True)
        reading = read_cell(raw, criterion)
        if reading.error:
            return self._refused(cell, reading.error)
        row = self._put(key, existing, raw, reading)
        return CellOutcome(*key, version=row.version, value=raw)

    def _refused(self, cell: CellInput, error: str, *, is_conflict: bool = False) -> CellOutcome:
        existing = self.results.get((cell.student_id, cell.criterion_id))
        return CellOutcome(
            cell.student_id,
            cell.criterion_id,
            version=existing.version if existing is not None else 0,
            value=existing.raw_value if existing is not None else "",
            error=error,
            is_conflict=is_conflict,
            changed_by_id=existing.updated_by_id if existing is not None else None,
            changed_at=existing.updated_at if existing is not None else None,
        )

    def _put(
        self, key: tuple[int, int], existing: Result | None, raw: str, reading: CellReading
    ) -> Result:
        old = existing.raw_value if existing is not None else ""
        row = existing or Result(
            sheet=self.sheet, student_id=key[0], criterion_id=key[1], version=0
        )
        row.raw_value, row.state, row.score = raw, reading.state, reading.score
        row.version += 1
        row.updated_at, row.updated_by_id = self.now, self.actor_id
        (self.new if existing is None else self.changed).append(row)
        self.results[key] = row
        self.changes.append(
            ResultChange(
                sheet=self.sheet,
                student_id=key[0],
                criterion_id=key[1],
                old_value=old,
                new_value=raw,
                changed_by_id=self.actor_id,
                changed_at=self.now,
            )
        )
        return row

    def flush(self) -> None:
        new = {id(row): row for row in self.new}
        changed = [row for row in self.changed if id(row) not in new]
        Result.objects.bulk_create(self.new, batch_size=1000)
        Result.objects.bulk_update(
            changed,
            ["raw_value", "state", "score", "version", "updated_at", "updated_by"],
            batch_size=500,
        )
        ResultChange.objects.bulk_create(self.changes, batch_size=1000)


def submit_sheet(
    *,
    sheet: Sheet,
    actor_id: int | None,
    now: datetime,
    signers: Sequence[Signer] | None = None,
    confirmed: Collection[str] | None = None,
    seen: str | None = None,
) -> Sheet:
    """Lock the sheet, keep who signed and what was confirmed, write its evidence; a job follows.

    `signers`, `confirmed` (keys of what is unusual) and `seen` (`print_of_cells` of what was
    checked) are None when no person hands the sheet in: then none is asked. Raise SheetIsLocked, or
    SheetNotReady when nothing has been assessed, a cell was changed since, the commission is not
    whole, or something unusual is not confirmed.
    """
    with transaction.atomic():
        locked = _lock_editable(sheet)
        if not Result.objects.filter(sheet=locked, state=ResultState.VALUE).exists():
            raise SheetNotReady(_("В ведомости нет ни одной оценки: сдавать нечего."))
        check_seen(sheet=locked, seen=seen)
        places = places_of_sheets(sheets=[locked])[locked.pk]
        warnings = check_warnings(sheet=locked, places=places, confirmed=confirmed, now=now)
        if signers is not None:
            check_signers(sheet=locked, signers=signers)
        keep_places(sheet=locked, places=places, actor_id=actor_id, now=now)
        locked.state = SheetState.SUBMITTED
        locked.state_reason = ""
        locked.submitted_at, locked.submitted_by_id = now, actor_id
        locked.save(update_fields=["state", "state_reason", "submitted_at", "submitted_by"])
        event = record_event(
            sheet=locked, kind=SheetEventKind.SUBMITTED, actor_id=actor_id, now=now
        )
        record_submission(event=event, signers=signers or (), warnings=warnings)
        students = write_sheet_evidence(sheet=locked, now=now)
        record_action(
            action="assessments.submit_sheet",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"students": len(students), "warnings": len(warnings)},
        )
        _request(students, now)
    return locked


def _request(students: Sequence[int], now: datetime) -> None:
    """Have readiness follow, each student's in the college where they are by now."""
    by_college: dict[int, list[int]] = {}
    places = Student.objects.filter(pk__in=students).values_list("college_id", "pk")
    for college_id, student_id in places.order_by("college_id", "pk"):
        by_college.setdefault(college_id, []).append(student_id)
    for college_id, student_ids in by_college.items():
        request_students(college_id=college_id, student_ids=student_ids, now=now)


def return_sheet(*, sheet: Sheet, reason: str, actor_id: int | None, now: datetime) -> Sheet:
    """Open a submitted sheet again for correction; its evidence is voided until it is submitted."""
    return _take_back(sheet, SheetState.RETURNED, reason, actor_id, now)


def void_sheet(*, sheet: Sheet, reason: str, actor_id: int | None, now: datetime) -> Sheet:
    """Take a sheet out of account for good, with its evidence."""
    return _take_back(sheet, SheetState.VOIDED, reason, actor_id, now)


def _take_back(
    sheet: Sheet, state: SheetState, reason: str, actor_id: int | None, now: datetime
) -> Sheet:
    if not reason.strip():
        raise ValidationError({"reason": _("Укажите причину.")})
    with transaction.atomic():
        locked = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if locked.state == SheetState.VOIDED or (
            state == SheetState.RETURNED and locked.state != SheetState.SUBMITTED
        ):
            raise SheetIsLocked
        students = void_evidence(sheet=locked, reason=reason.strip(), now=now)
        locked.state, locked.state_reason = state, reason.strip()
        locked.save(update_fields=["state", "state_reason"])
        record_event(
            sheet=locked,
            kind=SheetEventKind(state),
            actor_id=actor_id,
            now=now,
            reason=locked.state_reason,
        )
        record_action(
            action=f"assessments.{'return' if state == SheetState.RETURNED else 'void'}_sheet",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"students": len(students)},
        )
        _request(students, now)
    return locked
