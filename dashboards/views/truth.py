"""The truth page: whether those called ready do work in their speciality."""

from itertools import pairwise
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.enums import Level, MethodologyState
from core.charts.frame import Frame
from core.charts.intervals import IntervalRow, Reference, interval_chart
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.numbers import format_interval, format_number, format_percent
from dashboards.rules.disclosure import hidden_reason
from dashboards.rules.truth import ClassShare, Truth
from dashboards.selectors.truth import truth_by_year
from dashboards.selectors.versions import Limits, Reason, VersionTruth, truth_by_version
from dashboards.views.funnel_files import chart_answer
from dashboards.year_form import YearForm

REGION_ROLES = (Role.REGION_OFFICER, Role.ASSOCIATION_EXPERT, Role.ADMINISTRATOR)


@guarded(roles=REGION_ROLES)
def truth(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    by_year = truth_by_year(
        region_code=settings.REGION_CODE, scope=scope, minimum=settings.MINIMUM_CELL
    )
    years = list(by_year)
    form = YearForm(request.GET, years=years, default_year=years[0] if years else None)
    year = form.year_in_force()
    found = by_year.get(year) if year is not None else None
    if request.GET.get("download"):
        return _chart(found, year, request.GET["download"])
    context = {
        "form": form,
        "year": year,
        "crumbs": [
            (settings.REGION_NAME, reverse("dashboards:region")),
            (_("Говорит ли индекс правду"), ""),
        ],
        "tiles": [] if found is None else _tiles(found),
        "levels": [] if found is None else _levels(found),
        "bins": [] if found is None else _bins(found),
        "reference": None if found is None else found.share.share,
        "years": [_year(key, value) for key, value in by_year.items()],
        "versions": []
        if found is None or year is None
        else [_version(own) for own in truth_by_version(year=year, found=found)],
        "hidden_reason": hidden_reason(settings.MINIMUM_CELL),
        "chart_url": f"?year={year}&download=svg",
    }
    return render(request, "dashboards/truth.html", context)


def _chart(found: Truth | None, year: int | None, wanted: str) -> HttpResponse:
    """Answer with the calibration: the observed share in each band of the index."""
    if wanted != "svg" or found is None or found.share.share is None:
        raise Http404
    rows = [
        IntervalRow(
            label=label,
            value=own.share,
            low=own.low,
            high=own.high,
            n=own.count,
            reason=_("скрыто") if own.count is None else _("никого"),
        )
        for label, own in _classes(found)
    ]
    title = _("Работают по специальности, выпуск %(year)s") % {"year": year}
    reference = Reference(label=_("все"), value=found.share.share)
    return chart_answer(interval_chart(rows, reference, frame=Frame(title=title)))


def _classes(found: Truth) -> list[tuple[str, ClassShare]]:
    """Return the classes of the chart: bands of the index, else the levels with their mean."""
    if found.bins:
        return [
            (_("индекс %(band)s") % {"band": band}, own)
            for band, own in zip(_band_names(found), found.bins, strict=True)
        ]
    return [
        (
            _("%(level)s, средний индекс %(mean)s")
            % {"level": level.label, "mean": format_number(own.mean_index, 2)},
            own,
        )
        for level, own in zip(Level, found.levels, strict=True)
    ]


def _band_names(found: Truth) -> list[str]:
    return [format_interval(low, high, 2) for low, high in pairwise(found.edges)]


def _interval(own: ClassShare) -> str:
    if own.low is None or own.high is None:
        return ""
    return format_interval(100 * own.low, 100 * own.high, 0)


def _class(name: str, own: ClassShare) -> dict[str, Any]:
    return {
        "name": name,
        "count": own.count,
        "positives": own.positives,
        "share": own.share,
        "low": own.low,
        "high": own.high,
        "interval": _interval(own),
        "mean_index": own.mean_index,
        "is_hidden": own.count is None,
    }


def _levels(found: Truth) -> list[dict[str, Any]]:
    return [
        _class("", own) | {"level": level.value}
        for level, own in zip(Level, found.levels, strict=True)
    ]


def _bins(found: Truth) -> list[dict[str, Any]]:
    return [_class(band, own) for band, own in zip(_band_names(found), found.bins, strict=True)]


def _auc_text(found: Truth) -> tuple[str, str]:
    if found.auc is None:
        return "", ""
    return (
        format_number(found.auc.value, 2),
        format_interval(found.auc.low, found.auc.high, 2),
    )


def _year(year: int, found: Truth) -> dict[str, Any]:
    value, limits = _auc_text(found)
    return {
        "year": year,
        "url": f"?year={year}",
        **_class("", found.share),
        "auc": value,
        "auc_limits": limits,
    }


def _version(own: VersionTruth) -> dict[str, Any]:
    version = own.version
    value, limits = _limits(own.auc)
    gain, gain_limits = _limits(own.gain, signed=True)
    return {
        "name": _("Версия %(number)s") % {"number": version.version},
        "url": reverse("assessments:methodology_detail", args=[version.pk]),
        "state": MethodologyState(version.state).label,
        "is_official": own.is_official,
        "auc": value,
        "auc_limits": limits,
        "gain": gain,
        "gain_limits": gain_limits,
        "reason": "" if own.reason is None else _reason(own.reason),
    }


def _limits(values: Limits | None, *, signed: bool = False) -> tuple[str, str]:
    if values is None:
        return "", ""
    value, low, high = values
    return (
        format_number(value, 2, sign=signed),
        format_interval(low, high, 2),
    )


def _reason(reason: Reason) -> str:
    return {
        Reason.FEW: _("слишком мало работающих или неработающих по специальности"),
        Reason.NOT_YET: _("по ней ещё не считали: запустите расчёт"),
        Reason.UNTRIED: _("не пробовали: откройте версию и нажмите «Посчитать»"),
        Reason.STALE: _("проба устарела: параметры с тех пор менялись, посчитайте снова"),
    }[reason]


def _tiles(found: Truth) -> list[dict[str, str]]:
    value, limits = _auc_text(found)
    counted = _("n = %(count)s") % {"count": format_number(found.count)}
    return [
        {
            "name": _("Работают по специальности"),
            "value": "" if found.share.share is None else format_percent(found.share.share),
            "facts": _("%(counted)s, %(interval)s %%")
            % {"counted": counted, "interval": _interval(found.share)}
            if found.share.share is not None
            else "",
            "explain": _(
                "Среди выпускников с уровнем, которые работают или ищут работу. Без армии, учёбы,"
                " отпуска по уходу и тех, о ком нет сведений."
            ),
        },
        {
            "name": _("Насколько индекс различает"),
            "value": value,
            "facts": _("95 %% интервал %(limits)s") % {"limits": limits} if limits else "",
            "explain": _(
                "Вероятность, что у работающего по специальности индекс выше, чем у неработающего"
                " (AUC, интервал Делонга). 0,5: не различает, 1: различает всегда."
            ),
        },
    ]
