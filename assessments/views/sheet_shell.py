"""What a browser needs to show a sheet without a network: a worker and a page without names."""

from copy import copy

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.http import public, worker_answer


@public()
def sheet_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for pages of sheets; its folder keeps it from all other pages."""
    return worker_answer(request, shell=reverse("assessments:sheet_shell"))


@public()
def sheet_shell(request: HttpRequest) -> HttpResponse:
    """The page that browsers keep. It is nobody's: whoever asks, a stranger's page is made.

    Only the language and the look are of the one who asks. No token either: it belongs to a
    session, and scripts fetch one when the network is back. Messages stay for the next real page.
    """
    stranger = copy(request)
    stranger.user = AnonymousUser()
    stranger.membership = None  # type: ignore[attr-defined]
    stranger.memberships = []  # type: ignore[attr-defined]
    context = {"csrf_token": "", "messages": []}
    response = render(stranger, "assessments/sheet_shell.html", context)
    response["Cache-Control"] = "no-cache"
    return response
