"""The coverage of evidence the other way: what each place of practice has told, and has not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assessments.forms import FunctionPlacesFilter, PlacesFilter
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
    places_of_programmes,
)
from assessments.views.evidence_coverage import (
    downloads,
    find_programme,
    overview_tabs,
    programme_context,
    programme_tabs,
    trail_of,
)
from assessments.views.evidence_steps import address, place_desk
from assessments.views.sheets import STAFF, scope_of
from colleges.selectors.groups import programmes_of
from core.http import guarded
from core.text import search_key

_PAGE = 50
_PLACES_PAGE = 25
_NAMED_CODES = 6
_DEFAULT_SORT = "-silent"
_SORTS = ("name", "students", "heard", "silent")


@dataclass(frozen=True, slots=True)
class _Line:
    """A place with a programme's functions by what it tells of each."""

    own: ProgrammeEvidence
    place: PracticePlace
    told: Mapping[PlaceState, list[int]]

    def measure(self, sort: str) -> int:
        if sort == "students":
            return self.place.students
        if sort == "heard":
            return len(self.told[PlaceState.HEARD])
        return len(self.told[PlaceState.NO_EVIDENCE])

    def fits(self, query: str, lack: str) -> bool:
        if lack == PlacesFilter.NO_VOICE and self.told[PlaceState.HEARD]:
            return False
        if lack == PlacesFilter.SILENT and not self.told[PlaceState.NO_EVIDENCE]:
            return False
        return _is_named(self.place, query)


def _is_named(place: PracticePlace, query: str) -> bool:
    name = search_key(f"{place.name} {place.municipality}")
    return all(word in name for word in search_key(query).split())


