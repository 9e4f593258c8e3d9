"""What awaits the staff of a college."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from assessments.enums import SheetState
from assessments.models import Result, SheetEvent
from assessments.selectors.at_risk import count_at_risk
from assessments.selectors.documents import changed_documents
from assessments.selectors.sheet_places import expected_in, places_of_sheets
from assessments.selectors.sheets import OPEN_STATES, own_sheets, sheets_of
from assessments.selectors.student_lists import SCARCE_DATA
from assessments.selectors.submissions import last_returns
from colleges.enums import ConsentPurpose, TransferState
from colleges.models import CollegeTransfer, Enrolment
from colleges.selectors.alignments import returns_to_mend
from colleges.selectors.consents import count_without, withdrawals_to_review
from colleges.selectors.namesakes import names_in_college
from colleges.selectors.programme_attention import Attention, programmes_to_look_at
from colleges.selectors.students import StudentFilter, find_students
from colleges.selectors.transfers import open_transfers
from core.enums import ImportState
from core.models import ImportBatch
from core.scope import Scope
from employers.enums import RatingState
from employers.selectors.placements import (
    AWAITED,
    PlacementFilter,
    board_rows,
    filter_placements,
)

# A morning's list; the whole of it stands behind a link.
SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTask:
    """A sheet that is not handed in."""

    pk: int
    name: str
    group: str
    held_on: date
    due_on: date | None
    assessed: int
    total: int
    is_returned: bool
    is_late: bool
    reason: str
    returned_by: str
    returned_at: datetime | None
    flagged: int
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementTask:
    """A practice that has ended without the mentor's rating."""

    pk: int
    student: str
    group: str
    employer: str
    ended_on: date
    days: int
    state: RatingState


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTask:
    """A cell marked «вернуться»."""

    sheet_id: int
    student_id: int
    criterion_id: int
    student: str
    criterion: str
    sheet: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTask:
    """A file that was checked and not written."""

    pk: int
    kind: str
    name: str
    uploaded_at: datetime
    rows_wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalTask:
    """A withdrawn consent to processing: what is kept must be decided."""

    pk: int
    uid: UUID
    student: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTask:
    """A student on the way to or from another college; `college` is the other one."""

    pk: int
    student: str
    college: str
    happened_on: date
    is_incoming: bool
    is_refused: bool
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentTask:
    """A programme's alignment that the employers' association sent back."""

    programme_id: int
    programme: str
    intake_year: int
    reason: str
    returned_by: str
    returned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeTasks:
    """Everything due: lists as long as a morning needs, counts of all."""

    sheets: tuple[SheetTask, ...]
    placements: tuple[PlacementTask, ...]
    unrated_placements: int
    cells: tuple[CellTask, ...]
    flagged_cells: int
    files: tuple[FileTask, ...]
    files_total: int
    students: int
    provisional: int
    students_at_risk: int
    graduates_at_risk: int
    withdrawals: tuple[WithdrawalTask, ...]
    withdrawals_total: int
    transfers: tuple[TransferTask, ...]
    alignments: tuple[AlignmentTask, ...]
    draft_alignments: int
    replaced_editions: int
    without_consent: int
    changed_papers: int

    @property
    def late_sheets(self) -> int:
        return sum(sheet.is_late for sheet in self.sheets)

    @property
    def returned_sheets(self) -> int:
        return sum(sheet.is_returned for sheet in self.sheets)


def tasks_of(
    *, scope: Scope, now: datetime, own_only: bool = False, kinds: Collection[str] | None = None
) -> CollegeTasks:
    """Return what is due in the own college, returned sheets first, then the longest overdue.

    `own_only` narrows sheets, marked cells and files to those of the person; a practice is the
    college's as a whole. `kinds` are those of the files that the person may load, None: all.
    """
    # The very list to which the page leads: whoever studies now.
    studying = find_students(
        scope=scope, chosen=StudentFilter(), today=timezone.localdate(now)
    ).aggregate(students=Count("pk"), scarce=Count("pk", filter=SCARCE_DATA))
    files, files_total = _files(scope, kinds, own_only=own_only)
    placements, unrated = _placements(scope, now)
    cells, flagged = _cells(scope, own_only=own_only)
    withdrawn = withdrawals_to_review(scope=scope)
    shown_withdrawn = list(withdrawn[:SHOWN])
    names = names_in_college(row.student for row in shown_withdrawn)
    students_at_risk, graduates_at_risk = count_at_risk(scope=scope, today=timezone.localdate(now))
    return CollegeTasks(
        sheets=_sheets(scope, timezone.localdate(now), own_only=own_only),
        placements=placements,
        unrated_placements=unrated,
        cells=cells,
        flagged_cells=flagged,
        files=files,
        files_total=files_total,
        students=studying["students"],
        provisional=studying["scarce"],
        students_at_risk=students_at_risk,
        graduates_at_risk=graduates_at_risk,
        withdrawals=tuple(
            WithdrawalTask(
                pk=row.pk,
                uid=row.student.uid,
                student=names[row.student_id],
                withdrawn_at=row.withdrawn_at,
            )
            for row in shown_withdrawn
        ),
        withdrawals_total=withdrawn.count(),
        transfers=_transfers(scope),
        alignments=_alignments(scope),
        draft_alignments=_programmes(scope, Attention.DRAFT, now),
        replaced_editions=_programmes(scope, Attention.REPLACED, now),
        without_consent=count_without(
            scope=scope, purpose=ConsentPurpose.PROCESSING, today=timezone.localdate(now)
        ),
        changed_papers=changed_documents(scope=scope).count(),
    )


def _programmes(scope: Scope, attention: Attention, now: datetime) -> int:
    return programmes_to_look_at(
        scope=scope, attention=attention, today=timezone.localdate(now)
    ).count()


