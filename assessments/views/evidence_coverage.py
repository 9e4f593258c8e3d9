"""What evidence each function of a programme has, and what to do where it has none."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.forms import EvidenceFilter
from assessments.rules.evidence_coverage import EvidenceState, NextStep, next_step
from assessments.selectors.evidence_coverage import FunctionEvidence, evidence_of_programmes
from assessments.views.sheets import MANAGER, STAFF, scope_of
from colleges.selectors.groups import programmes_of
from core.enums import Role
from core.http import guarded

_PILLS = {
    EvidenceState.NOT_TAUGHT: "bad",
    EvidenceState.NOT_ASSESSED: "bad",
    EvidenceState.NO_EMPLOYER: "warn",
    EvidenceState.COVERED: "good",
}
_NAMED_PLACES = 2


@guarded(roles=STAFF)
def evidence_overview(request: HttpRequest) -> HttpResponse:
    """All programmes of the college: how many functions lack what."""
    programmes = list(programmes_of(scope=scope_of(request)))
    rows = [
        {
            "pk": own.programme.pk,
            "name": str(own.programme.speciality),
            "intake_year": own.programme.intake_year,
            "students": own.students,
            "functions": len(own.functions),
            "counts": [(state.value, own.count(state)) for state in EvidenceState],
        }
        for own in evidence_of_programmes(programmes=programmes)
    ]
    context = {
        "rows": rows,
        "states": [state.label for state in EvidenceState],
        "is_manager": scope_of(request).role == Role.COLLEGE_MANAGER,
    }
    return render(request, "assessments/evidence_overview.html", context)


@guarded(roles=STAFF)
def evidence_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: its functions with teaching, assessment, practice places, mentors."""
    programme = get_object_or_404(programmes_of(scope=scope_of(request)), pk=pk)
    (own,) = evidence_of_programmes(programmes=[programme])
    form = EvidenceFilter(request.GET)
    makes_forms = scope_of(request).role in MANAGER
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    # Without a filter the page lists what is missing; what has both sides is folded below it.
    complete = [] if wanted else [row for row in own.functions if _is_complete(row)]
    shown = [
        row for row in own.functions if (row.state == wanted if wanted else not _is_complete(row))
    ]
    context = {
        "form": form,
        "programme": {"pk": pk, "name": str(programme.speciality), "year": programme.intake_year},
        "students": own.students,
        "counts": [
            (state.label, own.count(state), f"?state={state.value}") for state in EvidenceState
        ],
        "rows": [_row(row, pk, makes_forms=makes_forms) for row in shown],
        "complete": [_row(row, pk, makes_forms=makes_forms) for row in complete],
        "is_filtered": bool(wanted),
        "trail": [
            (_("Охват свидетельствами"), reverse("assessments:evidence_overview")),
            (str(programme.speciality), ""),
        ],
    }
    return render(request, "assessments/evidence_programme.html", context)


def _is_complete(row: FunctionEvidence) -> bool:
    return row.state == EvidenceState.COVERED


def _row(row: FunctionEvidence, programme_id: int, *, makes_forms: bool) -> dict[str, Any]:
    step = next_step(row.facts)
    return {
        "pk": row.function_id,
        "title": f"{row.code} {row.name}",
        "standard": row.standard,
        "is_mandatory": row.is_mandatory,
        "taught": row.taught,
        "criteria": row.facts.criteria,
        "assessed": row.facts.assessed,
        "places": row.places[:_NAMED_PLACES],
        "more_places": max(0, len(row.places) - _NAMED_PLACES),
        "rated": row.facts.rated,
        "state": row.state.label,
        "pill": _PILLS[row.state],
        "step": step.label,
        "step_url": _address(step, row, programme_id, makes_forms=makes_forms),
    }


def _address(step: NextStep, row: FunctionEvidence, programme_id: int, *, makes_forms: bool) -> str:
    """Return the page where the step is done; "" where another person does it."""
    if step == NextStep.ALIGN:
        return reverse("colleges:alignment_function", args=[programme_id, row.function_id])
    if step == NextStep.ADD_CRITERION and makes_forms:
        asked = urlencode({"programme": programme_id, "function": row.function_id})
        return f"{reverse('assessments:instrument_create')}?{asked}"
    if step == NextStep.ASSESS:
        return reverse("assessments:sheet_create")
    if step == NextStep.ADD_TO_PRACTICE:
        return reverse("employers:placement_create")
    return reverse("employers:placement_list") if step == NextStep.ASK_MENTORS else ""