@guarded(roles=STAFF)
def evidence_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Every place of a programme: the functions it has told of, and those it never has."""
    programme = find_programme(request, pk)
    (own,) = evidence_of_programmes(programmes=[programme])
    places = places_of_programme(programme=programme)
    names = {row.function_id: row for row in own.functions}
    lines = _lines(own, places)
    form, page = _chosen(request, lines, _PLACES_PAGE)
    shown: list[_Line] = list(page)
    desk = place_desk(
        programme=programme, places=[line.place for line in shown], now=timezone.now()
    )
    pages = {function: _page_of(pk, function) for function in names}
    context = {
        "form": form,
        "page": page,
        "programme": programme_context(programme),
        "students": own.students,
        "tabs": programme_tabs(own, places, is_by_place=True),
        "downloads": downloads(pk),
        "rows": [
            _row(line, names, pages) | {"steps": desk.place_steps(line.place)} for line in shown
        ],
        "uncovered": _uncovered(own, places),
        "has_places": bool(lines),
        "default_sort": _DEFAULT_SORT,
        "create_url": address("employers:placement_create", group=own.largest_group),
        "trail": trail_of(programme),
    }
    return render(request, "assessments/evidence_places.html", context)


@guarded(roles=STAFF)
def evidence_college_places(request: HttpRequest) -> HttpResponse:
    """Every place of every programme of the college: a line for an enterprise and a programme."""
    programmes = list(programmes_of(scope=scope_of(request)))
    evidence = evidence_of_programmes(programmes=programmes)
    places = places_of_programmes(programmes=programmes)
    lines = [line for own in evidence for line in _lines(own, places[own.programme.pk])]
    lines.sort(key=lambda line: (line.place.name, line.place.employer_id))
    form, page = _chosen(request, lines, _PAGE)
    context = {
        "form": form,
        "page": page,
        "tabs": overview_tabs(is_by_place=True),
        "rows": [_college_row(line) for line in page],
        "has_places": bool(lines),
        "enterprises": len({line.place.employer_id for line in lines}),
        "default_sort": _DEFAULT_SORT,
    }
    return render(request, "assessments/evidence_college_places.html", context)


def _college_row(line: _Line) -> dict[str, Any]:
    names = {row.function_id: row for row in line.own.functions}
    programme = line.own.programme
    return {
        **_counts(line, names),
        "programme": f"{programme.speciality}, {programme.intake_year}",
        "url": address("assessments:evidence_places", programme.pk, query=line.place.name),
    }


def _lines(own: ProgrammeEvidence, places: ProgrammePlaces) -> list[_Line]:
    functions = [row.function_id for row in own.functions]
    return [_Line(own, place, places.functions_at(place, functions)) for place in places.places]


def _chosen(
    request: HttpRequest, lines: Iterable[_Line], size: int
) -> tuple[PlacesFilter, Page[_Line]]:
    """Return the filter, and the page of the lines that it leaves in the order asked for."""
    form = PlacesFilter(request.GET)
    chosen = form.chosen()
    found = _in_order(
        [line for line in lines if line.fits(**chosen)], request.GET.get("sort", _DEFAULT_SORT)
    )
    return form, Paginator(found, size).get_page(request.GET.get("page"))


def _in_order(lines: Iterable[_Line], sort: str) -> list[_Line]:
    """Return the lines, by name where the measure does not tell them apart."""
    key = sort.removeprefix("-")
    if key not in _SORTS:
        sort, key = _DEFAULT_SORT, _DEFAULT_SORT.removeprefix("-")
    descends = sort.startswith("-")
    if key == "name":
        return list(lines)[::-1] if descends else list(lines)
    return sorted(lines, key=lambda line: line.measure(key), reverse=descends)


def _page_of(programme_id: int, function_id: int) -> str:
    return reverse("assessments:evidence_function", args=[programme_id, function_id])


def _counts(line: _Line, names: Mapping[int, FunctionEvidence]) -> dict[str, Any]:
    silent = line.told[PlaceState.NO_EVIDENCE]
    return {
        "pk": line.place.employer_id,
        "name": line.place.name,
        "municipality": line.place.municipality,
        "students": line.place.students,
        "heard": len(line.told[PlaceState.HEARD]),
        "college_only": len(line.told[PlaceState.COLLEGE_ONLY]),
        "silent": len(silent),
        "silent_codes": ", ".join(names[pk].code for pk in silent[:_NAMED_CODES]),
        "more_silent": max(0, len(silent) - _NAMED_CODES),
        "not_asked": len(line.told[PlaceState.NOT_ASKED]),
    }


def _row(
    line: _Line, names: Mapping[int, FunctionEvidence], pages: Mapping[int, str]
) -> dict[str, Any]:
    here = urlencode({"query": line.place.name})
    return {
        **_counts(line, names),
        "lists": [
            (
                state.label,
                [(f"{names[pk].code} {names[pk].name}", f"{pages[pk]}?{here}") for pk in functions],
            )
            for state, functions in line.told.items()
            if functions
        ],
    }


def _uncovered(own: ProgrammeEvidence, places: ProgrammePlaces) -> dict[str, Any]:
    """Return the functions that no place has among its tasks, and those no employer judged."""
    without_task, without_voice = [], []
    for row in own.functions:
        states = {places.state(row.function_id, place) for place in places.places}
        said = {
            "title": f"{row.code} {row.name}",
            "url": _page_of(own.programme.pk, row.function_id),
        }
        if states <= {PlaceState.NOT_ASKED}:
            without_task.append(said)
        elif PlaceState.HEARD not in states:
            without_voice.append(said)
    return {"without_task": without_task, "without_voice": without_voice}


@guarded(roles=STAFF)
def evidence_function(request: HttpRequest, pk: int, function_pk: int) -> HttpResponse:
    """One function of a programme at every place, the places with most to do first."""
    programme = find_programme(request, pk)
    (own,) = evidence_of_programmes(programmes=[programme])
    row = next((row for row in own.functions if row.function_id == function_pk), None)
    if row is None:
        raise Http404
    places = places_of_programme(programme=programme)
    by_state = places.by_state(function_pk)
    form = FunctionPlacesFilter(request.GET)
    chosen = form.chosen()
    found = [
        place
        for state, own_places in by_state.items()
        for place in own_places
        if chosen["state"] in ("", state.value) and _is_named(place, chosen["query"])
    ]
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    desk = place_desk(programme=programme, places=shown, now=timezone.now())
    context = {
        "form": form,
        "page": page,
        "programme": programme_context(programme),
        "function": {
            "pk": function_pk,
            "title": f"{row.code} {row.name}",
            "standard": row.standard,
            "state": row.state.label,
            "assessed": row.facts.assessed,
            "rated": row.facts.rated,
        },
        "students": own.students,
        "counts": [
            (state.label, len(own_places), f"?state={state.value}")
            for state, own_places in by_state.items()
        ],
        "rows": [desk.row(place, function_pk, places.facts(function_pk, place)) for place in shown],
        "has_places": bool(places.places),
        "create_url": address("employers:placement_create", group=own.largest_group),
        "trail": trail_of(programme, f"{row.code} {row.name}"),
    }
    return render(request, "assessments/evidence_function.html", context)
