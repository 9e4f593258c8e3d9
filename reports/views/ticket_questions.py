"""«Число неверно?»: the question itself, from the row where the figure stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import Scope
from dashboards.rules.pages import PlacePage, page_from
from dashboards.selectors.places import PlaceNotFound
from dashboards.views.presentation import address_of
from reports.models import FigureTicket
from reports.rules.own_figures import OwnFigure
from reports.selectors.place_figures import page_figures
from reports.selectors.tickets import askable_release, figures_of
from reports.services.tickets import (
    AlreadyAsked,
    Asker,
    Claim,
    UnknownFigure,
    open_page_ticket,
    open_ticket,
)
from reports.ticket_forms import ClaimForm

ASKERS = (Role.COLLEGE_MANAGER,)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where figures stand: its name, its address, the figures, how to ask about one."""

    title: str
    url: str
    figures: Sequence[OwnFigure]
    open: Callable[[Claim], FigureTicket]


@guarded(roles=ASKERS, write=True)
def ticket_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about a figure of a published report; `row` in the address tells of which row."""
    release = askable_release(slug)
    if release is None:
        raise Http404
    asker = _asker(request)
    source = _Source(
        release.title,
        reverse("reports:release_public", args=[slug]),
        figures_of(release=release, college_id=asker.college_id),
        lambda claim: open_ticket(release=release, claim=claim, asker=asker),
    )
    return _answer(request, source)


@guarded(roles=ASKERS, write=True)
def page_ticket_create(request: HttpRequest) -> HttpResponse:
    """Ask about a figure of a page of the own college; `page` in the address tells which."""
    page = page_from(request.GET.get("page", ""))
    if page is None:
        raise Http404
    scope = cast("ScopedRequest", request).scope
    try:
        found = page_figures(page=page, scope=scope)
    except PlaceNotFound as error:
        raise Http404 from error
    source = _Source(
        found.title,
        page_url(page),
        found.figures,
        lambda claim: open_page_ticket(page=page, scope=scope, claim=claim, asker=_asker(request)),
    )
    return _answer(request, source)


def page_url(page: PlacePage) -> str:
    """Return the address of the page itself."""
    query = {"year": page.year}
    if page.speciality is not None:
        query["speciality"] = page.speciality
    return address_of(page.kind, page.key, urlencode(query))


def _asker(request: HttpRequest) -> Asker:
    scope: Scope = cast("ScopedRequest", request).scope
    (college_id,) = scope.college_ids
    return Asker(college_id, cast("int", scope.user_id), timezone.now())


def _answer(request: HttpRequest, source: _Source) -> HttpResponse:
    rows = {figure.row.key: figure.row for figure in source.figures}
    asked = request.GET.get("row") or next(iter(rows), "")
    figures = [figure for figure in source.figures if figure.row.key == asked]
    form = ClaimForm(request.POST or None, figures=figures)
    if request.method == "POST" and form.is_valid():
        ticket = _opened(source, form)
        if ticket is not None:
            messages.success(request, _("Вопрос задан: на него ответят не позже двух недель."))
            return redirect("reports:ticket_detail", pk=ticket.pk)
    context: dict[str, Any] = {
        "form": form,
        "has_figures": bool(figures),
        "row_name": rows[asked].name if asked in rows else "",
        "others": [
            (row.name or _("Ваш колледж"), _with_row(request, row.key))
            for row in rows.values()
            if row.key != asked
        ],
        "trail": [(source.title, source.url), (_("Число неверно"), "")],
        "source_url": source.url,
    }
    return render(request, "reports/ticket_create.html", context)


def _with_row(request: HttpRequest, row: str) -> str:
    query = request.GET.copy()
    query["row"] = row
    return f"?{query.urlencode()}"


def _opened(source: _Source, form: ClaimForm) -> FigureTicket | None:
    """Ask; None when it cannot be asked, which the form then says."""
    claim = Claim(
        figure=form.cleaned_data["figure"],
        text=form.cleaned_data["claim"],
        expected=form.cleaned_data["expected"],
    )
    try:
        return source.open(claim)
    except AlreadyAsked:
        form.add_error("figure", _("Об этом числе уже спросили: вопрос ждёт ответа."))
    except UnknownFigure:
        form.add_error("figure", _("Отчёт отозван или числа изменились: откройте их заново."))
    return None
