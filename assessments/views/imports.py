"""Loading of files, one wizard for all kinds: the kind, the file, what it would do, apply, undo."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms import ImportFileForm
from assessments.imports.jobs import APPLY_JOB, is_long_to_apply
from assessments.imports.registry import companion_of, kind_of_key, kind_of_slug, kinds_for
from assessments.views.import_checking import check_again, check_new
from assessments.views.import_presentation import (
    STEPS,
    batch_context,
    batch_row,
    companion_context,
    crumbs_of,
    fitting_context,
)
from assessments.views.list_files import record_names_read
from assessments.views.sheets import STAFF, scope_of
from core.enums import ImportState
from core.http import file_answer, guarded
from core.import_batches import (
    BatchNotApplicable,
    Upload,
    batches_of,
    find_batch,
    same_file_applied,
)
from core.import_flow import apply_batch, undo_batch, upload_as
from core.import_forbidden import ForbiddenColumnsError
from core.import_kinds import ImportKind, TableKind, Target, TargetClosed
from core.import_stripping import without_forbidden
from core.jobs.queue import enqueue
from core.models import ImportBatch
from core.tables.cells import UnreadableFileError
from core.tables.filenames import file_name

_PAGE = 25
_NOT_APPLICABLE = "Файл уже применён или содержит ошибки."


def find_kind(request: HttpRequest, slug: str) -> ImportKind:
    """Return the kind of this address, answer 404, or 403 to a role that may not load it."""
    kind = kind_of_slug(slug)
    if kind is None:
        raise Http404
    if scope_of(request).role not in kind.roles:
        raise PermissionDenied
    return kind


def find_import(request: HttpRequest, pk: int) -> tuple[ImportBatch, ImportKind, Target]:
    """Return a file of the own college with its kind and target, or answer 404."""
    scope = scope_of(request)
    keys = [kind.key for kind in kinds_for(scope)]
    batch = find_batch(pk=pk, kinds=keys, college_ids=scope.college_ids)
    kind = None if batch is None else kind_of_key(batch.kind)
    if batch is None or kind is None:
        raise Http404
    target = kind.target(scope=scope, parameters=batch.parameters)
    if target is None:
        raise Http404
    return batch, kind, target


@guarded(roles=STAFF)
def import_list(request: HttpRequest) -> HttpResponse:
    """Every kind of file with its template, and the files loaded so far."""
    scope = scope_of(request)
    kinds = kinds_for(scope)
    batches = batches_of(kinds=[kind.key for kind in kinds], college_ids=scope.college_ids)
    page = Paginator(batches, _PAGE).get_page(request.GET.get("page"))
    context = {"kinds": kinds, "page": page, "rows": [batch_row(batch) for batch in page]}
    return render(request, "assessments/import_list.html", context)


@guarded(roles=STAFF, write=True)
def import_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the file and make the dry run; nothing but the batch is written yet."""
    kind, scope = find_kind(request, slug), scope_of(request)
    offers_without = "without_forbidden" in request.GET
    form = ImportFileForm(
        request.POST or None,
        request.FILES or None,
        choice=kind.choice(scope=scope),
        chosen=request.GET,
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
            chosen=form.said(),
        )
        try:
            if isinstance(kind, TableKind) and form.cleaned_data["without_forbidden"]:
                upload = without_forbidden(kind=kind, upload=upload, target=target)
            return check_new(kind, upload, target)
        except UnreadableFileError as error:
            offers_without = isinstance(error, ForbiddenColumnsError) and error.can_leave_out
            form.add_error("file", str(error))
    context = {
        "form": form,
        "offers_without": offers_without,
        "kind": kind,
        "is_table": isinstance(kind, TableKind),
        "is_encoding_open": bool(form.errors) and not offers_without,
        "steps": STEPS,
        "crumbs": crumbs_of(title=str(kind.title)),
    }
    return render(request, "assessments/import_upload.html", context)


@guarded(roles=STAFF)
def import_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The file to be filled in; the query may name the target, whose rows it then has.

    `other` asks for the kind's second template, where it has one.
    """
    kind = find_kind(request, slug)
    chosen = {name: value for name, value in request.GET.items() if str(value).isdecimal()}
    target = kind.target(scope=scope_of(request), parameters=chosen)
    make = kind.other_template if "other" in request.GET else kind.template_file
    template = make(target=target)
    if template is None:
        messages.info(request, _("Выберите сначала, для чего нужен шаблон."))
        return redirect("assessments:import_upload", slug=kind.slug)
    if template.people:
        record_names_read(request, "template", template.people)
    # Whose rows it has is told by its name: templates of two sheets lie side by side in a folder.
    about = target.title if target is not None and chosen else ""
    which = _("Список связей") if "other" in request.GET else _("Шаблон")
    name = file_name(which, str(kind.title), about, extension=template.extension)
    return file_answer(name, template.content, template.media_type)


@guarded(roles=STAFF)
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, or did: counts and everything found wrong."""
    batch, kind, target = find_import(request, pk)
    context = {
        **batch_context(batch, kind, request.GET),
        "crumbs": crumbs_of(batch),
        "kind": kind,
        "target": target.title,
        "target_url": reverse(target.route, args=target.route_args),
        "again_url": _upload_url(kind, batch),
        "without_url": _without_url(kind, batch),
        "fitting": fitting_context(batch, kind, kinds_for(scope_of(request))),
        "companion": companion_context(batch, kind, target),
        "twin": same_file_applied(batch=batch) if batch.state == ImportState.CHECKED else None,
    }
    return render(request, "assessments/import_batch.html", context)


