"""Pages of figures: region → municipality → college → programme → group."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.selectors.aggregates import Cut, graduation_years
from colleges.rules.courses import finished_year
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import SYSTEM, Scope
from dashboards.exports import TABLE_FORMATS, chart_response, table_response
from dashboards.forms import CutForm
from dashboards.rules.disclosure import NOTHING_HIDDEN
from dashboards.rules.panels import Panel
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.fairness import fair_panel
from dashboards.selectors.panels import PanelQuery
from dashboards.selectors.places import (
    Place,
    PlaceNotFound,
    base_cut,
    college_place,
    group_place,
    municipality_place,
    programme_cut,
    programme_place,
    region_place,
)
from dashboards.selectors.specialities import specialities_taught
from dashboards.views.presentation import page_context
from dashboards.views.questions import question_context

REGION_ROLES = (Role.REGION_OFFICER, Role.ASSOCIATION_EXPERT, Role.ADMINISTRATOR)
COLLEGE_STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)
PlaceOf = Callable[[Cut, Scope], Place]


# What selects something on the page of each kind of place: a college has one kind of settlement,
# a programme one speciality, a group one year.
_FILTERS = {
    PlaceKind.REGION: ("year", "speciality", "settlement"),
    PlaceKind.MUNICIPALITY: ("year", "speciality", "settlement"),
    PlaceKind.COLLEGE: ("year", "speciality"),
    PlaceKind.PROGRAMME: ("year",),
    PlaceKind.GROUP: (),
}


def _cut_form(request: HttpRequest, kind: PlaceKind, key: int) -> tuple[CutForm, Cut]:
    """Return the filter as it is in force, and the cut: the last full graduation by default."""
    whole = base_cut()
    # A programme has cohorts of its own; every other page is about a cohort of the region.
    cohorts = programme_cut(key=key) if kind is PlaceKind.PROGRAMME else whole
    years = graduation_years(cut=cohorts, scope=SYSTEM)
    form = CutForm(
        request.GET,
        fields=_FILTERS[kind],
        years=years,
        default_year=finished_year(years, today=timezone.localdate()),
        specialities=specialities_taught(region_code=whole.region_code),
    )
    chosen = form.chosen()
    return form, replace(
        whole,
        graduation_year=chosen.year,
        speciality_id=chosen.speciality,
        settlement=chosen.settlement,
    )


def _minimum(place: Place, scope: Scope) -> int:
    """A college's own staff sees its figures whole; everybody else only cells of enough people."""
    own = place.cut.college_id in scope.college_ids or scope.is_college_staff
    return NOTHING_HIDDEN if own else settings.MINIMUM_CELL


def _panel(place: Place, scope: Scope) -> Panel:
    query = PanelQuery((place.kind, place.key), place.cut, place.part_kind, _minimum(place, scope))
    return fair_panel(query=query, parts=place.parts)


def _answer(request: HttpRequest, kind: PlaceKind, key: int, place_of: PlaceOf) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    form, cut = _cut_form(request, kind, key)
    try:
        place = place_of(cut, scope)
    except PlaceNotFound as error:
        raise Http404 from error
    panel = _panel(place, scope)
    wanted = request.GET.get("download", "")
    if wanted in TABLE_FORMATS:
        return table_response(place, panel, form.described(), wanted)
    if wanted in ("svg", "png"):
        return chart_response(place, panel, wanted)
    context = page_context(request, place, panel, form) | question_context(place, scope)
    return render(request, "dashboards/place.html", context)


@guarded(roles=REGION_ROLES)
def region(request: HttpRequest) -> HttpResponse:
    by_college = request.GET.get("view") == "colleges"
    return _answer(
        request,
        PlaceKind.REGION,
        0,
        lambda cut, scope: region_place(cut=cut, scope=scope, by_college=by_college),
    )


@guarded(roles=(*REGION_ROLES, Role.MUNICIPAL_VIEWER))
def municipality(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(
        request,
        PlaceKind.MUNICIPALITY,
        pk,
        lambda cut, scope: municipality_place(key=pk, cut=cut, scope=scope),
    )


@guarded(roles=(*REGION_ROLES, Role.MUNICIPAL_VIEWER, *COLLEGE_STAFF))
def college(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(
        request,
        PlaceKind.COLLEGE,
        pk,
        lambda cut, scope: college_place(key=pk, cut=cut, scope=scope),
    )


@guarded(roles=(*REGION_ROLES, Role.MUNICIPAL_VIEWER, *COLLEGE_STAFF))
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(
        request,
        PlaceKind.PROGRAMME,
        pk,
        lambda cut, scope: programme_place(key=pk, cut=cut, scope=scope),
    )


@guarded(roles=(*REGION_ROLES, Role.MUNICIPAL_VIEWER, *COLLEGE_STAFF))
def group(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(
        request, PlaceKind.GROUP, pk, lambda cut, scope: group_place(key=pk, cut=cut, scope=scope)
    )
