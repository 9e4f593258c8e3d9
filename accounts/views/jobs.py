"""Pages of jobs: how far a long work has come."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.forms import JobFilterForm
from accounts.job_progress import JobProgress, describe_job
from accounts.selectors import visible_jobs
from accounts.services import retry_job
from core.enums import JobState, Role
from core.http import ScopedRequest, guarded
from core.models import Job

JOBS_ON_PAGE = 50


@guarded()
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one job, for who asked for it and for administrators."""
    return render(request, "accounts/job_detail.html", {"job": _described(request, pk)})


@guarded()
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The changing part of the page, which it asks for again and again while the work goes on."""
    return render(request, "accounts/job_progress.html", {"job": _described(request, pk)})


@guarded(read=False, write=True)
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the work of a failed job once more."""
    scope = cast("ScopedRequest", request).scope
    failed: Job = get_object_or_404(visible_jobs(scope=scope), pk=pk, state=JobState.FAILED)
    again = retry_job(job=failed, actor_id=cast("int", scope.user_id), now=timezone.now())
    return redirect("accounts:job_detail", again.pk)


@guarded(roles=(Role.ADMINISTRATOR,))
def job_list(request: HttpRequest) -> HttpResponse:
    """Every job of the portal, newest first."""
    form = JobFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    jobs = visible_jobs(scope=cast("ScopedRequest", request).scope)
    page = Paginator(jobs.filter(state=state) if state else jobs, JOBS_ON_PAGE).get_page(
        request.GET.get("page")
    )
    now = timezone.now()
    rows = [
        {"job": job, "progress": describe_job(job, now=now, technical=True)}
        for job in page.object_list
    ]
    return render(request, "accounts/job_list.html", {"form": form, "page": page, "rows": rows})


def _described(request: HttpRequest, pk: int) -> JobProgress:
    scope = cast("ScopedRequest", request).scope
    job: Job = get_object_or_404(visible_jobs(scope=scope), pk=pk)
    return describe_job(job, now=timezone.now(), technical=scope.role == Role.ADMINISTRATOR)
