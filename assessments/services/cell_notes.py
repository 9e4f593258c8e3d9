"""Remarks beside a cell: they neither change the result nor its version."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.enums import ResultState, SheetState
from assessments.models import Criterion, Result, Sheet
from assessments.selectors.sheets import students_of_sheet
from assessments.services.sheets import SheetIsLocked
from core.audit import record_action


class NoSuchCell(LookupError):
    """The student or the criterion is not of this sheet."""


def annotate_cell(
    *,
    sheet: Sheet,
    cell: tuple[int, int],
    needs_attention: bool,
    comment: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> Result:
    """Set the remark (None: leave it) and the flag «вернуться» of the cell (student, criterion).

    A submitted sheet can be remarked on: that is how it is checked. Raise SheetIsLocked for a
    voided one, NoSuchCell for a cell of another sheet.
    """
    student_id, criterion_id = cell
    with transaction.atomic():
        locked = Sheet.objects.select_for_update().get(pk=sheet.pk)
        if locked.state == SheetState.VOIDED:
            raise SheetIsLocked
        if not _is_of_sheet(locked, student_id, criterion_id):
            raise NoSuchCell(_("Такой ячейки в ведомости нет."))
        row, __ = Result.objects.get_or_create(
            sheet=locked,
            student_id=student_id,
            criterion_id=criterion_id,
            defaults={
                "state": ResultState.EMPTY,
                "version": 0,
                "updated_at": now,
                "updated_by_id": actor_id,
            },
        )
        row.needs_attention = needs_attention
        if comment is not None:
            row.comment = comment.strip()
        row.save(update_fields=["needs_attention", "comment"])
        record_action(
            action="assessments.annotate_cell",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"result": row.pk, "needs_attention": needs_attention},
        )
    return row


def _is_of_sheet(sheet: Sheet, student_id: int, criterion_id: int) -> bool:
    return (
        Criterion.objects.filter(pk=criterion_id, instrument_id=sheet.instrument_id).exists()
        and students_of_sheet(sheet=sheet).filter(pk=student_id).exists()
    )
