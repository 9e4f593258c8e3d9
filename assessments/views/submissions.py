"""Handing a sheet in: what is unusual is shown, the commission is named, the sheet is locked."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import RaterKind, SignerRole
from assessments.models import ResultChange, Sheet
from assessments.selectors.sheet_places import expected_in, places_of_sheets
from assessments.selectors.sheets import criteria_of_sheet, results_of_sheet, students_at
from assessments.selectors.submissions import (
    changed_since,
    print_of_cells,
    signers_before,
    unusual_in_sheet,
)
from assessments.services.sheets import SheetIsLocked, submit_sheet
from assessments.services.submissions import SheetNotReady, Signer
from assessments.sheet_forms import MOST_SIGNERS, SignerFormSet
from assessments.views.sheet_life import unusual_text
from assessments.views.sheets import STAFF, crumbs_of, find_sheet, scope_of
from colleges.rules.short_names import names_apart
from core.http import guarded

_EMPTY_ROWS = 3


@guarded(roles=STAFF, write=True)
def sheet_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what to check before. POST: hand the sheet in, or say why not."""
    sheet = find_sheet(request, pk)
    if not sheet.is_editable:
        messages.error(request, _("Ведомость уже сдана."))
        return redirect("assessments:sheet_detail", pk=pk)
    if request.method != "POST":
        return _show(request, sheet, SignerFormSet(initial=_signers_to_begin_with(sheet)))
    formset: Any = SignerFormSet(request.POST)
    confirmed = request.POST.getlist("confirmed")
    if not formset.is_valid():
        return _show(request, sheet, formset, confirmed)
    try:
        submit_sheet(
            sheet=sheet,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
            signers=[_signer(row) for row in formset.filled()],
            confirmed=confirmed,
            seen=request.POST.get("seen", ""),
        )
    except SheetNotReady as error:
        return _show(request, sheet, formset, confirmed, problem=str(error))
    except SheetIsLocked:
        messages.error(request, _("Ведомость уже сдана."))
    else:
        messages.success(request, _("Ведомость сдана. Готовность пересчитывается."))
    return redirect("assessments:sheet_detail", pk=pk)


def _signer(row: dict[str, Any]) -> Signer:
    return Signer(
        name=" ".join(row["name"].split()),
        role=SignerRole(row["role"] or SignerRole.MEMBER),
        post=row["post"].strip(),
        is_absent=row["is_absent"],
    )


def _signers_to_begin_with(sheet: Sheet) -> list[dict[str, Any]]:
    """Those who signed last time, else a chairman and empty rows."""
    before = [
        {"name": row.name, "post": row.post, "role": row.role, "is_absent": False}
        for row in signers_before(sheet=sheet)
    ]
    first: list[dict[str, Any]] = before or [{"role": SignerRole.CHAIRMAN}]
    empty: dict[str, Any] = {"role": SignerRole.MEMBER}
    return [*first, *([empty] * _EMPTY_ROWS)][:MOST_SIGNERS]


def _change(change: ResultChange, students: Mapping[int, str]) -> dict[str, Any]:
    return {
        "student": students.get(change.student_id, _("выбывший из группы")),
        "criterion": change.criterion.name,
        "old": change.old_value,
        "new": change.new_value,
        "by": change.changed_by.display_name if change.changed_by is not None else "",
        "at": change.changed_at,
    }


def _show(
    request: HttpRequest,
    sheet: Sheet,
    formset: Any,
    confirmed: list[str] | tuple[str, ...] = (),
    problem: str = "",
) -> HttpResponse:
    places = places_of_sheets(sheets=[sheet])[sheet.pk]
    seen, current = request.POST.get("seen"), print_of_cells(sheet=sheet)
    changes = [] if seen in (None, current) else changed_since(sheet=sheet, seen=seen or "")
    students = names_apart(students_at(places=places))
    criteria = {criterion.pk: criterion.name for criterion in criteria_of_sheet(sheet=sheet)}
    findings = unusual_in_sheet(sheet=sheet, places=places, today=timezone.localdate())
    assessed = {key[0] for key, row in results_of_sheet(sheet=sheet).items() if row.raw_value}
    context = {
        "pk": sheet.pk,
        "title": sheet.instrument.name,
        "group": sheet.group.name,
        "held_on": sheet.held_on,
        "crumbs": crumbs_of(sheet, _("Сдать")),
        "done": len(assessed),
        "total": expected_in(places),
        "findings": [
            {
                "key": finding.key,
                "text": unusual_text(finding, students, criteria),
                "is_confirmed": finding.key in confirmed,
            }
            for finding in findings
        ],
        "seen": current,
        "changes": [_change(change, students) for change in changes],
        "formset": formset,
        "needs_commission": sheet.rater.kind == RaterKind.COMMISSION,
        "commission": sheet.rater.title,
        "problem": problem,
    }
    return render(request, "assessments/sheet_submit.html", context)
