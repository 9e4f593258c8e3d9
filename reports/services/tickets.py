"""A question about a published figure: asked by the college, answered by the region."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from core.audit import record_action
from reports.enums import ReleaseState, TicketState
from reports.models import FigureTicket, Release
from reports.selectors.tickets import figures_of

# Two weeks: as long as a college has to object to a draft of a state report.
ANSWER_WITHIN: Final = timedelta(days=14)


class UnknownFigure(LookupError):
    """The release prints no such figure of this college, or is not published."""


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


def open_ticket(
    *, release: Release, college_id: int, claim: Claim, actor_id: int, now: datetime
) -> FigureTicket:
    """Ask about a figure of the college's own; raise UnknownFigure, AlreadyAsked."""
    with transaction.atomic():
        # Locked, so that of two equal questions the second sees the first.
        locked = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        figures = figures_of(release=locked, college_id=college_id)
        own = next((one for one in figures if one.key == claim.figure), None)
        if own is None or locked.state != ReleaseState.PUBLISHED:
            raise UnknownFigure(claim.figure)
        same = FigureTicket.objects.filter(
            release=locked, college_id=college_id, figure=own.key, state=TicketState.OPEN
        )
        if same.exists():
            raise AlreadyAsked
        ticket = FigureTicket.objects.create(
            release=locked,
            college_id=college_id,
            figure=own.key,
            figure_name=own.name,
            printed=own.printed,
            claim=claim.text,
            expected=claim.expected,
            created_by_id=actor_id,
            created_at=now,
            due_date=timezone.localdate(now) + ANSWER_WITHIN,
        )
        record_action(action="reports.open_ticket", actor_id=actor_id, now=now, target=ticket)
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
