"""The college staff's home: what is due, and how far the groups and functions have come."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.imports.registry import kinds_for
from assessments.rules.evidence_coverage import NextStep
from assessments.selectors.progress import FunctionProgress, progress_of
from assessments.selectors.sheets import NOT_SUBMITTED
from assessments.selectors.tasks import CollegeTasks, FileTask, tasks_of
from assessments.views.evidence_steps import address
from assessments.views.sheets import STAFF, scope_of
from colleges.enums import ConsentPurpose
from colleges.forms.students import SCARCE
from colleges.selectors.programme_attention import Attention
from core.enums import Role
from core.http import guarded
from employers.enums import RatingState
from employers.selectors.placements import AWAITED

_SHOWN_FUNCTIONS = 10
_SHOWN_GROUPS = 20
_SHOWN_SHEETS = 30
_PILLS = {RatingState.NOT_ASKED: "", RatingState.OVERDUE: "bad", RatingState.SENT: "warn"}


@guarded(roles=STAFF)
def tasks(request: HttpRequest) -> HttpResponse:
    """`?whose=own` or `all`: a teacher begins with the own things, the deputy director with all."""
    scope = scope_of(request)
    usual = "own" if scope.role == Role.COLLEGE_TEACHER else "all"
    whose = request.GET.get("whose") or usual
    is_own = whose == "own"
    kinds = {kind.key for kind in kinds_for(scope)}
    due = tasks_of(scope=scope, now=timezone.now(), own_only=is_own, kinds=kinds)
    progress = progress_of(scope=scope)
    lacking = [row for row in progress.functions if row.step != NextStep.NOTHING]
    context = {
        "due": due,
        "tabs": [
            (_("Мои"), "?whose=own", is_own),
            (_("Весь колледж"), "?whose=all", not is_own),
        ],
        "sheets": due.sheets[:_SHOWN_SHEETS],
        "more_sheets": max(0, len(due.sheets) - _SHOWN_SHEETS),
        "at_risk": due.students_at_risk + due.graduates_at_risk,
        "is_own": is_own,
        "urls": _urls(is_own=is_own),
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
        "lines": _lines(due),
        "files": [_file(row) for row in due.files],
        "groups": progress.groups[:_SHOWN_GROUPS],
        "more_groups": max(0, len(progress.groups) - _SHOWN_GROUPS),
        "functions": [_function(row) for row in lacking[:_SHOWN_FUNCTIONS]],
        "more_functions": max(0, len(lacking) - _SHOWN_FUNCTIONS),
        "complete": [row for row in progress.functions if row.step == NextStep.NOTHING],
    }
    return render(request, "assessments/tasks.html", context)


def _urls(*, is_own: bool) -> dict[str, str]:
    """Return the lists that hold exactly what the page counts."""
    sheets = {"state": NOT_SUBMITTED} | ({"whose": "own"} if is_own else {})
    students = reverse("assessments:student_list")
    return {
        "sheets": f"{reverse('assessments:sheet_list')}?{urlencode(sheets)}",
        "placements": f"{reverse('employers:placement_list')}?state={AWAITED}",
        "scarce": f"{students}?known={SCARCE}",
    }


def _lines(due: CollegeTasks) -> list[tuple[str, int, str]]:
    """Return what waits without a list of its own: (words, how many, where it is done)."""
    programmes = reverse("colleges:programme_list")
    consents = reverse("colleges:consent_list")
    lines = [
        (
            _("Программы на заменённой редакции стандарта"),
            due.replaced_editions,
            f"{programmes}?attention={Attention.REPLACED}",
        ),
        (
            _("Сопряжение в черновике"),
            due.draft_alignments,
            f"{programmes}?attention={Attention.DRAFT}",
        ),
        (
            _("Документы, данные которых изменились"),
            due.changed_papers,
            f"{reverse('assessments:document_list')}?state=changed",
        ),
        (
            _("Обучающиеся без согласия на обработку данных"),
            due.without_consent,
            f"{consents}?purpose={ConsentPurpose.PROCESSING}",
        ),
    ]
    return [line for line in lines if line[1]]


def _function(row: FunctionProgress) -> dict[str, object]:
    """What a function lacks, and the page where the next step is done."""
    url = reverse("employers:placement_list")
    if row.step == NextStep.ASSESS:
        # The group that lacks most comes first, and is chosen in the new sheet.
        url = address("assessments:sheet_create", group=row.groups[0].pk, function=row.pk)
    return {"row": row, "step": row.step.label, "step_url": url}


def _file(row: FileTask) -> dict[str, object]:
    return {
        "name": row.name,
        "uploaded_at": row.uploaded_at,
        "rows_wrong": row.rows_wrong,
        "url": reverse("assessments:import_batch", args=[row.pk]),
    }
