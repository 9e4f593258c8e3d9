"""One cell of a sheet: its history, a remark, the flag to come back; a page or a dialog."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import SheetState
from assessments.models import Criterion, Sheet
from assessments.selectors.sheets import (
    criteria_of_sheet,
    history_of_cell,
    results_of_sheet,
    students_of_sheet,
)
from assessments.services.cell_notes import annotate_cell
from assessments.sheet_forms import CellNoteForm, CellPlaceForm
from assessments.views.sheets import STAFF, crumbs_of, find_sheet, scope_of
from colleges.models import Student
from colleges.rules.short_names import names_apart
from core.http import guarded


@guarded(roles=STAFF, write=True)
def cell_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`?student=…&criterion=…` names the cell; `&part=1` asks for the dialog's inside only."""
    sheet = find_sheet(request, pk)
    student, criterion = _place(request, sheet)
    is_part = "part" in request.GET
    form = CellNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if sheet.state == SheetState.VOIDED:
            raise Http404
        annotate_cell(
            sheet=sheet,
            cell=(student.pk, criterion.pk),
            needs_attention=form.cleaned_data["needs_attention"],
            comment=form.cleaned_data["comment"] if "comment" in request.POST else None,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
        if not is_part:
            return redirect(_address(sheet, student, criterion))
        form = CellNoteForm()
    template = "assessments/cell_detail_part.html" if is_part else "assessments/cell_detail.html"
    return render(request, template, _context(sheet, student, criterion, form))


def _place(request: HttpRequest, sheet: Sheet) -> tuple[Student, Criterion]:
    place = CellPlaceForm(request.GET)
    if not place.is_valid():
        raise Http404
    student = students_of_sheet(sheet=sheet).filter(pk=place.cleaned_data["student"]).first()
    criterion = criteria_of_sheet(sheet=sheet).filter(pk=place.cleaned_data["criterion"]).first()
    if student is None or criterion is None:
        raise Http404
    return student, criterion


def _address(sheet: Sheet, student: Student, criterion: Criterion) -> str:
    own = reverse("assessments:cell_detail", args=[sheet.pk])
    return f"{own}?student={student.pk}&criterion={criterion.pk}"


def _context(
    sheet: Sheet, student: Student, criterion: Criterion, form: CellNoteForm
) -> dict[str, Any]:
    row = results_of_sheet(sheet=sheet).get((student.pk, criterion.pk))
    if not form.is_bound:
        form = CellNoteForm(
            initial={
                "comment": row.comment if row is not None else "",
                "needs_attention": row.needs_attention if row is not None else False,
            }
        )
    changes = history_of_cell(sheet=sheet, student_id=student.pk, criterion_id=criterion.pk)
    return {
        "sheet_pk": sheet.pk,
        "crumbs": crumbs_of(sheet, criterion.name),
        "name": names_apart(students_of_sheet(sheet=sheet))[student.pk],
        "criterion": criterion.name,
        "value": row.raw_value if row is not None else "",
        "has_note": row is not None and bool(row.comment),
        "has_flag": row is not None and row.needs_attention,
        "form": form,
        "address": _address(sheet, student, criterion),
        "is_open": sheet.state != SheetState.VOIDED,
        "changes": [
            {
                "at": change.changed_at,
                "old": _quoted(change.old_value),
                "new": _quoted(change.new_value),
                "by": change.changed_by.display_name if change.changed_by is not None else "",
            }
            for change in changes
        ],
    }


def _quoted(value: str) -> str:
    return f"«{value}»" if value else _("пусто")
