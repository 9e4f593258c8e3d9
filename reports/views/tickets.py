"""«Это число неверно»: a college asks about a published figure, the region answers."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import ScopedRequest, guarded
from core.scope import Scope
from dashboards.rules.pages import page_from
from reports.enums import TicketState
from reports.models import FigureTicket
from reports.selectors.tickets import overdue_count, tickets_of
from reports.services.tickets import TicketClosed, Verdict, answer_ticket, withdraw_ticket
from reports.ticket_forms import AnswerForm, TicketFilterForm
from reports.views.ticket_questions import ASKERS, page_url

READERS = (Role.COLLEGE_MANAGER, Role.REGION_OFFICER, Role.ADMINISTRATOR)
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


def _source_url(ticket: FigureTicket) -> str:
    if ticket.release is not None:
        return reverse("reports:release_public", args=[ticket.release.slug])
    page = page_from(ticket.page)
    return "" if page is None else page_url(page)


def _row(ticket: FigureTicket, today: date) -> dict[str, Any]:
    is_open = ticket.state == TicketState.OPEN
    return {
        "pk": ticket.pk,
        "source": ticket.page_title if ticket.release is None else ticket.release.title,
        "source_url": _source_url(ticket),
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
