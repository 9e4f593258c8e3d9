"""Alignment across programmes: for the ministry, the district, the employers' association."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.enums import AlignmentState
from colleges.exports.tables import functions_table, programmes_table, table_bytes
from colleges.forms import RegionFilter
from colleges.models import Programme
from colleges.selectors.alignment_region import (
    NOT_STARTED,
    FunctionLine,
    ProgrammeLine,
    RegionAlignment,
    RegionQuery,
    region_alignment,
    region_programmes,
    standards_of_programmes,
)
from colleges.selectors.alignments import waiting_for_association
from colleges.views.alignment_pages import BANDS, alignment_line
from colleges.views.alignments import READERS
from colleges.views.scopes import scope_of
from core.http import file_answer, guarded
from core.numbers import format_percent
from core.tables.filenames import file_name
from scoring.coverage import coverage_band

_PAGE = 50


@guarded(roles=READERS)
def alignment_region(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request)
    programmes = region_programmes(scope=scope)
    form = RegionFilter(request.GET, choices=_choices(programmes))
    chosen = form.chosen()
    found = region_alignment(programmes=programmes, query=_query(chosen))
    shows_programmes = request.GET.get("view") == "programmes"
    if request.GET.get("download") in ("xlsx", "csv"):
        return _file(request.GET["download"], found, form, shows_programmes=shows_programmes)
    lines: list[Any] = [*found.programmes] if shows_programmes else [*found.functions]
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "shows_programmes": shows_programmes,
        "rows": [_programme(row) if shows_programmes else _function(row) for row in page],
        "tabs": _tabs(request, found, shows_programmes=shows_programmes),
        "downloads": _downloads(request),
        "not_started": found.not_started,
        "waiting": waiting_for_association(scope=scope),
        "waiting_url": f"?view=programmes&state={AlignmentState.AGREED_COLLEGE.value}",
        "has_programmes": bool(programmes),
    }
    return render(request, "colleges/alignment_region.html", context)


def _choices(programmes: list[Programme]) -> dict[str, Any]:
    specialities = {row.speciality_id: str(row.speciality) for row in programmes}
    intakes = sorted({row.intake_year for row in programmes}, reverse=True)
    standards = standards_of_programmes(programmes=programmes)
    return {
        "speciality": [("", _("Все")), *((str(pk), name) for pk, name in specialities.items())],
        "standard": [("", _("Все")), *((str(row.pk), str(row)) for row in standards)],
        "intake": [("", _("Последний")), *((str(year), str(year)) for year in intakes)],
        "state": [("", _("Любое")), (NOT_STARTED, _("не начато")), *AlignmentState.choices],
    }


def _query(chosen: dict[str, str]) -> RegionQuery:
    def number(name: str) -> int | None:
        return int(chosen[name]) if chosen[name] else None

    return RegionQuery(
        speciality_id=number("speciality"),
        standard_id=number("standard"),
        intake=number("intake"),
        state=chosen["state"],
    )


def _function(line: FunctionLine) -> dict[str, Any]:
    low, partial, sufficient = line.bands
    return {
        "pk": line.function.pk,
        "code": line.function.code,
        "name": line.function.name,
        "standard": line.function.standard.code,
        "programmes": line.programmes,
        "mean": format_percent(line.mean),
        "band": coverage_band(line.mean),
        "word": BANDS[coverage_band(line.mean)][0],
        "lowest": format_percent(line.lowest),
        "unprepared": line.unprepared,
        "bands": f"{low} · {partial} · {sufficient}",
    }


def _programme(line: ProgrammeLine) -> dict[str, Any]:
    is_started = line.coverage.state is not None
    return {
        **alignment_line(line.coverage),
        "college": line.programme.college.short_name,
        "speciality": str(line.programme.speciality),
        "intake": line.programme.intake_year,
        "uncovered": line.uncovered if is_started else None,
        "functions": len(line.coverage.functions),
    }


def _tabs(
    request: HttpRequest, found: RegionAlignment, *, shows_programmes: bool
) -> list[tuple[str, str, bool, int]]:
    kept = {key: value for key, value in request.GET.items() if key not in ("view", "page")}
    return [
        (_("Функции"), f"?{urlencode(kept)}", not shows_programmes, len(found.functions)),
        (
            _("Программы"),
            f"?{urlencode({**kept, 'view': 'programmes'})}",
            shows_programmes,
            len(found.programmes),
        ),
    ]


def _downloads(request: HttpRequest) -> list[tuple[str, str]]:
    kept = {key: value for key, value in request.GET.items() if key != "page"}
    return [(name.upper(), f"?{urlencode({**kept, 'download': name})}") for name in ("xlsx", "csv")]


def _file(
    extension: str, found: RegionAlignment, form: RegionFilter, *, shows_programmes: bool
) -> HttpResponse:
    filters = tuple(
        (str(form.fields[name].label), str(dict(form.fields[name].choices).get(value, value)))  # type: ignore[attr-defined]
        for name, value in form.chosen().items()
        if value
    )
    functions = functions_table(found.functions, filters)
    programmes = programmes_table(found.programmes, filters)
    tables = (programmes, functions) if shows_programmes else (functions, programmes)
    content, kind = table_bytes(*tables, extension=extension)
    name = file_name(_("Сопряжение"), timezone.localdate().isoformat(), extension=extension)
    return file_answer(name, content, kind)
