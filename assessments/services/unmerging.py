"""Taking a merge back: everything returns to where it was, scores follow by a job."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.enums import ResultState, SheetState
from assessments.models import Evidence, Result, ResultChange, Sheet, StudentMerge
from assessments.services.evidence import reassign_evidence, void_evidence, write_sheet_evidence
from assessments.services.merging import (
    MOVED_PLAINLY,
    exchange_cells,
    exchange_outcomes,
    exchange_placements,
    lock_pair,
    swap_fields,
)
from assessments.services.runs import request_students
from colleges.models import Enrolment, GraduateOutcome, Movement, Student
from colleges.services.consent_merging import part_consents
from core.audit import record_action
from employers.models import Placement

_REASON = "объединение записей отменено"


def undo_merge(*, merge: StudentMerge, actor_id: int | None, now: datetime) -> None:
    """Make the merged record a student again, with all that it had and what came to it since.

    Raise ValidationError (Russian) when later changes stand in the way.
    """
    with transaction.atomic():
        merge = StudentMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        kept, dropped = lock_pair(merge.kept_id, merge.dropped_id)
        _check(merge, kept)
        dropped.merged_into = None
        swap_fields(kept, dropped, list(merge.swapped))
        _return_rows(merge, dropped)
        _return_groups(merge, kept, dropped)
        _leave_empty_cells(merge, kept, now)
        _return_evidence(merge, dropped, now)
        merge.undone_at = now
        merge.save(update_fields=["undone_at"])
        record_action(
            action="assessments.undo_merge",
            actor_id=actor_id,
            now=now,
            target=kept,
            details={"dropped_id": dropped.pk, "merge_id": merge.pk},
        )
        request_students(college_id=kept.college_id, student_ids=[kept.pk, dropped.pk], now=now)


def _check(merge: StudentMerge, kept: Student) -> None:
    if merge.undone_at is not None:
        raise ValidationError(_("Это объединение уже отменено."))
    if kept.merged_into_id is not None:
        raise ValidationError(_("Основная запись сама объединена с другой: сначала отмените это."))
    later = StudentMerge.objects.filter(
        kept=kept, undone_at__isnull=True, merged_at__gt=merge.merged_at
    )
    if later.exists():
        raise ValidationError(_("После этого было ещё одно объединение: сначала отмените его."))
    versions = dict(
        Result.objects.filter(pk__in=[pair[0] for pair in merge.moved["exchanged"]]).values_list(
            "pk", "version"
        )
    )
    if any(versions[pair[0]] != pair[2] for pair in merge.moved["exchanged"]):
        raise ValidationError(
            _("Оценки в ведомости с тех пор исправляли: отменить объединение нельзя.")
        )
    moved_on = Movement.objects.filter(student=kept, recorded_at__gt=merge.merged_at).exclude(
        to_group__isnull=True, to_college__isnull=True
    )
    if moved_on.exists():
        raise ValidationError(_("После объединения обучающегося перевели: отменить нельзя."))


def _return_rows(merge: StudentMerge, dropped: Student) -> None:
    moved = merge.moved
    for model, name in (
        *MOVED_PLAINLY,
        (Result, "results"),
        (ResultChange, "changes"),
        (Placement, "placements"),
    ):
        # Merges of old know fewer kinds.
        model.objects.filter(pk__in=moved.get(name, ())).update(student=dropped)
    part_consents(moved=moved["consents"], closed=moved.get("closed_consents", ()), dropped=dropped)
    for ours, theirs, *_versions in moved["exchanged"]:
        rows = Result.objects.in_bulk([ours, theirs])
        exchange_cells(rows[ours], rows[theirs])
    for ours, theirs in moved["exchanged_placements"]:
        placements = Placement.objects.in_bulk([ours, theirs])
        exchange_placements(placements[ours], placements[theirs])
    for ours, theirs in moved["exchanged_outcomes"]:
        outcomes = GraduateOutcome.objects.in_bulk([ours, theirs])
        exchange_outcomes(outcomes[ours], outcomes[theirs])


def _return_groups(merge: StudentMerge, kept: Student, dropped: Student) -> None:
    Enrolment.objects.filter(pk__in=merge.moved["enrolments"]).update(student=dropped)
    left = merge.moved.get("left_enrolments", ())
    Enrolment.objects.filter(pk__in=left).update(student=kept)
    for pk, state, ended_on in merge.moved["ended"]:
        Enrolment.objects.filter(pk=pk).update(
            state=state, ended_on=ended_on and date.fromisoformat(ended_on)
        )


def _leave_empty_cells(merge: StudentMerge, kept: Student, now: datetime) -> None:
    """Leave an emptied cell where one went back to the other record, with a version never seen.

    A cell without a row would count its versions from one again, and what somebody had typed
    without a network while the records were one could match it. Sheets that the student has no
    place in take nothing.
    """
    groups = Enrolment.objects.current().filter(student=kept).values("group_id")
    sheets = Result.objects.filter(student=kept).values("sheet_id")
    returned = Result.objects.filter(
        Q(sheet__group__in=groups) | Q(sheet__in=sheets), pk__in=merge.moved["results"]
    )
    Result.objects.bulk_create(
        Result(
            sheet_id=row.sheet_id,
            student=kept,
            criterion_id=row.criterion_id,
            state=ResultState.EMPTY,
            version=row.version + 1,
            updated_at=now,
        )
        for row in returned.order_by("pk")
    )


def _return_evidence(merge: StudentMerge, dropped: Student, now: datetime) -> None:
    """Give back what the merge wrote and what came of the same sources since; revive the annulled.

    A cell that was exchanged has its rows written anew from those of before the merge.
    """
    moved = merge.moved
    live = Evidence.objects.filter(student=merge.kept, voided_at__isnull=True)
    exchanged = [ours for ours, *_rest in moved["exchanged"]]
    void_evidence(rows=live.filter(result_id__in=exchanged), reason=_REASON, now=now)
    theirs = live.filter(
        Q(result_id__in=moved["results"])
        | Q(rating__evaluation__placement__student=dropped)
        | Q(survey_id__in=moved["surveys"])
        | Q(pk__in=moved["written"])
    )
    reassign_evidence(rows=theirs, student=dropped, reason=_REASON, now=now)
    gone = [pk for pair in moved["exchanged"] for pk in pair[:2]]
    before = Evidence.objects.filter(
        Q(pk__in=moved["silenced"]) | Q(pk__in=moved["reassigned"], result_id__in=gone)
    )
    _revive(before, now)
    _write_missing([*moved["left_results"], *exchanged], now)


def _revive(rows: QuerySet[Evidence], now: datetime) -> None:
    """Write annulled rows anew, each of its own student, where their sheets are still in force."""
    wanted = rows.filter(Q(result__isnull=True) | Q(result__sheet__state=SheetState.SUBMITTED))
    copies = list(wanted.order_by("pk"))
    for row in copies:
        row.pk = None
        row.created_at, row.voided_at, row.void_reason = now, None, ""
    Evidence.objects.bulk_create(copies)


def _write_missing(results: Sequence[int], now: datetime) -> None:
    """Write evidence of sheets handed in while the records were one: cells then said nothing."""
    live = Evidence.objects.filter(result=OuterRef("pk"), voided_at__isnull=True)
    silent = Result.objects.filter(~Exists(live), pk__in=results, state=ResultState.VALUE)
    sheets = Sheet.objects.filter(state=SheetState.SUBMITTED, pk__in=silent.values("sheet_id"))
    for sheet in sheets.select_related("instrument").order_by("pk"):
        write_sheet_evidence(sheet=sheet, now=now)
