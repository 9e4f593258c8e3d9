"""What a letter to a mentor is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min
from django.utils import timezone

from employers.enums import RequestChannel
from employers.models import Contact, Evaluation, Placement, RatingRequest
from employers.rules.reminders import next_reminder
from employers.selectors.links import placements_awaiting


@dataclass(frozen=True, slots=True)
class Letter:
    contact: Contact
    placements: list[Placement]
    # Somebody has already written to this mentor about every one of the placements.
    is_reminder: bool


@dataclass(frozen=True, slots=True)
class Reminders:
    """The day of the next reminder of each placement; whether the mentor had a letter today."""

    days: dict[int, date]
    had_letter_today: bool


def reminders_due(*, contact: Contact, now: datetime) -> Reminders:
    """Return what a mentor is still to be reminded of: asked by letter, unrated, not refused.

    A placement given to another mentor, and one whose links were withdrawn, is no longer his.
    """
    awaiting = [placement.pk for placement in placements_awaiting(contact=contact, now=now)]
    letters = RatingRequest.objects.filter(mentor=contact, channel=RequestChannel.MAIL)
    stopped = RatingRequest.objects.filter(mentor=contact, reminders_stopped_at__isnull=False)
    rows = (
        letters.filter(placement_id__in=awaiting)
        .exclude(placement_id__in=stopped.values("placement_id"))
        .order_by()
        .values_list("placement_id")
        .annotate(first=Min("created_at"), last=Max("created_at"))
    )
    days = {
        placement_id: next_reminder(first_letter_on=_day(first), last_letter_on=_day(last))
        for placement_id, first, last in rows
    }
    newest = letters.aggregate(newest=Max("created_at"))["newest"]
    return Reminders(
        days={placement_id: day for placement_id, day in days.items() if day is not None},
        had_letter_today=newest is not None and _day(newest) == _day(now),
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def letter_about(*, contact_id: int, placement_ids: Sequence[int]) -> Letter | None:
    """Return the letter to a mentor about those of the placements that are still his and unrated.

    None when nothing is left to ask, the mentor has gone or has no address any more.
    """
    contact = Contact.objects.filter(pk=contact_id, is_active=True).exclude(email="").first()
    if contact is None:
        return None
    rated = Evaluation.objects.filter(mentor=contact, submitted_at__isnull=False)
    placements = list(
        Placement.objects.filter(pk__in=placement_ids, mentor=contact)
        .exclude(pk__in=rated.values("placement_id"))
        .select_related("student__college", "employer__municipality")
        .order_by("-ends_on", "pk")
    )
    if not placements:
        return None
    asked = RatingRequest.objects.filter(
        placement__in=placements, mentor=contact, channel=RequestChannel.MAIL
    ).values_list("placement_id", flat=True)
    return Letter(contact, placements, is_reminder=len(set(asked)) == len(placements))
