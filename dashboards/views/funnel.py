"""The funnel: which colleges differ from the region by more than chance."""

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.aggregates import Cut, graduation_years
from colleges.rules.courses import finished_year
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.numbers import format_interval, format_number, format_percent
from core.scope import SYSTEM
from dashboards.rules.disclosure import hidden_reason
from dashboards.rules.funnels import CollegeFunnel, CollegeVerdict
from dashboards.selectors.funnels import FunnelView, college_funnel
from dashboards.views.funnel_files import (
    chart_answer,
    chart_file,
    funnel_drawing,
    funnel_file,
    funnel_table,
    verdict_of,
    years_of_college,
)
from dashboards.year_form import YearForm

REGION_ROLES = (Role.REGION_OFFICER, Role.ASSOCIATION_EXPERT, Role.ADMINISTRATOR)
_PILLS = {-2: "bad", -1: "warn", 0: "", 1: "good", 2: "good"}
_SORTS = {
    "name": lambda row: row.college.name,
    "assessed": lambda row: (row.college.assessed, row.college.name),
    "share": lambda row: (row.share, row.college.name),
    "pooled": lambda row: (row.pooled, row.college.name),
}


@guarded(roles=REGION_ROLES)
def funnel(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    whole = Cut(region_code=settings.REGION_CODE)
    years = graduation_years(cut=whole, scope=SYSTEM)
    form = YearForm(
        request.GET, years=years, default_year=finished_year(years, today=timezone.localdate())
    )
    year = form.year_in_force()
    view = FunnelView(None, None, (), ())
    if year is not None:
        view = college_funnel(
            cut=Cut(region_code=settings.REGION_CODE, graduation_year=year),
            scope=scope,
            minimum=settings.MINIMUM_CELL,
        )
    wanted = request.GET.get("download", "")
    if wanted:
        return _download(view, year, wanted)
    return render(request, "dashboards/funnel.html", _context(request, view, year, form))


def _download(view: FunnelView, year: int | None, wanted: str) -> HttpResponse:
    if view.funnel is None or year is None:
        raise Http404
    if wanted in ("xlsx", "csv"):
        return funnel_file(funnel_table(view, year, settings.MINIMUM_CELL), year, wanted)
    if wanted == "svg":
        return chart_answer(funnel_drawing(view.funnel, year))
    if wanted == "png":
        return chart_file(funnel_drawing(view.funnel, year), year)
    raise Http404


def _context(
    request: HttpRequest, view: FunnelView, year: int | None, form: YearForm
) -> dict[str, Any]:
    return {
        "form": form,
        "year": year,
        "crumbs": [
            (settings.REGION_NAME, reverse("dashboards:region")),
            (_("Колледжи и случайность"), ""),
        ],
        "rows": [] if view.funnel is None else _rows(view, request.GET.get("sort", "")),
        "tiles": [] if view.funnel is None else _tiles(view, view.funnel),
        "alike": view.funnel is not None and view.funnel.alike,
        "hidden": view.hidden,
        "silent": view.silent,
        "hidden_reason": hidden_reason(settings.MINIMUM_CELL),
        "chart_url": f"?year={year}&download=svg",
        "downloads": [
            (_("Таблица XLSX"), f"?year={year}&download=xlsx"),
            (_("Таблица CSV"), f"?year={year}&download=csv"),
            (_("График PNG"), f"?year={year}&download=png"),
        ],
    }


def _rows(view: FunnelView, sort: str) -> list[dict[str, Any]]:
    key = _SORTS.get(sort.removeprefix("-"), _SORTS["name"])
    judged = () if view.funnel is None else view.funnel.rows
    rows = sorted(judged, key=key, reverse=sort.startswith("-"))
    return [_row(row, view.expected.get(row.college.key)) for row in rows]


def _row(row: CollegeVerdict, expected: float | None) -> dict[str, Any]:
    return {
        "years": years_of_college(row.college),
        "expected": expected,
        "name": row.college.name,
        "detail": row.college.detail,
        "url": reverse("dashboards:college", args=[row.college.key]),
        "assessed": row.college.assessed,
        "ready": row.college.ready,
        "share": row.share,
        "limits95": _percents(row.limits95),
        "limits998": _percents(row.limits998),
        "pooled": row.pooled,
        "pooled_interval": _percents(row.pooled_interval),
        "ranks": format_interval(*row.ranks, 0),
        "verdict": verdict_of(row.signal),
        "pill": _PILLS[row.signal],
    }


def _percents(limits: tuple[float, float] | None) -> str:
    if limits is None:
        return ""
    low, high = limits
    return format_interval(100 * low, 100 * high, 0)


def _tiles(view: FunnelView, funnel: CollegeFunnel) -> list[dict[str, str]]:
    outside = sum(1 for row in funnel.rows if row.signal)
    return [
        {
            "name": _("Доля готовых в крае"),
            "value": format_percent(funnel.target),
            "facts": _("n = %(assessed)s") % {"assessed": format_number(view.assessed)},
            "explain": _("Линия, от которой отсчитываются границы."),
        },
        {
            "name": _("За границами случайности"),
            "value": _("%(outside)s из %(all)s") % {"outside": outside, "all": len(funnel.rows)},
            "facts": _("колледжей, с учётом обычного разброса"),
            "explain": _("При 20 колледжах один окажется за границей 95 % и без всякой причины."),
        },
        {
            "name": _("Разброс между колледжами"),
            "value": format_number(funnel.phi, 1),
            "facts": _("1 означает только случайность"),
            "explain": _(
                "Среднее квадратов отклонений (10 % крайних подтянуты). Если больше 1, границы для"
                " вывода расширяются: колледжи различаются и сами по себе."
            ),
        },
    ]
