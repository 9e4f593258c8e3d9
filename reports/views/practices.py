"""The catalogue of good practice: read by everybody, written by colleges and enterprises."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.enums import Role
from core.http import ScopedRequest, guarded, public
from core.scope import Scope
from reports.enums import PracticeCardState
from reports.models import PracticeCard, Release
from reports.practice_forms import DecisionForm, PracticeFilterForm, PracticeForm, initial_of
from reports.selectors.practices import (
    compared_figures,
    own_card,
    own_cards,
    published_cards,
    visible_card,
    waiting_cards,
)
from reports.services.practices import (
    CardChanged,
    CardClosed,
    change_card,
    decide_card,
    propose_card,
)
from reports.views.ticket_questions import ASKERS

AUTHORS = (Role.COLLEGE_MANAGER, Role.EMPLOYER_MANAGER)
PUBLISHERS = (Role.REGION_OFFICER,)
CARDS_ON_PAGE = 20
_PILLS = {
    PracticeCardState.PROPOSED: "warn",
    PracticeCardState.RETURNED: "bad",
    PracticeCardState.PUBLISHED: "good",
}


def _scope(request: HttpRequest) -> Scope:
    return cast("ScopedRequest", request).scope


def _line(card: PracticeCard) -> dict[str, Any]:
    """A card in a list of one's own, or of those that wait."""
    state = PracticeCardState(card.state)
    return {
        "title": card.title,
        "url": reverse("reports:practice_detail", args=[card.pk]),
        "created_at": card.created_at,
        "state": state.label,
        "pill": _PILLS[state],
        "returned_because": card.returned_because,
    }


def _row(card: PracticeCard) -> dict[str, Any]:
    return {
        **_line(card),
        "pk": card.pk,
        "owner": _owner(card),
        "speciality": str(card.speciality) if card.speciality is not None else "",
        "function": str(card.function) if card.function is not None else "",
        "function_id": card.function_id,
        "problem": card.problem,
        "action": card.action,
        "outcome": card.outcome,
        "published_at": card.published_at,
    }


def _owner(card: PracticeCard) -> str:
    """Name the college; an enterprise only by its district: a farm often bears a person's name."""
    if card.college is not None:
        return card.college.short_name
    municipality = card.employer.municipality.name if card.employer is not None else ""
    return _("предприятие, %(municipality)s") % {"municipality": municipality}


@public()
def practice_list(request: HttpRequest) -> HttpResponse:
    """What is published; above it one's own cards, or those that wait for the ministry."""
    scope = _scope(request)
    form = PracticeFilterForm(request.GET)
    chosen = form.chosen()
    page = Paginator(published_cards(**chosen), CARDS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(card) for card in page],
        "is_filtered": any(value is not None for value in chosen.values()),
        "can_write": scope.role in AUTHORS,
        "own": [_line(card) for card in own_cards(scope=scope)] if scope.role in AUTHORS else [],
        "waiting": [_line(card) for card in waiting_cards(scope=scope)]
        if scope.role in PUBLISHERS
        else [],
    }
    return render(request, "reports/practice_list.html", context)


@public()
def practice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _visible(request, pk), DecisionForm())


def _visible(request: HttpRequest, pk: int) -> PracticeCard:
    card = visible_card(scope=_scope(request), pk=pk)
    if card is None:
        raise Http404
    return card


def _detail(request: HttpRequest, card: PracticeCard, form: DecisionForm) -> HttpResponse:
    scope = _scope(request)
    is_published = card.state == PracticeCardState.PUBLISHED
    is_own = scope.role in AUTHORS and own_card(scope=scope, pk=card.pk) is not None
    context = {
        "card": _row(card),
        "fingerprint": card.fingerprint,
        "is_published": is_published,
        "figures": compared_figures(card),
        "before": _side(card.release_before, may_ask=is_own and scope.role in ASKERS),
        "after": _side(card.release_after, may_ask=is_own and scope.role in ASKERS),
        "can_change": is_own and not is_published,
        "can_decide": scope.role in PUBLISHERS,
        "form": form,
        "trail": [(_("Хорошая практика"), reverse("reports:practice_list")), (card.title, "")],
    }
    return render(request, "reports/practice_detail.html", context)


def _side(release: Release | None, *, may_ask: bool) -> dict[str, str]:
    """Return a report that is compared and, for the college itself, where it asks about it."""
    if release is None:
        return {"title": "", "ask_url": ""}
    ask = reverse("reports:ticket_create", args=[release.slug]) if may_ask else ""
    return {"title": release.title, "ask_url": ask}


@guarded(roles=AUTHORS, write=True)
def practice_create(request: HttpRequest) -> HttpResponse:
    scope = _scope(request)
    form = PracticeForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        card = propose_card(
            details=form.details(),
            college_id=next(iter(scope.college_ids), None),
            employer_id=next(iter(scope.employer_ids), None),
            actor_id=cast("int", scope.user_id),
            now=timezone.now(),
        )
        messages.success(request, _("Карточка передана министерству."))
        return redirect("reports:practice_detail", card.pk)
    return _form(request, form, reverse("reports:practice_list"))


@guarded(roles=AUTHORS, write=True)
def practice_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a card that is not published; it goes to the ministry again."""
    scope = _scope(request)
    card = own_card(scope=scope, pk=pk)
    if card is None:
        raise Http404
    form = PracticeForm(request.POST or None, scope=scope, initial=initial_of(card))
    if request.method == "POST" and form.is_valid():
        try:
            change_card(
                card=card,
                details=form.details(),
                actor_id=cast("int", scope.user_id),
                now=timezone.now(),
            )
        except CardClosed:
            form.add_error(None, _("Карточка уже опубликована: попросите министерство вернуть её."))
        else:
            messages.success(request, _("Карточка передана министерству."))
            return redirect("reports:practice_detail", pk)
    return _form(request, form, reverse("reports:practice_detail", args=[pk]))


def _form(request: HttpRequest, form: PracticeForm, cancel: str) -> HttpResponse:
    trail = [(_("Хорошая практика"), reverse("reports:practice_list")), (_("Карточка"), "")]
    context = {"form": form, "cancel": cancel, "trail": trail}
    return render(request, "reports/practice_form.html", context)


@guarded(roles=PUBLISHERS, write=True)
def practice_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a card or give it back."""
    if request.method != "POST":
        # A log-in on the way leads here by the address of the form.
        return redirect("reports:practice_detail", pk)
    card = _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail(request, card, form)
    try:
        decide_card(
            card=card,
            read=form.cleaned_data["read"],
            returned_because=form.cleaned_data["returned_because"],
            actor_id=cast("int", _scope(request).user_id),
            now=timezone.now(),
        )
    except CardChanged:
        form.add_error(None, _("Автор изменил карточку, пока вы её читали: прочтите её ещё раз."))
        return _detail(request, _visible(request, pk), form)
    messages.success(request, _("Решение записано."))
    return redirect("reports:practice_list")
