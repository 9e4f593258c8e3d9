"""The wizard of imported files, one for all kinds: the file, what it would do, apply."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms import ImportFileForm
from assessments.imports.registry import KINDS, kind_of_key, kind_of_slug
from assessments.views.sheets import STAFF, scope_of
from core.enums import ImportState
from core.http import guarded
from core.import_batches import BatchNotApplicable, Upload, find_batch
from core.import_flow import apply_batch, check_upload
from core.import_kinds import ImportKind, Target, TargetClosed
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError
from core.tables.templates import write_template
from core.tables.writing import XLSX_TYPE


def _kind(slug: str) -> ImportKind:
    kind = kind_of_slug(slug)
    if kind is None:
        raise Http404
    return kind


@guarded(roles=STAFF, write=True)
def import_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the file and make the dry run; nothing but the batch is written yet."""
    kind, scope = _kind(slug), scope_of(request)
    choice = kind.choice(scope=scope)
    form = ImportFileForm(
        request.POST or None, request.FILES or None, choice=choice, chosen=request.GET
    )
    if request.method == "POST" and form.is_valid():
        parameters = form.parameters()
        target = kind.target(scope=scope, parameters=parameters)
        if target is None:
            raise Http404
        upload = Upload(
            kind=kind.key,
            file_name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(),
            college_id=target.college_id,
            parameters=parameters,
            uploaded_by_id=scope.user_id,
        )
        try:
            batch = check_upload(kind=kind, upload=upload, target=target, now=timezone.now())
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("assessments:import_batch", pk=batch.pk)
    return render(request, "assessments/import_upload.html", {"form": form, "kind": kind})


@guarded(roles=STAFF)
def import_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The file to be filled in; the query may name the target, whose rows it then has."""
    kind = _kind(slug)
    target = kind.target(scope=scope_of(request), parameters=request.GET.dict())
    return HttpResponse(
        write_template(kind.template(target=target)),
        content_type=XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{kind.slug}.xlsx"'},
    )


def _find(request: HttpRequest, pk: int) -> tuple[ImportBatch, ImportKind, Target]:
    scope = scope_of(request)
    keys = [kind.key for kind in KINDS]
    batch = find_batch(pk=pk, kinds=keys, college_ids=scope.college_ids)
    kind = None if batch is None else kind_of_key(batch.kind)
    if batch is None or kind is None:
        raise Http404
    target = kind.target(scope=scope, parameters=batch.parameters)
    if target is None:
        raise Http404
    return batch, kind, target


@guarded(roles=STAFF)
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, or did: counts and everything found wrong."""
    batch, kind, target = _find(request, pk)
    context = {
        "batch": batch,
        "state": ImportState(batch.state).label,
        "can_apply": batch.state == ImportState.CHECKED,
        "problems": batch.report["problems"],
        "facts": [
            (_("Строк в файле"), batch.rows_total),
            *kind.facts(batch.report["counts"]),
            (_("Строк с ошибками"), batch.rows_wrong),
        ],
        "kind": kind,
        "target": target.title,
        "target_url": reverse(target.route, args=target.route_args),
        "again_url": _upload_url(kind, batch),
    }
    return render(request, "assessments/import_batch.html", context)


def _upload_url(kind: ImportKind, batch: ImportBatch) -> str:
    """Return the upload page with the same target chosen."""
    address = reverse("assessments:import_upload", args=[kind.slug])
    query = "&".join(f"{name}={value}" for name, value in batch.parameters.items() if value)
    return f"{address}?{query}"


@guarded(roles=STAFF, read=False, write=True)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the batch: everything, or nothing."""
    batch, kind, target = _find(request, pk)
    try:
        applied = apply_batch(
            kind=kind,
            batch=batch,
            target=target,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён или содержит ошибки."))
    except TargetClosed as closed:
        messages.error(request, str(closed))
    else:
        if applied is not None:
            messages.success(request, _("Записано: %(count)s.") % {"count": applied.count})
            return redirect(target.route, *target.route_args)
        messages.warning(
            request,
            _("Данные изменились после проверки: посмотрите новый отчёт и подтвердите."),
        )
    return redirect("assessments:import_batch", pk=pk)
