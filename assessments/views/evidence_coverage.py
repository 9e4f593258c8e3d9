"""What evidence each function of a programme has, and what to do where it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.exports.evidence import evidence_tables
from assessments.forms import EvidenceFilter
from assessments.rules.evidence_coverage import EvidenceState, NextStep, next_step
from assessments.rules.place_evidence import PlaceState
from assessments.selectors.evidence_coverage import (
    FunctionEvidence,
    ProgrammeEvidence,
    evidence_of_programmes,
)
from assessments.selectors.place_evidence import (
    PracticePlace,
    ProgrammePlaces,
    places_of_programme,
)
from assessments.views.evidence_steps import PlaceDesk, function_step, place_desk
from assessments.views.sheets import MANAGER, STAFF, scope_of
from colleges.models import Programme
from colleges.selectors.groups import programmes_of
from colleges.views.workbooks import workbook_answer
from core.enums import Role
from core.http import guarded

_PILLS = {
    EvidenceState.NOT_TAUGHT: "bad",
    EvidenceState.NOT_ASSESSED: "bad",
    EvidenceState.NO_EMPLOYER: "warn",
    EvidenceState.COVERED: "good",
}
# Places opened below a function; all of them stand on the function's own page.
_NAMED_PLACES = 5
# What a place has told already, or could tell: in the order of work.
_WITH_TASK = (PlaceState.NO_EVIDENCE, PlaceState.COLLEGE_ONLY, PlaceState.HEARD)


@guarded(roles=STAFF)
def evidence_overview(request: HttpRequest) -> HttpResponse:
    """All programmes of the college: how many functions lack what."""
    programmes = list(programmes_of(scope=scope_of(request)))
    found = evidence_of_programmes(programmes=programmes)
    context = {
        "rows": [_programme(own) for own in found if own.students],
        # Nobody studies there: nothing is left to do, what was done can still be looked up.
        "without_students": [_programme(own) for own in found if not own.students],
        "tabs": overview_tabs(is_by_place=False),
        "states": [state.label for state in EvidenceState],
        "is_manager": scope_of(request).role == Role.COLLEGE_MANAGER,
    }
    return render(request, "assessments/evidence_overview.html", context)


def overview_tabs(*, is_by_place: bool) -> list[tuple[str, str, bool]]:
    return [
        (_("По программам"), reverse("assessments:evidence_overview"), not is_by_place),
        (
            _("По местам практики"),
            reverse("assessments:evidence_college_places"),
            is_by_place,
        ),
    ]


def _programme(own: ProgrammeEvidence) -> dict[str, Any]:
    page = reverse("assessments:evidence_programme", args=[own.programme.pk])
    return {
        "pk": own.programme.pk,
        "name": str(own.programme.speciality),
        "intake_year": own.programme.intake_year,
        "students": own.students,
        "functions": len(own.functions),
        "counts": [
            (state.label, f"{page}?state={state.value}", own.count(state))
            for state in EvidenceState
        ],
    }


@guarded(roles=STAFF)
def evidence_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: its functions with teaching, assessment, practice places, mentors."""
    programme = find_programme(request, pk)
    (own,) = evidence_of_programmes(programmes=[programme])
    places = places_of_programme(programme=programme)
    form = EvidenceFilter(request.GET)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    # Without a filter the page lists what is missing; what has both sides is folded below it.
    complete = [] if wanted else [row for row in own.functions if _is_complete(row)]
    shown = [
        row for row in own.functions if (row.state == wanted if wanted else not _is_complete(row))
    ]
    page = _Page(request, own, places, [*shown, *complete])
    context = {
        "form": form,
        "programme": programme_context(programme),
        "students": own.students,
        "tabs": programme_tabs(own, places, is_by_place=False),
        "downloads": downloads(pk),
        "counts": [
            (state.label, own.count(state), f"?state={state.value}") for state in EvidenceState
        ],
        "rows": [page.row(row) for row in shown],
        "complete": [page.row(row) for row in complete],
        "incomplete": sum(page.is_incomplete(row) for row in complete),
        "is_filtered": bool(wanted),
        "trail": trail_of(programme),
    }
    return render(request, "assessments/evidence_programme.html", context)


@guarded(roles=STAFF)
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole coverage of a programme as a workbook: counts only, no names."""
    programme = find_programme(request, pk)
    (own,) = evidence_of_programmes(programmes=[programme])
    places = places_of_programme(programme=programme)
    tables = evidence_tables(own=own, places=places, today=timezone.localdate())
    return workbook_answer(*tables, name=_("Охват_свидетельствами"))


def find_programme(request: HttpRequest, pk: int) -> Programme:
    """Return the programme or answer 404, whether it does not exist or is another college's."""
    return get_object_or_404(programmes_of(scope=scope_of(request)), pk=pk)