def _upload_url(kind: ImportKind, batch: ImportBatch) -> str:
    """Return the upload page with the same target chosen."""
    address = reverse("assessments:import_upload", args=[kind.slug])
    query = urlencode({name: value for name, value in batch.parameters.items() if value})
    return f"{address}?{query}" if query else address


def _without_url(kind: ImportKind, batch: ImportBatch) -> str:
    """Return where a file is loaded without what may not be kept; empty unless it was refused so.

    A long file is looked into by its job, which then drops it.
    """
    if batch.state != ImportState.REFUSED or not batch.report.get("can_leave_out"):
        return ""
    address = _upload_url(kind, batch)
    return f"{address}{'&' if '?' in address else '?'}without_forbidden=1"


@guarded(roles=STAFF, read=False, write=True)
def import_companion(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the same file as the kind that often stands in one table with this one."""
    batch, kind, _target = find_import(request, pk)
    companion, scope = companion_of(kind), scope_of(request)
    target = None
    if companion is not None and batch.purged_at is None:
        target = companion.target(scope=scope, parameters=batch.parameters)
    if companion is None or target is None:
        messages.info(request, _("Этот файл можно загрузить только так."))
        return redirect("assessments:import_batch", pk=pk)
    try:
        upload = upload_as(batch=batch, kind=companion, uploaded_by_id=scope.user_id)
        return check_new(companion, upload, target)
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("assessments:import_batch", pk=pk)


@guarded(roles=STAFF, read=False, write=True)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the batch, everything or nothing; a large one by a job."""
    batch, kind, target = find_import(request, pk)
    actor_id, now = scope_of(request).user_id, timezone.now()
    if batch.state == ImportState.CHECKED and is_long_to_apply(batch):
        job = enqueue(
            APPLY_JOB,
            now=now,
            requested_by_id=actor_id,
            deduplication_key=f"{APPLY_JOB}:{batch.pk}",
            batch_id=batch.pk,
        )
        return redirect("accounts:job_detail", job.pk)
    try:
        applied = apply_batch(kind=kind, batch=batch, target=target, actor_id=actor_id, now=now)
    except BatchNotApplicable:
        messages.error(request, _(_NOT_APPLICABLE))
    except TargetClosed as closed:
        messages.error(request, str(closed))
    else:
        if applied is not None:
            messages.success(request, _("Записано: %(count)s.") % {"count": applied.count})
            if "back" in batch.parameters:
                return _go_back(request, batch)
    return redirect("assessments:import_batch", pk=pk)


def _go_back(request: HttpRequest, made: ImportBatch) -> HttpResponse:
    """Return to the file that waited for what has just been written, checked again."""
    try:
        batch, kind, target = find_import(request, made.parameters["back"])
    except Http404:
        # What was asked for is written: the file that waited for it has gone since.
        return redirect("assessments:import_batch", pk=made.pk)
    if batch.state not in (ImportState.CHECKED, ImportState.REFUSED):
        return redirect("assessments:import_batch", pk=made.pk)
    return check_again(request, batch, kind, target)


@guarded(roles=STAFF, write=True)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take the batch back as a whole."""
    batch, kind, target = find_import(request, pk)
    if batch.state != ImportState.APPLIED or batch.purged_at is not None:
        messages.error(request, _("Отменить можно только применённый файл."))
        return redirect("assessments:import_batch", pk=pk)
    if request.method != "POST":
        context = {
            **batch_context(batch, kind, request.GET),
            "crumbs": crumbs_of(batch, _("Отмена")),
            "kind": kind,
            "target": target.title,
        }
        return render(request, "assessments/import_undo.html", context)
    try:
        count = undo_batch(
            kind=kind,
            batch=batch,
            target=target,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except BatchNotApplicable:
        messages.error(request, _("Этот файл уже отменён."))
    except TargetClosed as closed:
        messages.error(request, _("Отменить нельзя. %(reason)s") % {"reason": closed})
    else:
        messages.success(request, _("Загрузка отменена, возвращено: %(count)s.") % {"count": count})
    return redirect("assessments:import_batch", pk=pk)
