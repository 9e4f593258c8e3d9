"""A file of results: choose the sheet, see what it would do, apply."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import SheetState
from assessments.forms import ResultFileForm
from assessments.imports.results import KIND, as_result, read_results
from assessments.models import Sheet
from assessments.selectors.sheets import criteria_of_sheet, sheet_of, sheets_of
from assessments.services.result_files import CellsChanged, ResultsPlan, apply_results, plan_results
from assessments.services.sheets import SheetIsLocked
from assessments.views.sheets import STAFF, scope_of
from core.enums import ImportState
from core.http import guarded
from core.import_batches import (
    BatchNotApplicable,
    Upload,
    find_batch,
    is_as_reported,
    keep_batch,
    renew_batch,
    take_batch,
)
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError

_OPEN = (SheetState.DRAFT, SheetState.RETURNED)


def _plan(content: bytes, name: str, sheet: Sheet, sheet_name: str) -> ResultsPlan:
    criteria = list(criteria_of_sheet(sheet=sheet))
    return plan_results(
        reading=read_results(content, name, criteria, sheet_name=sheet_name),
        as_result=partial(as_result, criteria=criteria),
        sheet=sheet,
    )


@guarded(roles=STAFF, write=True)
def result_import(request: HttpRequest) -> HttpResponse:
    """Take the file and make the dry run; nothing of the sheet changes yet."""
    scope = scope_of(request)
    form = ResultFileForm(
        request.POST or None,
        request.FILES or None,
        sheets=sheets_of(scope=scope).filter(state__in=_OPEN),
        initial={"sheet": request.GET.get("sheet")},
    )
    if request.method == "POST" and form.is_valid():
        sheet, file = form.cleaned_data["sheet"], form.cleaned_data["file"]
        sheet_name = form.cleaned_data["sheet_name"]
        content = file.read()
        try:
            plan = _plan(content, file.name, sheet, sheet_name)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            upload = Upload(
                kind=KIND,
                file_name=file.name,
                content=content,
                college_id=sheet.college_id,
                parameters={"sheet_id": sheet.pk, "sheet_name": sheet_name},
                uploaded_by_id=scope.user_id,
            )
            batch = keep_batch(upload=upload, dry_run=plan.dry_run(), now=timezone.now())
            return redirect("assessments:result_batch", pk=batch.pk)
    return render(request, "assessments/result_import.html", {"form": form})


def _find(request: HttpRequest, pk: int) -> tuple[ImportBatch, Sheet]:
    scope = scope_of(request)
    batch = find_batch(pk=pk, kind=KIND, college_ids=scope.college_ids)
    sheet = None if batch is None else sheet_of(scope=scope, pk=batch.parameters["sheet_id"])
    if batch is None or sheet is None:
        raise Http404
    return batch, sheet


@guarded(roles=STAFF)
def result_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch, sheet = _find(request, pk)
    counts = batch.report["counts"]
    context = {
        "batch": batch,
        "state": ImportState(batch.state).label,
        "can_apply": batch.state == ImportState.CHECKED,
        "problems": batch.report["problems"],
        "facts": [
            (_("Строк в файле"), batch.rows_total),
            (_("Ячеек будет записано"), counts["cells"]),
            (_("Из них заменят прежнее значение"), counts.get("replaced", 0)),
            (_("Без изменений"), counts["same"]),
            (_("Строк с ошибками"), batch.rows_wrong),
        ],
        "sheet_id": sheet.pk,
        "title": sheet.instrument.name,
        "group": sheet.group.name,
    }
    return render(request, "assessments/result_batch.html", context)


@guarded(roles=STAFF, read=False, write=True)
def result_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the very bytes of the dry run, planned anew: all cells, or none.

    When the sheet has changed since, nothing is applied: the report is renewed and shown again.
    """
    batch, sheet = _find(request, pk)
    try:
        with transaction.atomic():
            count = _apply(request, batch, sheet)
    except (BatchNotApplicable, SheetIsLocked):
        messages.error(request, _("Файл уже применён, или ведомость сдана."))
        return redirect("assessments:result_batch", pk=pk)
    except CellsChanged:
        count = None
    if count is None:
        messages.warning(
            request, _("Ведомость изменилась после проверки: посмотрите новый отчёт и подтвердите.")
        )
        return redirect("assessments:result_batch", pk=pk)
    messages.success(request, _("Загружено ячеек: %(count)s.") % {"count": count})
    return redirect("assessments:sheet_detail", pk=sheet.pk)


def _apply(request: HttpRequest, batch: ImportBatch, sheet: Sheet) -> int | None:
    """Write the batch's plan; None when it would do other things than were shown."""
    now = timezone.now()
    if not sheet.is_editable:
        raise SheetIsLocked
    sheet_name = batch.parameters.get("sheet_name", "")
    plan = _plan(bytes(batch.content), batch.file_name, sheet, sheet_name)
    dry_run = plan.dry_run()
    if batch.state == ImportState.CHECKED and not is_as_reported(batch=batch, dry_run=dry_run):
        renew_batch(batch=batch, dry_run=dry_run)
        return None
    take_batch(batch=batch, now=now)
    return apply_results(plan=plan, sheet=sheet, actor_id=scope_of(request).user_id, now=now)
