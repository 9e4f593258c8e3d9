"""Computations of the whole region: start one, watch it."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import RunState
from assessments.models import ReadinessRun
from assessments.rules.coarse import told_coarsely
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.selectors.readiness import official_runs, progress_of_runs
from assessments.services.runs import start_run
from assessments.views.sheets import scope_of
from core.enums import Role
from core.http import guarded

READERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR)
_PAGE = 50


def _row(run: ReadinessRun, progress: tuple[int, int]) -> dict[str, object]:
    done, total = progress
    return {
        "pk": run.pk,
        "started_at": run.started_at,
        "as_of_date": run.as_of_date,
        "version": run.methodology.version,
        "state": RunState(run.state).label,
        "pill": {"done": "good", "failed": "bad"}.get(run.state, "info"),
        "is_running": run.state == RunState.RUNNING,
        "done": done,
        "total": total,
        "summary": _summary(run),
    }


def _summary(run: ReadinessRun) -> dict[str, object]:
    """Return what the run went through; students roughly.

    Exactly, all students less those whom pages print of every year would be a few hidden ones.
    """
    if not run.summary:
        return {}
    students = told_coarsely(run.summary["students"], minimum=settings.MINIMUM_PUBLIC_CELL)
    return {**run.summary, "students": students}


def _rows(runs: list[ReadinessRun]) -> list[dict[str, object]]:
    progress = progress_of_runs(runs=runs)
    return [_row(run, progress.get(run.pk, (0, 0))) for run in runs]


@guarded(roles=READERS)
def run_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(official_runs(), _PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/run_list.html", {"rows": _rows(list(page)), "page": page})


@guarded(roles=READERS)
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One run; while it goes on the page renews its progress by itself."""
    run = official_runs().filter(pk=pk).first()
    if run is None:
        raise Http404
    fragment = request.headers.get("HX-Request") == "true"
    template = "assessments/run_progress.html" if fragment else "assessments/run_detail.html"
    return render(request, template, {"run": _rows([run])[0]})


@guarded(roles=READERS, read=False, write=True)
def run_start(request: HttpRequest) -> HttpResponse:
    running = official_runs().filter(state=RunState.RUNNING).first()
    if running is not None:
        messages.info(request, _("Расчёт уже идёт."))
        return redirect("assessments:run_detail", pk=running.pk)
    try:
        run = start_run(requested_by_id=scope_of(request).user_id, now=timezone.now())
    except NoMethodologyInForce:
        messages.error(request, _("Сначала введите в действие методику."))
        return redirect("assessments:run_list")
    return redirect("assessments:run_detail", pk=run.pk)
