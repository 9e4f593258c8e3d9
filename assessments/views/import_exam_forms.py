"""A КОД that a file of points names and the portal does not know: made on the way, and back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.imports.demo_exam_forms import DemoExamFormsImport
from assessments.missing_exam_forms import MissingModuleFormSet, modules_of_missing
from assessments.views.import_checking import check_new
from assessments.views.import_presentation import crumbs_of
from assessments.views.imports import find_import
from assessments.views.sheets import STAFF, scope_of
from core.enums import ImportState
from core.http import guarded
from core.import_batches import Upload
from core.models import ImportBatch
from core.tables.templates import write_template


@guarded(roles=STAFF, write=True)
def import_exam_forms(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what the file of points does not say of a КОД; what is sent is checked like a file."""
    batch, _kind, _target = find_import(request, pk)
    missing = batch.report.get("missing", [])
    if not missing or batch.state not in (ImportState.CHECKED, ImportState.REFUSED):
        messages.info(request, _("Все КОД этого файла портал знает."))
        return redirect("assessments:import_batch", pk=pk)
    formset: Any = MissingModuleFormSet(
        request.POST or None, initial=modules_of_missing(missing), prefix="module"
    )
    if request.method == "POST" and formset.is_valid():
        return _check(request, batch, formset.rows())
    context = {
        "crumbs": crumbs_of(batch, _("Новый КОД")),
        "batch": batch,
        "formset": formset,
        "codes": formset.by_code(missing),
    }
    return render(request, "assessments/import_exam_forms.html", context)


def _check(request: HttpRequest, batch: ImportBatch, rows: list[dict[str, Any]]) -> HttpResponse:
    """Let the table of the КОД go the way of every table: dry run, writing, undo, audit."""
    kind, scope = DemoExamFormsImport(), scope_of(request)
    target = kind.target(scope=scope, parameters={})
    if target is None:
        raise Http404
    upload = Upload(
        kind=kind.key,
        file_name=_("КОД для файла %(name)s") % {"name": batch.file_name},
        content=write_template(kind.filled(rows)),
        college_id=target.college_id,
        parameters={"back": batch.pk},
        uploaded_by_id=scope.user_id,
    )
    return check_new(kind, upload, target)
