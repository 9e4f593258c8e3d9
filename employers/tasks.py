"""Jobs of the employers' app."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs.execution import JobContext
from core.jobs.registry import job_handler
from employers.selectors.letters import letter_about
from employers.services.asking import SEND_RATING_LETTER
from employers.services.delivery import send_rating_letter
from employers.services.reminders import REMIND_MENTOR, plan_reminder, remind_mentor


@job_handler(SEND_RATING_LETTER, title=_("Письмо наставнику с просьбой об оценке"))
def send_letter(
    context: JobContext,
    *,
    contact_id: int,
    placement_ids: list[int],
    base_url: str,
    created_by_id: int | None = None,
) -> dict[str, Any]:
    """Write to one mentor about the placements that are still his and still unrated.

    A worker killed right after the mail server took the letter sends it once more: a second working
    link does no harm, a letter never sent would.
    """
    letter = letter_about(contact_id=contact_id, placement_ids=placement_ids)
    if letter is None:
        return {"links": 0}
    links = send_rating_letter(
        contact=letter.contact,
        placements=letter.placements,
        base_url=base_url,
        created_by_id=created_by_id,
        is_reminder=letter.is_reminder and created_by_id is not None,
        now=context.clock(),
    )
    plan_reminder(contact_id=contact_id, base_url=base_url, now=context.clock())
    return {"links": links}


@job_handler(REMIND_MENTOR, title=_("Напоминание наставнику об оценке"))
def remind(context: JobContext, *, contact_id: int, base_url: str) -> dict[str, Any]:
    """Remind a mentor of what is due today; the letter already sent today is not sent again."""
    links = remind_mentor(contact_id=contact_id, base_url=base_url, now=context.clock())
    return {"links": links}
