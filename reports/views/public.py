"""What everybody reads without an account."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assessments.rules.parameters import ParameterProblems, parameters_from_json
from assessments.selectors.methodology import NoMethodologyInForce, methodology_in_force
from core.http import ScopedRequest, public
from reports.enums import FileFormat
from reports.models import Release
from reports.selectors.comments import count_comments
from reports.selectors.releases import file_of, published_releases
from reports.selectors.tickets import corrections_of, rows_of
from reports.views.method_words import method_facts
from reports.views.presentation import OwnRows, release_context
from reports.views.responses import file_response
from reports.views.ticket_questions import ASKERS

# A report comes out a few times a year: the list holds those of a decade.
_EARLIER = 50


@public()
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, and the latest published report."""
    latest = published_releases().first()
    context: dict[str, Any] = {
        "latest": None if latest is None else release_context(latest, _own_rows(request, latest)),
        "earlier": [
            {
                "title": release.title,
                "url": reverse("reports:release_public", args=[release.slug]),
                "published_at": release.published_at,
            }
            for release in published_releases().defer("counts", "content")[1:_EARLIER]
        ],
    }
    return render(request, "reports/home.html", context)


def _own_rows(request: HttpRequest, release: Release) -> OwnRows:
    """Return the rows about which the reader, who answers for a college, may ask."""
    scope = cast("ScopedRequest", request).scope
    if scope.role not in ASKERS:
        return {}
    (college_id,) = scope.college_ids
    return rows_of(release=release, college_id=college_id)


def _published(slug: str) -> Release:
    release: Release = get_object_or_404(published_releases(), slug=slug)
    return release


@public()
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """One published report, for ever at this address; what was wrong in it is told beside it."""
    published = _published(slug)
    context = {
        "release": release_context(published, _own_rows(request, published)),
        "corrections": [
            {
                "date": ticket.closed_at,
                "college": ticket.college.short_name,
                "figure": ticket.figure_name,
                "printed": ticket.printed,
                "note": ticket.correction_note,
            }
            for ticket in corrections_of(release=published)
        ],
        "discussion": {
            "url": reverse("reports:discussion", args=[slug]),
            "count": count_comments(release=published)[0],
        },
        "can_ask": cast("ScopedRequest", request).scope.role in ASKERS,
    }
    return render(request, "reports/release_public.html", context)


@public()
def download(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """A stored file of a published report."""
    if extension not in FileFormat.values:
        raise Http404
    stored = file_of(release=_published(slug), file_format=FileFormat(extension))
    if stored is None:
        raise Http404
    return file_response(stored)


@public()
def method(request: HttpRequest) -> HttpResponse:
    """The method in force, in plain words."""
    try:
        version = methodology_in_force()
    except NoMethodologyInForce:
        return render(request, "reports/method.html", {"version": None})
    try:
        facts = method_facts(parameters_from_json(version.parameters))
    except ParameterProblems:
        facts = None
    return render(request, "reports/method.html", {"version": version, "facts": facts})
