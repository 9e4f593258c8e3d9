"""The alignment as files: XLSX to edit and bring back, CASE JSON to exchange."""

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from colleges.exports.case import case_bytes
from colleges.forms import AlignmentFileForm
from colleges.imports.alignment import write_alignment
from colleges.imports.case import KIND, read_case
from colleges.models import Programme
from colleges.selectors.alignments import open_programmes
from colleges.selectors.case import case_view
from colleges.services.alignment_imports import (
    AlignmentPlan,
    apply_plan,
    change_lines,
    plan_package,
)
from colleges.services.alignments import AlignmentAgreedError
from colleges.views.alignment_pages import WORDS, crumbs
from colleges.views.alignments import READERS, STAFF, find_programme, scope_of
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
from core.tables.filenames import file_name
from core.tables.writing import XLSX_TYPE

_SHOWN: Final = 500
_JSON: Final = "application/json"


@guarded(roles=READERS)
def alignment_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix as a table that can be brought back."""
    programme = find_programme(request, pk)
    return _file(programme, write_alignment(programme), "xlsx", XLSX_TYPE)


@guarded(roles=READERS)
def alignment_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The alignment as a package of 1EdTech CASE 1.1."""
    programme = find_programme(request, pk)
    return _file(programme, case_bytes(case_view(programme=programme)), "json", _JSON)


def _file(programme: Programme, content: bytes, extension: str, kind: str) -> HttpResponse:
    name = file_name(
        _("Сопряжение"),
        programme.college.short_name,
        programme.speciality.code,
        str(programme.intake_year),
        timezone.localdate().isoformat(),
        extension=extension,
    )
    disposition = content_disposition_header(True, name) or ""  # noqa: FBT003
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@guarded(roles=STAFF, write=True)
def alignment_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a CASE package and make the dry run; nothing is changed yet."""
    scope, programme = scope_of(request), find_programme(request, pk)
    form = AlignmentFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        upload = Upload(
            kind=KIND,
            file_name=file.name,
            content=content,
            college_id=programme.college_id,
            parameters={"programme_id": programme.pk},
            uploaded_by_id=scope.user_id,
        )
        plan = _plan(content, file.name, programme)
        batch = keep_batch(upload=upload, dry_run=plan.dry_run(), now=timezone.now())
        return redirect("colleges:alignment_batch", pk=batch.pk)
    context = {
        "form": form,
        "programme": programme,
        "crumbs": crumbs(programme, scope, (_("Загрузка из файла"), "")),
    }
    return render(request, "colleges/alignment_import.html", context)


def _plan(content: bytes, name: str, programme: Programme) -> AlignmentPlan:
    package = read_case(content, name)
    return plan_package(
        view=case_view(programme=programme),
        items=package.items,
        relations=package.relations,
        problems=package.problems,
    )


def _find(request: HttpRequest, pk: int) -> tuple[ImportBatch, Programme]:
    scope = scope_of(request)
    batch = find_batch(pk=pk, kinds=(KIND,), college_ids=scope.college_ids)
    if batch is None:
        raise Http404
    programme = open_programmes(scope=scope).filter(pk=batch.parameters["programme_id"]).first()
    if programme is None:
        raise Http404
    return batch, programme


@guarded(roles=STAFF)
def alignment_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, cell by cell, and what is wrong in it."""
    batch, programme = _find(request, pk)
    counts = batch.report["counts"]
    can_apply = batch.state == ImportState.CHECKED
    changes: list[dict[str, Any]] = []
    if can_apply:
        plan = _plan(bytes(batch.content), batch.file_name, programme)
        lines = change_lines(changes=plan.changes[:_SHOWN], programme=programme)
        changes = [
            {**line, "was": WORDS[line["was"]], "becomes": WORDS[line["becomes"]]} for line in lines
        ]
    context = {
        "batch": batch,
        "programme": programme,
        "crumbs": crumbs(programme, scope_of(request), (batch.file_name, "")),
        "state": ImportState(batch.state).label,
        "can_apply": can_apply,
        "problems": batch.report["problems"],
        "facts": [
            (_("Ячеек отметится или изменится"), counts["set"]),
            (_("Ячеек очистится"), counts["cleared"]),
            (_("Функций с уточнением по действиям"), counts["detailed"]),
            (_("Без изменений"), counts["same"]),
            (_("Строк с ошибками"), batch.rows_wrong),
        ],
        "changes": changes,
    }
    return render(request, "colleges/alignment_batch.html", context)


@guarded(roles=STAFF, read=False, write=True)
def alignment_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the very bytes of the dry run, planned anew: every change, or none."""
    batch, programme = _find(request, pk)
    here = redirect("colleges:alignment_batch", pk=pk)
    try:
        with transaction.atomic():
            is_done = _apply(request, batch, programme)
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён или содержит ошибки."))
        return here
    except AlignmentAgreedError:
        messages.error(request, _("Сопряжение согласовано: начните новую версию."))
        return here
    if not is_done:
        text = _("Сопряжение изменилось после проверки: посмотрите новый отчёт и подтвердите.")
        messages.warning(request, text)
        return here
    messages.success(request, _("Изменения из файла записаны."))
    return redirect("colleges:alignment", pk=programme.pk)


def _apply(request: HttpRequest, batch: ImportBatch, programme: Programme) -> bool:
    """Write the batch's plan; False when it would do other things than were shown."""
    now = timezone.now()
    plan = _plan(bytes(batch.content), batch.file_name, programme)
    dry_run = plan.dry_run()
    if batch.state == ImportState.CHECKED and not is_as_reported(batch=batch, dry_run=dry_run):
        renew_batch(batch=batch, dry_run=dry_run)
        return False
    actor_id = scope_of(request).user_id
    take_batch(batch=batch, actor_id=actor_id, now=now)
    apply_plan(plan=plan, programme=programme, actor_id=actor_id, now=now)
    return True
