"""«Это число неверно»: a college asks about a published figure, the region answers."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import Scope
from reports.enums import TicketState
from reports.models import FigureTicket, Release
from reports.selectors.tickets import askable_release, figures_of, overdue_count, tickets_of
from reports.services.tickets import (
    AlreadyAsked,
    Claim,
    TicketClosed,
    UnknownFigure,
    Verdict,
    answer_ticket,
    open_ticket,
    withdraw_ticket,
)
from reports.ticket_forms import AnswerForm, ClaimForm, TicketFilterForm

READERS = (Role.COLLEGE_MANAGER, Role.REGION_OFFICER, Role.ADMINISTRATOR)
ASKERS = (Role.COLLEGE_MANAGER,)
ANSWERERS = (Role.REGION_OFFICER,)
ROWS_ON_PAGE = 50
_PILLS = {
    TicketState.OPEN: "warn",
    TicketState.CORRECTED: "bad",
    TicketState.CONFIRMED: "good",
    TicketState.WITHDRAWN: "",
}


def _scope(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def _user_id(request: HttpRequest) -> int:
    return cast("int", _scope(request).user_id)


def _ticket(request: HttpRequest, pk: int) -> FigureTicket:
    ticket: FigureTicket = get_object_or_404(tickets_of(scope=_scope(request)), pk=pk)
    return ticket


def _row(ticket: FigureTicket, today: date) -> dict[str, Any]:
    is_open = ticket.state == TicketState.OPEN
    return {
        "pk": ticket.pk,
        "release": ticket.release.title,
        "release_url": reverse("reports:release_public", args=[ticket.release.slug]),
        "college": ticket.college.short_name,
        "figure": ticket.figure_name,
        "printed": ticket.printed,
        "expected": ticket.expected,
        "claim": ticket.claim,
        "created_at": ticket.created_at,
        "due_date": ticket.due_date if is_open else None,
        "is_late": is_open and ticket.due_date < today,
        "is_open": is_open,
        "state": TicketState(ticket.state).label,
        "pill": _PILLS[TicketState(ticket.state)],
        "answer": ticket.answer,
        "correction_note": ticket.correction_note,
        "closed_at": ticket.closed_at,
    }


@guarded(roles=READERS)
def ticket_list(request: HttpRequest) -> HttpResponse:
    form = TicketFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    today = timezone.localdate()
    tickets = tickets_of(scope=_scope(request), state=state)
    page = Paginator(tickets, ROWS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(ticket, today) for ticket in page],
        "late": overdue_count(tickets, today=today),
        "names_college": _scope(request).role not in ASKERS,
        "is_filtered": bool(state),
    }
    return render(request, "reports/ticket_list.html", context)


@guarded(roles=ASKERS, write=True)
def ticket_create(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures that a published report prints of one's own college, and what is wrong."""
    release = askable_release(slug)
    if release is None:
        raise Http404
    (college_id,) = _scope(request).college_ids
    figures = figures_of(release=release, college_id=college_id)
    form = ClaimForm(request.POST or None, figures=figures)
    if request.method == "POST" and form.is_valid():
        ticket = _opened(request, release, college_id, form)
        if ticket is not None:
            messages.success(request, _("Вопрос задан: на него ответят не позже двух недель."))
            return redirect("reports:ticket_detail", pk=ticket.pk)
    url = reverse("reports:release_public", args=[slug])
    trail = [(release.title, url), (_("Число неверно"), "")]
    context = {"form": form, "has_figures": bool(figures), "trail": trail, "release_url": url}
    return render(request, "reports/ticket_create.html", context)


def _opened(
    request: HttpRequest, release: Release, college_id: int, form: ClaimForm
) -> FigureTicket | None:
    """Ask; None when it cannot be asked, which the form then says."""
    claim = Claim(
        figure=form.cleaned_data["figure"],
        text=form.cleaned_data["claim"],
        expected=form.cleaned_data["expected"],
    )
    try:
        return open_ticket(
            release=release,
            college_id=college_id,
            claim=claim,
            actor_id=_user_id(request),
            now=timezone.now(),
        )
    except AlreadyAsked:
        form.add_error("figure", _("Об этом числе уже спросили: вопрос ждёт ответа."))
    except UnknownFigure:
        form.add_error("figure", _("Отчёт отозван или изменился: откройте его заново."))
    return None


@guarded(roles=READERS)
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _ticket(request, pk), AnswerForm())


def _detail(request: HttpRequest, ticket: FigureTicket, form: AnswerForm) -> HttpResponse:
    row = _row(ticket, timezone.localdate())
    role = _scope(request).role
    context = {
        "ticket": row,
        "form": form,
        "trail": [(_("Вопросы о числах"), reverse("reports:ticket_list")), (row["figure"], "")],
        "can_answer": row["is_open"] and role in ANSWERERS,
        "can_withdraw": row["is_open"] and role in ASKERS,
    }
    return render(request, "reports/ticket_detail.html", context)


@guarded(roles=ANSWERERS, read=False, write=True)
def ticket_answer(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _ticket(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, ticket, form)
    verdict = Verdict(form.cleaned_data["answer"], form.cleaned_data["correction_note"])
    try:
        answer_ticket(
            ticket=ticket, verdict=verdict, actor_id=_user_id(request), now=timezone.now()
        )
    except TicketClosed:
        messages.error(request, _("Этот вопрос уже закрыт."))
    else:
        messages.success(request, _("Ответ записан: колледж его видит."))
    return redirect("reports:ticket_detail", pk=pk)


@guarded(roles=ASKERS, read=False, write=True)
def ticket_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _ticket(request, pk)
    try:
        withdraw_ticket(ticket=ticket, actor_id=_user_id(request), now=timezone.now())
    except TicketClosed:
        messages.error(request, _("Этот вопрос уже закрыт."))
    else:
        messages.success(request, _("Вопрос снят."))
    return redirect("reports:ticket_detail", pk=pk)
