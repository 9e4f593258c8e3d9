"""The ministry's work with reports: draft → checklist → approved → published."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.aggregates import graduation_years
from colleges.rules.courses import finished_year
from core.enums import JobState, Role
from core.http import ScopedRequest, guarded
from core.models import Job
from dashboards.selectors.places import base_cut
from reports.enums import FileFormat, ReleaseState
from reports.forms import ConfirmWarningsForm, ReleaseForm, WithdrawForm
from reports.models import Release
from reports.selectors.releases import file_of, releases_of
from reports.services.audits import request_approval
from reports.services.releases import (
    NoCompleteRun,
    ReleaseHasErrors,
    ReleaseNotAudited,
    WrongReleaseState,
    check_release,
    is_audited,
    publish_release,
    request_release,
    withdraw_release,
)
from reports.views.presentation import release_context
from reports.views.responses import file_response

ROWS_ON_PAGE = 50
READERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR, Role.ASSOCIATION_EXPERT)
WRITERS = (Role.REGION_OFFICER,)
_PILLS = {
    ReleaseState.BUILDING: "info",
    ReleaseState.DRAFT: "",
    ReleaseState.APPROVED: "warn",
    ReleaseState.PUBLISHED: "good",
    ReleaseState.WITHDRAWN: "bad",
}


def _release(request: HttpRequest, pk: int) -> Release:
    scope = cast("ScopedRequest", request).scope
    release: Release = get_object_or_404(releases_of(scope=scope, with_content=True), pk=pk)
    return release


@guarded(roles=READERS)
def release_list(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    page = Paginator(releases_of(scope=scope), ROWS_ON_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "pk": release.pk,
            "title": release.title,
            "year": release.graduation_year,
            "data_date": release.data_date,
            "state": ReleaseState(release.state).label,
            "pill": _PILLS[ReleaseState(release.state)],
            "version": release.methodology.version,
        }
        for release in page
    ]
    can_create = scope.role in WRITERS
    context = {"rows": rows, "page": page, "can_create": can_create}
    return render(request, "reports/release_list.html", context)


@guarded(roles=WRITERS, write=True)
def release_create(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    years = graduation_years(cut=base_cut(), scope=scope)
    proposed = finished_year(years, today=timezone.localdate())
    form = ReleaseForm(request.POST or None, years=years, proposed=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            release = request_release(
                title=form.cleaned_data["title"],
                graduation_year=form.cleaned_data["graduation_year"],
                requested_by_id=scope.user_id,
                now=timezone.now(),
            )
        except NoCompleteRun:
            messages.error(request, _("Сначала нужен законченный расчёт готовности."))
            return redirect("reports:release_list")
        return redirect("reports:release_detail", pk=release.pk)
    trail = [(_("Отчёты"), reverse("reports:release_list")), (_("Новый отчёт"), "")]
    return render(request, "reports/release_create.html", {"form": form, "trail": trail})


@guarded(roles=READERS)
def release_detail(request: HttpRequest, pk: int) -> HttpResponse:
    release = _release(request, pk)
    scope = cast("ScopedRequest", request).scope
    built = release.state != ReleaseState.BUILDING
    writes = scope.role in WRITERS
    approved = release.state == ReleaseState.APPROVED
    audited = approved and is_audited(release)
    context = {
        "pk": release.pk,
        "title": release.title,
        "state": ReleaseState(release.state).label,
        "pill": _PILLS[ReleaseState(release.state)],
        "trail": [(_("Отчёты"), reverse("reports:release_list")), (release.title, "")],
        "job": None if built else release.job,
        "release": release_context(release) if built else None,
        "findings": check_release(release).findings if built else [],
        "files": [
            {"name": file.file_name, "format": file.file_format, "size": file.size}
            for file in release.files.defer("content").order_by("file_format")
        ],
        "correction_note": release.correction_note,
        "form": ConfirmWarningsForm(),
        "withdraw_form": WithdrawForm(),
        "audit_job": _job_under_way(release),
        "can_approve": release.state == ReleaseState.DRAFT and writes,
        "must_audit_again": approved and not audited and writes,
        "can_publish": audited and writes,
        "can_withdraw": release.state == ReleaseState.PUBLISHED and writes,
    }
    return render(request, "reports/release_detail.html", context)


def _job_under_way(release: Release) -> Job | None:
    """Return the audit that is not over yet, or that failed."""
    job: Job | None = release.audit_job
    return job if job is not None and job.state != JobState.DONE else None


@guarded(roles=READERS)
def release_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    if extension not in FileFormat.values:
        raise Http404
    stored = file_of(release=_release(request, pk), file_format=FileFormat(extension))
    if stored is None:
        raise Http404
    return file_response(stored)


@guarded(roles=WRITERS, read=False, write=True)
def release_approve(request: HttpRequest, pk: int) -> HttpResponse:
    release = _release(request, pk)
    form = ConfirmWarningsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Подтвердите, что замечания прочитаны."))
        return redirect("reports:release_detail", pk=pk)
    try:
        request_approval(
            release=release,
            actor_id=cast("ScopedRequest", request).scope.user_id,
            now=timezone.now(),
        )
    except WrongReleaseState:
        messages.error(request, _("Этот отчёт уже опубликован или отозван."))
    except ReleaseHasErrors:
        messages.error(request, _("В отчёте есть ошибки: сначала исправьте их."))
    else:
        messages.success(
            request, _("Идёт проверка раскрытия: если она ничего не найдёт, отчёт утверждён.")
        )
    return redirect("reports:release_detail", pk=pk)


@guarded(roles=WRITERS, read=False, write=True)
def release_publish(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        publish_release(
            release=_release(request, pk),
            actor_id=cast("ScopedRequest", request).scope.user_id,
            now=timezone.now(),
        )
    except WrongReleaseState:
        messages.error(request, _("Опубликовать можно только утверждённый отчёт."))
    except ReleaseNotAudited:
        messages.error(
            request,
            _("После проверки опубликован другой отчёт этого года: проверьте раскрытие ещё раз."),
        )
    else:
        messages.success(request, _("Отчёт опубликован: его видят все."))
    return redirect("reports:release_detail", pk=pk)


@guarded(roles=WRITERS, read=False, write=True)
def release_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Напишите, почему отчёт отозван."))
        return redirect("reports:release_detail", pk=pk)
    try:
        withdraw_release(
            release=_release(request, pk),
            note=form.cleaned_data["note"],
            actor_id=cast("ScopedRequest", request).scope.user_id,
            now=timezone.now(),
        )
    except WrongReleaseState:
        messages.error(request, _("Отозвать можно только опубликованный отчёт."))
    return redirect("reports:release_detail", pk=pk)