def _alignments(scope: Scope) -> tuple[AlignmentTask, ...]:
    return tuple(
        AlignmentTask(
            programme_id=event.version.programme_id,
            programme=str(event.version.programme.speciality),
            intake_year=event.version.programme.intake_year,
            reason=event.reason,
            returned_by=event.actor.display_name if event.actor else "",
            returned_at=event.at,
        )
        for event in returns_to_mend(scope=scope)
    )


def _transfers(scope: Scope) -> tuple[TransferTask, ...]:
    rows = list(open_transfers(scope=scope))
    names = names_in_college(row.student for row in rows)
    return tuple(
        _transfer(row, names[row.student_id], is_incoming=row.to_college_id in scope.college_ids)
        for row in rows
    )


def _transfer(row: CollegeTransfer, name: str, *, is_incoming: bool) -> TransferTask:
    other = row.from_college if is_incoming else row.to_college
    return TransferTask(
        pk=row.pk,
        student=name,
        college=other.short_name,
        happened_on=row.happened_on,
        is_incoming=is_incoming,
        is_refused=row.state == TransferState.REFUSED,
        refusal=row.refusal,
    )


def _sheets(scope: Scope, today: date, *, own_only: bool) -> tuple[SheetTask, ...]:
    rows = (
        sheets_of(scope=scope)
        .filter(state__in=OPEN_STATES)
        .select_related("rater__user", "group", "instrument")
        .order_by("-state", "due_on", "held_on", "pk")
    )
    if own_only:
        rows = rows.filter(own_sheets(scope))
    returned = last_returns(sheet_ids=[row.pk for row in rows if row.state == SheetState.RETURNED])
    places = places_of_sheets(sheets=rows)
    flagged = _flagged_by_sheet(scope)
    return tuple(
        _sheet(
            row,
            returned.get(row.pk),
            total=expected_in(places[row.pk]),
            flagged=flagged.get(row.pk, 0),
            today=today,
        )
        for row in rows
    )


def _sheet(
    row: Any, returned: SheetEvent | None, *, total: int, flagged: int, today: date
) -> SheetTask:
    return SheetTask(
        pk=row.pk,
        name=row.instrument.name,
        group=row.group.name,
        held_on=row.held_on,
        due_on=row.due_on,
        assessed=row.assessed_count,
        total=total,
        is_returned=row.state == SheetState.RETURNED,
        is_late=row.due_on is not None and row.due_on < today,
        reason=row.state_reason,
        returned_by=returned.actor.display_name if returned and returned.actor else "",
        returned_at=returned.at if returned else None,
        flagged=flagged,
        whose=row.rater.shown_name,
    )


def _open_flags(scope: Scope) -> QuerySet[Result]:
    return Result.objects.filter(
        needs_attention=True,
        sheet__college_id__in=scope.college_ids,
        sheet__state__in=OPEN_STATES,
    )


def _flagged_by_sheet(scope: Scope) -> dict[int, int]:
    rows = _open_flags(scope).values_list("sheet_id").annotate(count=Count("pk"))
    return dict(rows.order_by("sheet_id"))


def _cells(scope: Scope, *, own_only: bool) -> tuple[tuple[CellTask, ...], int]:
    rows = _open_flags(scope)
    if own_only:
        rows = rows.filter(own_sheets(scope, "sheet__"))
    found = rows.select_related(
        "student", "criterion", "sheet__instrument", "sheet__group"
    ).order_by("sheet_id", "student__last_name", "criterion__position")[:SHOWN]
    names = names_in_college(row.student for row in found)
    tasks = tuple(
        CellTask(
            sheet_id=row.sheet_id,
            student_id=row.student_id,
            criterion_id=row.criterion_id,
            student=names[row.student_id],
            criterion=row.criterion.name,
            sheet=f"{row.sheet.instrument.name}, {row.sheet.group.name}",
            comment=row.comment,
        )
        for row in found
    )
    return tasks, rows.count()


def _placements(scope: Scope, now: datetime) -> tuple[tuple[PlacementTask, ...], int]:
    today = timezone.localdate(now)
    unrated = filter_placements(scope=scope, chosen=PlacementFilter(state=AWAITED), now=now)
    rows: Iterable[Any] = board_rows(unrated, sort="-ends")[:SHOWN]
    names = names_in_college(row.student for row in rows)
    tasks = tuple(
        PlacementTask(
            pk=row.pk,
            student=names[row.student_id],
            group=row.group_name or "",
            employer=row.employer.name,
            ended_on=row.ends_on,
            days=(today - row.ends_on).days,
            state=RatingState(row.rating_state),
        )
        for row in rows
    )
    return tasks, unrated.count()


def _files(
    scope: Scope, kinds: Collection[str] | None, *, own_only: bool
) -> tuple[tuple[FileTask, ...], int]:
    rows = ImportBatch.objects.filter(
        college_id__in=scope.college_ids, state__in=(ImportState.CHECKED, ImportState.REFUSED)
    ).defer("content", "report")
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if own_only:
        rows = rows.filter(uploaded_by=scope.user_id)
    shown = tuple(
        FileTask(
            pk=row.pk,
            kind=row.kind,
            name=row.file_name,
            uploaded_at=row.uploaded_at,
            rows_wrong=row.rows_wrong,
        )
        for row in rows.order_by("-uploaded_at", "-pk")[:SHOWN]
    )
    return shown, len(shown) if len(shown) < SHOWN else rows.count()


def students_by_group(scope: Scope) -> dict[int, int]:
    """Return how many students each group of the own college has now."""
    rows = (
        Enrolment.objects.current()
        .filter(group__college_id__in=scope.college_ids)
        .values_list("group_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows.order_by("group_id"))
