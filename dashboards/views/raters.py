"""The raters' page: who judges more strictly or more gently than others, in kind words."""

from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.rules.coarse import part_in_words, told_coarsely
from assessments.rules.severity_words import ASKED_SHARE, in_words
from assessments.selectors.severities import (
    Agreement,
    EmployerSeverity,
    NetworkPart,
    RaterSeverity,
    Severity,
    SeverityOverview,
    employer_severities_for,
    severities_for,
    severity_overview,
)
from assessments.services.severities import request_severities
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.numbers import format_interval, format_number, format_percent
from core.scope import Scope
from dashboards.selectors.adjustments import college_adjustments, region_adjustments

WRITERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR)
COLLEGE_STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)
READERS = (*WRITERS, Role.ASSOCIATION_EXPERT, *COLLEGE_STAFF)
# Parts beyond these are told as a number only: they are one or two raters each.
_PARTS_SHOWN = 10
_PAGE = 50


@guarded(roles=READERS)
def raters(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    overview = severity_overview()
    found = severities_for(scope=scope)
    shown = sorted((row for row in found if row.is_shown), key=_by_severity)
    page = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    employers = sorted(
        (row for row in employer_severities_for(scope=scope) if row.is_shown), key=_by_severity
    )
    employers_page = Paginator(employers, _PAGE).get_page(request.GET.get("employers"))
    crumbs = [
        (settings.REGION_NAME, reverse("dashboards:region")),
        (_("Строгость оценивающих"), ""),
    ]
    context = {
        "crumbs": crumbs if scope.region_wide else [],
        "rows": [_rater(row) for row in page],
        "page": page,
        "hidden_count": len(found) - len(shown),
        "employers": [_employer(row) for row in employers_page],
        "employers_page": employers_page,
        "has_any": bool(found),
        "computed_at": None if overview is None else overview.computed_at,
        "tiles": [] if overview is None or not found else _tiles(overview),
        "advice": "" if overview is None or not found else _advice(overview),
        "parts": []
        if overview is None or not found
        else [_part(part) for part in overview.parts[:_PARTS_SHOWN]],
        "more_parts": 0 if overview is None else max(len(overview.parts) - _PARTS_SHOWN, 0),
        "may_write": scope.role in WRITERS,
        **_adjusted(scope),
    }
    return render(request, "dashboards/raters.html", context)


@guarded(roles=WRITERS, read=False, write=True)
def raters_estimate(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    job = request_severities(actor_id=scope.user_id, now=timezone.now())
    return redirect("accounts:job_detail", pk=job.pk)


def _adjusted(scope: Scope) -> dict[str, Any]:
    """Functions without and with adjustment: of the own college with its programmes, or the region.

    Of other places nobody is told: where all had one mentor, the difference is his severity.
    """
    if scope.region_wide:
        region = region_adjustments(today=timezone.localdate())
        places = [] if region is None else [region]
    else:
        places = college_adjustments(scope=scope)
    return {
        "adjusted": places[:1],
        "adjusted_parts": places[1:],
        "adjusted_counted": not scope.region_wide,
    }


def _by_severity(row: RaterSeverity | EmployerSeverity) -> float:
    return -(row.severity.value or 0.0)


def _rater(row: RaterSeverity) -> dict[str, Any]:
    return {
        "employer": row.employer,
        "municipality": row.municipality,
        "interns": row.interns,
        "shared": part_in_words(row.shared_interns, row.interns, minimum=settings.MINIMUM_CELL),
        "ratings": row.ratings,
        "part": row.component + 1,
        "linear": format_number(row.linear.value, 2, sign=True),
        "linear_interval": format_interval(row.linear.low, row.linear.high, 2),
        **_severity(row.severity),
    }


def _employer(row: EmployerSeverity) -> dict[str, Any]:
    return {
        "employer": row.employer,
        "municipality": row.municipality,
        "raters": row.raters,
        "interns": row.interns,
        **_severity(row.severity),
    }


def _part(part: NetworkPart) -> dict[str, Any]:
    # Interns of a part less those of a mentor who is named would be a few of another mentor.
    least = settings.MINIMUM_CELL
    return {
        "number": part.number,
        "raters": part.raters,
        "interns": told_coarsely(part.interns, minimum=least),
        "shared": part_in_words(part.shared, part.interns, minimum=least),
    }


def _severity(found: Severity) -> dict[str, str]:
    word, pill = in_words(found.low, found.high)
    return {
        "severity": format_number(found.value, 2, sign=True),
        "interval": format_interval(found.low, found.high, 2),
        "word": word,
        "pill": pill,
    }


def _tiles(overview: SeverityOverview) -> list[dict[str, str]]:
    return [
        {
            "name": _("Оценены двумя и более"),
            "value": _share(overview.shared_interns, overview.interns),
            "facts": _("%(shared)s из %(interns)s практикантов")
            % {
                "shared": part_in_words(
                    overview.shared_interns, overview.interns, minimum=settings.MINIMUM_CELL
                ),
                "interns": format_number(overview.interns),
            },
            "explain": _(
                "Доля практикантов, которых оценил не один наставник. Только через них видно, кто"
                " строже. Нужно 10–20 %."
            ),
        },
        {
            "name": _("Есть демонстрационный экзамен"),
            "value": _share(overview.examined_interns, overview.interns),
            "facts": _("уравнивает уровень практикантов")
            if overview.has_exam_link
            else _("пока не связывает"),
            "explain": _(
                "Экзамен не зависит от колледжа и наставника, поэтому помогает отличить строгого"
                " наставника от слабых практикантов. Отметки колледжа для этого не берутся."
            ),
        },
        {
            "name": _("Частей сети"),
            "value": format_number(len(overview.parts)),
            "facts": _("внутри части есть общие практиканты"),
            "explain": _(
                "Наставники разных частей не оценивали общих практикантов: сравнивать их между"
                " собой можно только через экзамен, осторожно."
            ),
        },
        {
            "name": _("Согласие наставников"),
            "value": format_number(overview.agreement.alpha, 2),
            "facts": _agreement(overview.agreement),
            "explain": _(
                "Альфа Криппендорфа для порядковых оценок одной функции одного практиканта разными"
                " наставниками: 1 — оценивают одинаково, 0 — как наугад. В скобках 90 % интервал."
                " При малом числе практикантов или наставников не показывается."
            ),
        },
    ]


def _agreement(found: Agreement) -> str:
    """Return the interval and the number of pairs in words."""
    if found.alpha is None:
        return _("мало данных")
    pairs = format_number(found.pairs)
    if found.low is None:
        return _("пар оценок: %(pairs)s") % {"pairs": pairs}
    return _("(%(interval)s), пар оценок: %(pairs)s") % {
        "interval": format_interval(found.low, found.high, 2),
        "pairs": pairs,
    }


def _share(part: int, whole: int) -> str:
    """Return the share in per cent; the words of `part_in_words` where few are or few are not."""
    least = settings.MINIMUM_CELL
    if min(part, whole - part) < least:
        return part_in_words(part, whole, minimum=least)
    return format_percent(part / whole)


def _advice(overview: SeverityOverview) -> str:
    share = overview.shared_share
    if share is not None and share >= ASKED_SHARE:
        return _(
            "Двойных оценок достаточно. Чтобы так и оставалось, просите второго наставника оценить"
            " каждого пятого–десятого практиканта."
        )
    return _(
        "Двойных оценок мало. Попросите второго наставника оценить каждого пятого–десятого"
        " практиканта (10–20 %) или дайте всем наставникам оценить одно и то же описание работы:"
        " тогда строгость станет видна точнее."
    )
