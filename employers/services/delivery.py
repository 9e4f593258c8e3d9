"""Handing links over: the letter, the text of a message, the address itself."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.enums import Country
from core.numbers import format_count, format_date
from employers.enums import RequestChannel
from employers.models import Contact, Placement
from employers.rules.interns import period_in_words
from employers.rules.questionnaire import minutes_needed
from employers.selectors.interns import intern_names
from employers.services.requests import (
    NewLink,
    create_rating_request,
    discard_rating_request,
)

_LANGUAGES = {Country.RUSSIA: "ru", Country.KAZAKHSTAN: "kk"}


def link_address(*, token: str, base_url: str) -> str:
    """Return the full address of a link; `base_url` is the portal's own."""
    return base_url.rstrip("/") + reverse("employers:rate", args=[token])


def language_of(placement: Placement) -> str:
    """Return the language in which an enterprise is written to: that of its country."""
    return _LANGUAGES[Country(placement.employer.municipality.country)]


def message_text(*, placement: Placement, intern: str, token: str, base_url: str) -> str:
    """Return a short text for an SMS or a messenger; `intern` as in `intern_names`."""
    with translation.override(language_of(placement)):
        return _("%(college)s просит оценить практиканта: %(intern)s, %(period)s. %(link)s") % {
            "college": placement.student.college.short_name,
            "intern": intern,
            "period": period_in_words(placement.starts_on, placement.ends_on, with_year=False),
            "link": link_address(token=token, base_url=base_url),
        }


def send_rating_letter(
    *,
    contact: Contact,
    placements: Sequence[Placement],
    base_url: str,
    created_by_id: int | None,
    is_reminder: bool,
    now: datetime,
) -> int:
    """Write one letter with a fresh link for each placement; return how many links it holds.

    The links are stored before the letter goes, so it never holds a dead one; when the mail server
    refuses, they are discarded and the error goes on. All placements are of this mentor.
    """
    prefetch_related_objects([*placements], "functions")
    links = [
        create_rating_request(
            placement=placement,
            channel=RequestChannel.MAIL,
            created_by_id=created_by_id,
            now=now,
            is_reminder=is_reminder,
        )
        for placement in placements
    ]
    try:
        with translation.override(language_of(placements[0])):
            _letter(contact, placements, links, base_url, is_reminder=is_reminder).send()
    except Exception:
        for link in links:
            discard_rating_request(request=link.request, now=now)
        raise
    return len(links)


def _letter(
    contact: Contact,
    placements: Sequence[Placement],
    links: Sequence[NewLink],
    base_url: str,
    *,
    is_reminder: bool,
) -> EmailMessage:
    names = intern_names(placements, today=timezone.localdate())
    interns = [
        {
            "label": names[placement.pk],
            "period": period_in_words(placement.starts_on, placement.ends_on),
            "address": link_address(token=link.token, base_url=base_url),
            "expires": format_date(timezone.localtime(link.request.expires_at).date()),
        }
        for placement, link in zip(placements, links, strict=True)
    ]
    minutes = max(minutes_needed(len(placement.functions.all())) for placement in placements)
    college = placements[0].student.college
    body = render_to_string(
        "employers/mail/rating_request.txt",
        {
            "interns": interns,
            "is_reminder": is_reminder,
            "name": contact.name,
            "college": college.short_name,
            "phone": college.phone,
            "employer": placements[0].employer.name,
            "minutes": _minutes_in_words(minutes),
            "correction_days": settings.RATING_CORRECTION_DAYS,
        },
    )
    subject = _subject([intern["label"] for intern in interns], minutes, is_reminder=is_reminder)
    return EmailMessage(subject=subject, body=body, to=[contact.email])


def _minutes_in_words(minutes: int) -> str:
    return format_count(minutes, (_("минута"), _("минуты"), _("минут")))


def _subject(labels: Sequence[str], minutes: int, *, is_reminder: bool) -> str:
    """Say what is wanted, of whom and how long it takes; never a surname."""
    duration = _minutes_in_words(minutes)
    if len(labels) == 1:
        wanted = _("Оцените практиканта: %(intern)s, %(duration)s") % {
            "intern": labels[0],
            "duration": duration,
        }
    else:
        wanted = _("Оцените практикантов: %(count)d, на каждого %(duration)s") % {
            "count": len(labels),
            "duration": duration,
        }
    return _("Напоминание. %(wanted)s") % {"wanted": wanted} if is_reminder else wanted
