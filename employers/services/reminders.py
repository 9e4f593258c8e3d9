"""Reminding mentors by itself, 3 and 10 days after the first letter, at most once a day.

There is at most one waiting job a mentor. It looks at the letters written, so it may be repeated,
come late or be brought forward without writing twice.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from core.jobs.queue import enqueue
from employers.models import Contact
from employers.selectors.letters import letter_about, reminders_due
from employers.services.delivery import send_rating_letter

REMIND_MENTOR: Final = "employers.remind_mentor"
_HOUR: Final = time(10)


def plan_reminder(*, contact_id: int, base_url: str, now: datetime) -> date | None:
    """Enqueue a look at the mentor's letters on the day of the next reminder; None: no more."""
    contact = Contact.objects.filter(pk=contact_id, is_active=True).exclude(email="").first()
    days = {} if contact is None else reminders_due(contact=contact, now=now).days
    if not days:
        return None
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    day = max(tomorrow, min(days.values()))
    enqueue(
        REMIND_MENTOR,
        now=now,
        due_at=timezone.make_aware(datetime.combine(day, _HOUR)),
        deduplication_key=f"{REMIND_MENTOR}:{contact_id}",
        contact_id=contact_id,
        base_url=base_url,
    )
    return day


def remind_mentor(*, contact_id: int, base_url: str, now: datetime) -> int:
    """Write one letter about everything whose reminder has come; return how many links it holds.

    Nothing is written to who had a letter today already: tomorrow is time enough.
    """
    today = timezone.localtime(now).date()
    contact = Contact.objects.filter(pk=contact_id, is_active=True).exclude(email="").first()
    if contact is None:
        return 0
    reminders = reminders_due(contact=contact, now=now)
    due = [placement_id for placement_id, day in reminders.days.items() if day <= today]
    links = 0
    if due and not reminders.had_letter_today:
        letter = letter_about(contact_id=contact_id, placement_ids=due)
        if letter is not None:
            links = send_rating_letter(
                contact=letter.contact,
                placements=letter.placements,
                base_url=base_url,
                created_by_id=None,
                is_reminder=True,
                now=now,
            )
    plan_reminder(contact_id=contact_id, base_url=base_url, now=now)
    return links
