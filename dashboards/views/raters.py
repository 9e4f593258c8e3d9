"""The raters' page: who judges more strictly or more gently than others, in kind words."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.severities import (
    RaterSeverity,
    severities_computed_at,
    severities_for,
)
from assessments.services.severities import request_severities
from core.enums import Role
from core.http import ScopedRequest, guarded
from core.numbers import format_interval, format_number

WRITERS = (Role.REGION_OFFICER, Role.ADMINISTRATOR)
COLLEGE_STAFF = (Role.COLLEGE_MANAGER, Role.COLLEGE_TEACHER)
READERS = (*WRITERS, Role.ASSOCIATION_EXPERT, *COLLEGE_STAFF)


@guarded(roles=READERS)
def raters(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    found = severities_for(scope=scope)
    shown = [row for row in found if row.severity is not None]
    crumbs = [
        (settings.REGION_NAME, reverse("dashboards:region")),
        (_("Строгость оценивающих"), ""),
    ]
    context = {
        "crumbs": crumbs if scope.region_wide else [],
        "rows": [_row(row) for row in sorted(shown, key=lambda row: -(row.severity or 0.0))],
        "hidden_count": len(found) - len(shown),
        "has_any": bool(found),
        "computed_at": severities_computed_at(),
        "may_write": scope.role in WRITERS,
    }
    return render(request, "dashboards/raters.html", context)


@guarded(roles=WRITERS, read=False, write=True)
def raters_estimate(request: HttpRequest) -> HttpResponse:
    scope = cast("ScopedRequest", request).scope
    job = request_severities(actor_id=scope.user_id, now=timezone.now())
    return redirect("accounts:job_detail", pk=job.pk)


def _row(row: RaterSeverity) -> dict[str, Any]:
    word, pill = _in_words(row)
    return {
        "employer": row.employer,
        "municipality": row.municipality,
        "interns": row.interns,
        "shared": row.shared_interns,
        "ratings": row.ratings,
        "component": row.component + 1,
        "severity": format_number(row.severity, 2, sign=True),
        "interval": format_interval(row.low, row.high, 2),
        "linear": format_number(row.linear, 2, sign=True),
        "linear_interval": format_interval(row.linear_low, row.linear_high, 2),
        "word": word,
        "pill": pill,
    }


def _in_words(row: RaterSeverity) -> tuple[str, str]:
    """Only an interval that leaves the average out says anything."""
    if row.low is not None and row.low > 0:
        return _("строже обычного"), "info"
    if row.high is not None and row.high < 0:
        return _("мягче обычного"), "info"
    return _("как большинство"), ""
