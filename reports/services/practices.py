"""Cards of good practice: proposed by a college or an enterprise, published by the ministry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.audit import record_action
from reports.enums import PracticeCardState
from reports.models import PracticeCard


class CardClosed(RuntimeError):
    """The card is published: its author changes it no more."""


class CardChanged(RuntimeError):
    """The author has changed the card since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDetails:
    """What the author writes; both reports or none."""

    title: str
    problem: str
    action: str
    outcome: str
    speciality_id: int | None = None
    function_id: int | None = None
    release_before_id: int | None = None
    release_after_id: int | None = None

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def propose_card(
    *,
    details: CardDetails,
    college_id: int | None,
    employer_id: int | None,
    actor_id: int,
    now: datetime,
) -> PracticeCard:
    """Hand a card to the ministry."""
    with transaction.atomic():
        card = PracticeCard.objects.create(
            college_id=college_id,
            employer_id=employer_id,
            created_by_id=actor_id,
            created_at=now,
            **details.fields(),
        )
        record_action(action="reports.propose_card", actor_id=actor_id, now=now, target=card)
    return card


def change_card(
    *, card: PracticeCard, details: CardDetails, actor_id: int, now: datetime
) -> PracticeCard:
    """Change a card that is not published and hand it in again; raise CardClosed."""
    with transaction.atomic():
        locked = PracticeCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
        if locked.state == PracticeCardState.PUBLISHED:
            raise CardClosed
        for name, value in details.fields().items():
            setattr(locked, name, value)
        locked.state, locked.returned_because = PracticeCardState.PROPOSED, ""
        locked.save()
        record_action(action="reports.change_card", actor_id=actor_id, now=now, target=locked)
    return locked


def decide_card(
    *, card: PracticeCard, read: str, returned_because: str, actor_id: int, now: datetime
) -> PracticeCard:
    """Publish a card, or give it back with a reason; a published one can be given back as well.

    `read` is the fingerprint of what was read: raise CardChanged when that is not what is stored,
    so that nothing is published which nobody has read.
    """
    with transaction.atomic():
        locked = PracticeCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
        if locked.fingerprint != read:
            raise CardChanged
        returns = bool(returned_because)
        locked.state = PracticeCardState.RETURNED if returns else PracticeCardState.PUBLISHED
        locked.returned_because = returned_because
        locked.published_at = None if returns else locked.published_at or now
        locked.save(update_fields=["state", "returned_because", "published_at"])
        record_action(
            action="reports.return_card" if returns else "reports.publish_card",
            actor_id=actor_id,
            now=now,
            target=locked,
        )
    return locked