def programme_context(programme: Programme) -> dict[str, Any]:
    return {
        "pk": programme.pk,
        "name": str(programme.speciality),
        "year": programme.intake_year,
    }


def trail_of(programme: Programme, *deeper: str) -> list[tuple[str, str]]:
    own = reverse("assessments:evidence_programme", args=[programme.pk])
    return [
        (_("Охват свидетельствами"), reverse("assessments:evidence_overview")),
        (f"{programme.speciality}, {programme.intake_year}", own if deeper else ""),
        *((title, "") for title in deeper),
    ]


def programme_tabs(
    own: ProgrammeEvidence, places: ProgrammePlaces, *, is_by_place: bool
) -> list[tuple[str, str, bool, int]]:
    pk = own.programme.pk
    return [
        (
            _("По функциям"),
            reverse("assessments:evidence_programme", args=[pk]),
            not is_by_place,
            len(own.functions),
        ),
        (
            _("По местам практики"),
            reverse("assessments:evidence_places", args=[pk]),
            is_by_place,
            len(places.places),
        ),
    ]


def downloads(programme_id: int) -> list[tuple[str, str]]:
    return [("XLSX", reverse("assessments:evidence_file", args=[programme_id]))]


def _is_complete(row: FunctionEvidence) -> bool:
    return row.state == EvidenceState.COVERED


class _Page:
    """The rows of a programme's page, with the first places of each."""

    def __init__(
        self,
        request: HttpRequest,
        own: ProgrammeEvidence,
        places: ProgrammePlaces,
        shown: Sequence[FunctionEvidence],
    ) -> None:
        self._own, self._places = own, places
        self._makes_forms = scope_of(request).role in MANAGER
        self._below = {row.function_id: _below(places, row.function_id) for row in shown}
        named = {one for below in self._below.values() for one in below.named}
        self._desk: PlaceDesk = place_desk(
            programme=own.programme, places=sorted(named, key=_key), now=timezone.now()
        )

    def row(self, row: FunctionEvidence) -> dict[str, Any]:
        step = next_step(row.facts)
        own, below = self._own, self._below[row.function_id]
        return {
            "pk": row.function_id,
            "code": row.code,
            "name": row.name,
            "standard": row.standard,
            "is_mandatory": row.is_mandatory,
            "taught": row.taught,
            "criteria": row.facts.criteria,
            "assessed": row.facts.assessed,
            "rated": row.facts.rated,
            "state": row.state.label,
            "pill": _PILLS[row.state],
            "step": step.label,
            "step_url": self._address(step, row),
            "remaining": self._remaining(row),
            "places_count": below.count,
            "silent_count": below.silent,
            "all_places": len(self._places.places),
            "without_task": below.without_task,
            "places": [
                self._desk.row(place, row.function_id, self._places.facts(row.function_id, place))
                for place in below.named
            ],
            "places_url": reverse(
                "assessments:evidence_function", args=[own.programme.pk, row.function_id]
            ),
        }

    def is_incomplete(self, row: FunctionEvidence) -> bool:
        """Say whether some student is still without one of the voices."""
        return min(row.facts.assessed, row.facts.rated) < self._own.students

    def _address(self, step: NextStep, row: FunctionEvidence) -> str:
        return function_step(
            step,
            programme_id=self._own.programme.pk,
            function_id=row.function_id,
            group_id=row.waiting_group or self._own.largest_group,
            makes_forms=self._makes_forms,
        )

    def _remaining(self, row: FunctionEvidence) -> list[tuple[str, str]]:
        """Return who is still without a voice where both sides have spoken of others."""
        if not _is_complete(row):
            return []
        left = (
            (
                _("колледж не оценил ещё %(count)s"),
                self._own.students - row.facts.assessed,
                NextStep.ASSESS,
            ),
            (
                _("работодатели не оценили ещё %(count)s"),
                self._own.students - row.facts.rated,
                NextStep.ASK_MENTORS,
            ),
        )
        return [
            (words % {"count": count}, self._address(step, row))
            for words, count, step in left
            if count > 0
        ]


@dataclass(frozen=True, slots=True)
class _Below:
    """The places under a function: `silent` of `count` have not let an employer speak."""

    named: tuple[PracticePlace, ...]
    count: int
    silent: int
    without_task: int


def _below(places: ProgrammePlaces, function_id: int) -> _Below:
    by_state = places.by_state(function_id)
    told = [place for state in _WITH_TASK for place in by_state[state]]
    return _Below(
        named=tuple(told[:_NAMED_PLACES]),
        count=len(told),
        silent=len(told) - len(by_state[PlaceState.HEARD]),
        without_task=len(by_state[PlaceState.NOT_ASKED]),
    )


def _key(place: PracticePlace) -> int:
    return place.employer_id
