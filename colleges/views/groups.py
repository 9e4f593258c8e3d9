"""Groups, programmes, and lists of groups from files."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.forms import ContingentFileForm, GroupFilter
from colleges.imports.contingent import KIND, TEMPLATE, read_contingent
from colleges.models import StudyGroup
from colleges.selectors.coverage import coverage_of_programmes
from colleges.selectors.groups import groups_of, lines_of, programmes_of
from colleges.selectors.programmes import programme_facts
from colleges.services.contingent import (
    ContingentPlan,
    apply_contingent,
    lock_group,
    plan_contingent,
)
from colleges.views.alignment_pages import alignment_line
from core.enums import ImportState, Role
from core.http import ScopedRequest, guarded
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
from core.scope import Scope
from core.tables.cells import UnreadableFileError
from core.tables.templates import Template, write_template

STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)
_PAGE = 50


def _scope(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


@guarded(roles=STAFF)
def group_list(request: HttpRequest) -> HttpResponse:
    form = GroupFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    groups = groups_of(
        scope=_scope(request),
        query=chosen.get("query", ""),
        with_archived=bool(chosen.get("archived")),
    )
    page = Paginator(groups, _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "colleges/group_list.html",
        {"rows": lines_of(list(page)), "page": page, "form": form},
    )


@guarded(roles=STAFF)
def programme_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(programmes_of(scope=_scope(request)), _PAGE).get_page(request.GET.get("page"))
    coverages = coverage_of_programmes([programme.pk for programme in page])
    rows = [
        {
            "pk": programme.pk,
            "speciality": str(programme.speciality),
            "intake_year": programme.intake_year,
            "qualification": programme.qualification,
            "alignment": alignment_line(coverages[programme.pk]),
        }
        for programme in page
    ]
    return render(request, "colleges/programme_list.html", {"rows": rows, "page": page})


@guarded(roles=STAFF)
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes_of(scope=_scope(request)), pk=pk)
    facts = programme_facts(programme=programme)
    coverage = coverage_of_programmes([programme.pk])[programme.pk]
    context = {"programme": facts, "alignment": alignment_line(coverage)}
    return render(request, "colleges/programme_detail.html", context)


@guarded(roles=STAFF, write=True)
def student_import(request: HttpRequest) -> HttpResponse:
    """Take the list and make the dry run; nobody is added yet."""
    scope = _scope(request)
    form = ContingentFileForm(
        request.POST or None,
        request.FILES or None,
        groups=groups_of(scope=scope),
        initial={"group": request.GET.get("group")},
    )
    if request.method == "POST" and form.is_valid():
        group, file = form.cleaned_data["group"], form.cleaned_data["file"]
        content = file.read()
        try:
            plan = _plan(content, file.name, group)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            upload = Upload(
                kind=KIND,
                file_name=file.name,
                content=content,
                college_id=group.college_id,
                parameters={"group_id": group.pk},
                uploaded_by_id=scope.user_id,
            )
            batch = keep_batch(upload=upload, dry_run=plan.dry_run(), now=timezone.now())
            return redirect("colleges:student_batch", pk=batch.pk)
    return render(request, "colleges/student_import.html", {"form": form})


@guarded(roles=STAFF)
def student_template(request: HttpRequest) -> HttpResponse:
    """The empty list to be filled in, its cells formatted as text."""
    content = write_template(Template(title=_("Список группы"), spec=TEMPLATE))
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="group-list.xlsx"'},
    )


def _plan(content: bytes, name: str, group: StudyGroup) -> ContingentPlan:
    return plan_contingent(reading=read_contingent(content, name), group=group)


def _find(request: HttpRequest, pk: int) -> tuple[ImportBatch, StudyGroup]:
    scope = _scope(request)
    batch = find_batch(pk=pk, kind=KIND, college_ids=scope.college_ids)
    if batch is None:
        raise Http404
    groups = groups_of(scope=scope, with_archived=True)
    return batch, get_object_or_404(groups, pk=batch.parameters["group_id"])


@guarded(roles=STAFF)
def student_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch, group = _find(request, pk)
    counts = batch.report["counts"]
    context = {
        "batch": batch,
        "state": ImportState(batch.state).label,
        "can_apply": batch.state == ImportState.CHECKED,
        "problems": batch.report["problems"],
        "facts": [
            (_("Строк в файле"), batch.rows_total),
            (_("Новых обучающихся"), counts["new"]),
            (_("Будут дополнены"), counts["updated"]),
            (_("Без изменений"), counts["same"]),
            (_("Строк с ошибками"), batch.rows_wrong),
        ],
        "group": group.name,
        "group_id": group.pk,
    }
    return render(request, "colleges/student_batch.html", context)


@guarded(roles=STAFF, read=False, write=True)
def student_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply the very bytes of the dry run, planned anew: everybody, or nobody.

    When the group has changed since, nothing is applied: the report is renewed and shown again.
    """
    batch, group = _find(request, pk)
    try:
        with transaction.atomic():
            count = _apply(request, batch, group)
    except BatchNotApplicable:
        messages.error(request, _("Файл уже применён или содержит ошибки."))
        return redirect("colleges:student_batch", pk=pk)
    if count is None:
        messages.warning(
            request, _("Группа изменилась после проверки: посмотрите новый отчёт и подтвердите.")
        )
        return redirect("colleges:student_batch", pk=pk)
    messages.success(request, _("Записано строк: %(count)s.") % {"count": count})
    return redirect("assessments:group_detail", pk=group.pk)


def _apply(request: HttpRequest, batch: ImportBatch, group: StudyGroup) -> int | None:
    """Write the batch's plan; None when it would do other things than were shown."""
    now = timezone.now()
    locked = lock_group(group=group)
    plan = _plan(bytes(batch.content), batch.file_name, locked)
    dry_run = plan.dry_run()
    if batch.state == ImportState.CHECKED and not is_as_reported(batch=batch, dry_run=dry_run):
        renew_batch(batch=batch, dry_run=dry_run)
        return None
    take_batch(batch=batch, now=now)
    return apply_contingent(
        plan=plan,
        group=locked,
        started_on=timezone.localdate(),
        actor_id=_scope(request).user_id,
        now=now,
    )
