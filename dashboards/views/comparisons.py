"""Up to six colleges or municipalities side by side; the choice stands in the address."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.aggregates import graduation_years
from colleges.rules.courses import finished_year
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import SYSTEM
from dashboards.exports import (
    TABLE_FORMATS,
    compared_functions_table,
    compared_places_table,
    tables_file,
)
from dashboards.forms import CompareForm
from dashboards.rules.disclosure import hidden_reason
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.comparisons import (
    COMPARED,
    MOST,
    Compared,
    ComparedFunction,
    compare_places,
)
from dashboards.selectors.places import PlaceNotFound, base_cut
from dashboards.selectors.specialities import specialities_taught
from dashboards.views.presentation import function_cell, place_row, reference_text

ROLES = (
    Role.REGION_OFFICER,
    Role.ASSOCIATION_EXPERT,
    Role.ADMINISTRATOR,
    Role.MUNICIPAL_VIEWER,
)


def _kind(request: HttpRequest) -> PlaceKind:
    asked = request.GET.get("kind", "")
    return PlaceKind(asked) if asked in COMPARED else PlaceKind.COLLEGE


def _keys(request: HttpRequest) -> list[int]:
    """Return the chosen places once each, as "1,2" or as ticked boxes send them."""
    asked = ",".join(request.GET.getlist("with")).split(",")
    return list(dict.fromkeys(int(key) for key in asked if key.isdecimal() and len(key) < 10))


@guarded(roles=ROLES)
def compare(request: HttpRequest) -> HttpResponse:
    kind, keys = _kind(request), _keys(request)
    whole = base_cut()
    years = graduation_years(cut=whole, scope=SYSTEM)
    form = CompareForm(
        {**request.GET.dict(), "kind": kind.value, "with": _joined(keys[:MOST])},
        years=years,
        default_year=finished_year(years, today=timezone.localdate()),
        specialities=specialities_taught(region_code=whole.region_code),
    )
    chosen = form.chosen()
    cut = replace(whole, graduation_year=chosen.year, speciality_id=chosen.speciality)
    try:
        compared = compare_places(
            kind=kind,
            keys=keys[:MOST],
            cut=cut,
            scope=cast("ScopedRequest", request).scope,
        )
    except PlaceNotFound as error:
        raise Http404 from error
    if request.GET.get("download"):
        return _file(compared, form, request.GET["download"])
    context = _context(request, compared, form) | {"is_cut_short": len(keys) > MOST, "most": MOST}
    return render(request, "dashboards/compare.html", context)


def _joined(keys: Sequence[int]) -> str:
    return ",".join(str(key) for key in keys)


def _file(compared: Compared, form: CompareForm, wanted: str) -> HttpResponse:
    """Answer with both tables as XLSX, or with one of them as CSV."""
    which, _dot, extension = wanted.rpartition(".")
    if not compared.rows or extension not in TABLE_FORMATS:
        raise Http404
    places = compared_places_table(compared, form.described())
    functions = compared_functions_table(compared, form.described())
    tables = (functions,) if which == "functions" else (places, functions)
    return tables_file(tables, extension, (_("Сравнение"), str(form.chosen().year or "")))


def _context(request: HttpRequest, compared: Compared, form: CompareForm) -> dict[str, Any]:
    kept = {name: form[name].value() for name in ("year", "speciality") if form[name].value()}
    keys = [row.key for row in compared.rows]
    rows = [
        place_row(row, compared.kind, _query(kept))
        | {"without": _address(kept, compared.kind, [key for key in keys if key != row.key])}
        for row in compared.rows
    ]
    other = next(kind for kind in COMPARED if kind is not compared.kind)
    return {
        "form": form,
        "year": form.chosen().year,
        "kind": compared.kind.value,
        "crumbs": [(settings.REGION_NAME, reverse("dashboards:region")), (_("Сравнение"), "")]
        if cast("ScopedRequest", request).scope.region_wide
        else [],
        "rows": rows,
        "shows_fair": compared.kind is PlaceKind.COLLEGE,
        "empty_span": 7 if compared.kind is PlaceKind.COLLEGE else 5,
        "shows_few_years": any(row.fair is not None and row.fair.years for row in compared.rows),
        "reference": None if compared.reference is None else compared.reference.share_ready,
        "reference_text": reference_text(_("край"), compared.reference),
        "hides": any(row.figures is not None and row.figures.why_hidden for row in compared.rows),
        "why_hidden": hidden_reason(compared.minimum),
        "functions": [_function(own) for own in compared.functions],
        "hides_functions": any(
            cell is not None and (cell.figures is None or cell.hides_employers)
            for own in compared.functions
            for cell in own.cells
        ),
        "choices": [(choice, choice.key in keys) for choice in compared.choices],
        "kept": kept,
        "tabs": [
            (title, _address(kept, kind, keys if kind is compared.kind else []), kind is not other)
            for title, kind in (
                (_("Колледжи"), PlaceKind.COLLEGE),
                (_("Округа"), PlaceKind.MUNICIPALITY),
            )
        ],
        "downloads": _downloads(request, ""),
        "function_downloads": _downloads(request, "functions."),
    }


def _query(kept: dict[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, value in kept.items())


def _address(kept: dict[str, Any], kind: PlaceKind, keys: Sequence[int]) -> str:
    """Return the page with these places; commas stay readable in the address."""
    query = _query({**kept, "kind": kind.value, "with": _joined(keys)})
    return f"{reverse('dashboards:compare')}?{query}"


def _downloads(request: HttpRequest, which: str) -> list[tuple[str, str]]:
    def url(extension: str) -> str:
        query = request.GET.copy()
        query["download"] = f"{which if extension == 'csv' else ''}{extension}"
        return f"?{query.urlencode()}"

    return [("XLSX", url("xlsx")), ("CSV", url("csv"))]


def _function(own: ComparedFunction) -> dict[str, Any]:
    return {
        "code": own.function.code,
        "name": own.function.name,
        "standard": own.function.standard,
        "url": reverse("standards:function_detail", args=[own.function.key]),
        "cells": [None if cell is None else function_cell(cell) for cell in own.cells],
    }
