"""A question about a published figure: asked by the college, answered by the region."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from colleges.models import College
from core.audit import record_action
from core.scope import Scope
from dashboards.rules.pages import PlacePage
from reports.enums import ReleaseState, TicketState
from reports.models import FigureTicket, Release
from reports.rules.own_figures import OwnFigure
from reports.selectors.place_figures import page_figures
from reports.selectors.tickets import figures_of

# Two weeks: as long as a college has to object to a draft of a state report.
ANSWER_WITHIN: Final = timedelta(days=14)
# A labour function may have a very long name, the list of questions shows its beginning.
_NAME_LENGTH: Final = 700


class UnknownFigure(LookupError):
    """No such figure about this college is printed there, or the release is not published."""


class AlreadyAsked(RuntimeError):
    """The same college has asked about the same figure and waits for the answer."""


class TicketClosed(RuntimeError):
    """The question has been answered or taken back already."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer; `correction_note` is for everybody, and says that the figure was wrong."""

    answer: str
    correction_note: str = ""

    @property
    def state(self) -> TicketState:
        return TicketState.CORRECTED if self.correction_note else TicketState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Claim:
    """Which figure, what is wrong with it and, if the college knows, what it should be."""

    figure: str
    text: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, for which college, and when."""

    college_id: int
    actor_id: int
    now: datetime


def open_ticket(*, release: Release, claim: Claim, asker: Asker) -> FigureTicket:
    """Ask about a figure of a release; raise UnknownFigure, AlreadyAsked."""
    with transaction.atomic():
        # Locked, so that of two equal questions the second sees the first.
        locked = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        if locked.state != ReleaseState.PUBLISHED:
            raise UnknownFigure(claim.figure)
        figures = figures_of(release=locked, college_id=asker.college_id)
        return _ask(FigureTicket(release=locked), figures, claim, asker)


def open_page_ticket(*, page: PlacePage, scope: Scope, claim: Claim, asker: Asker) -> FigureTicket:
    """Ask about a figure of a page; raise PlaceNotFound, UnknownFigure, AlreadyAsked."""
    with transaction.atomic():
        College.objects.select_for_update(of=("self",)).get(pk=asker.college_id)
        found = page_figures(page=page, scope=scope)
        ticket = FigureTicket(page=str(page), page_title=found.title)
        return _ask(ticket, found.figures, claim, asker)


def _ask(
    ticket: FigureTicket, figures: Sequence[OwnFigure], claim: Claim, asker: Asker
) -> FigureTicket:
    figure = next((one for one in figures if one.key == claim.figure), None)
    if figure is None:
        raise UnknownFigure(claim.figure)
    same = FigureTicket.objects.filter(
        release=ticket.release,
        page=ticket.page,
        college_id=asker.college_id,
        figure=figure.key,
        state=TicketState.OPEN,
    )
    if same.exists():
        raise AlreadyAsked
    ticket.college_id = asker.college_id
    ticket.figure, ticket.printed = figure.key, figure.printed
    ticket.figure_name = Truncator(figure.full_name).chars(_NAME_LENGTH)
    ticket.claim, ticket.expected = claim.text, claim.expected
    ticket.created_by_id, ticket.created_at = asker.actor_id, asker.now
    ticket.due_date = timezone.localdate(asker.now) + ANSWER_WITHIN
    ticket.save(force_insert=True)
    record_action(
        action="reports.open_ticket", actor_id=asker.actor_id, now=asker.now, target=ticket
    )
    return ticket


def answer_ticket(
    *, ticket: FigureTicket, verdict: Verdict, actor_id: int, now: datetime
) -> FigureTicket:
    """Confirm the figure, or say to everybody what was wrong with it; raise TicketClosed."""
    with transaction.atomic():
        locked = _open(ticket)
        locked.state = verdict.state
        locked.answer, locked.correction_note = verdict.answer, verdict.correction_note
        locked.answered_by_id, locked.closed_at = actor_id, now
        locked.save(
            update_fields=["state", "answer", "correction_note", "answered_by", "closed_at"]
        )
        record_action(action="reports.answer_ticket", actor_id=actor_id, now=now, target=locked)
    return locked


def withdraw_ticket(*, ticket: FigureTicket, actor_id: int, now: datetime) -> FigureTicket:
    """Take the question back; raise TicketClosed."""
    with transaction.atomic():
        locked = _open(ticket)
        locked.state, locked.closed_at = TicketState.WITHDRAWN, now
        locked.save(update_fields=["state", "closed_at"])
        record_action(action="reports.withdraw_ticket", actor_id=actor_id, now=now, target=locked)
    return locked


def _open(ticket: FigureTicket) -> FigureTicket:
    locked = FigureTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if locked.state != TicketState.OPEN:
        raise TicketClosed(locked.state)
    return locked
