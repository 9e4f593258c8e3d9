"""The college staff's home: what is due, and how far the groups and functions have come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.imports.registry import kind_of_key
from assessments.selectors.progress import progress_of
from assessments.selectors.tasks import FileTask, tasks_of
from assessments.views.sheets import STAFF, scope_of
from core.enums import Role
from core.http import guarded
from employers.enums import RatingState

_SHOWN_FUNCTIONS = 10
_SHOWN_SHEETS = 30
_PILLS = {RatingState.NOT_ASKED: "", RatingState.OVERDUE: "bad", RatingState.SENT: "warn"}


@guarded(roles=STAFF)
def tasks(request: HttpRequest) -> HttpResponse:
    """`?whose=own` or `all`: a teacher begins with the own things, the deputy director with all."""
    scope = scope_of(request)
    usual = "own" if scope.role == Role.COLLEGE_TEACHER else "all"
    whose = request.GET.get("whose") or usual
    due = tasks_of(scope=scope, now=timezone.now(), own_only=whose == "own")
    progress = progress_of(scope=scope)
    functions = progress.functions
    context = {
        "due": due,
        "tabs": [
            (_("Мои"), "?whose=own", whose == "own"),
            (_("Весь колледж"), "?whose=all", whose != "own"),
        ],
        "sheets": due.sheets[:_SHOWN_SHEETS],
        "more_sheets": max(0, len(due.sheets) - _SHOWN_SHEETS),
        "at_risk": due.students_at_risk + due.graduates_at_risk,
        "is_own": whose == "own",
        "placements": [
            {
                "pk": row.pk,
                "student": row.student,
                "group": row.group,
                "employer": row.employer,
                "ended_on": row.ended_on,
                "days": row.days,
                "state": row.state.label,
                "pill": _PILLS.get(row.state, "info"),
            }
            for row in due.placements
        ],
        "files": [_file(row) for row in due.files if kind_of_key(row.kind)],
        "groups": progress.groups,
        "functions": functions[:_SHOWN_FUNCTIONS],
        "more_functions": max(0, len(functions) - _SHOWN_FUNCTIONS),
    }
    return render(request, "assessments/tasks.html", context)


def _file(row: FileTask) -> dict[str, object]:
    return {
        "name": row.name,
        "uploaded_at": row.uploaded_at,
        "rows_wrong": row.rows_wrong,
        "url": reverse("assessments:import_batch", args=[row.pk]),
    }
