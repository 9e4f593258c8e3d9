"""The secret of a rating link, and how long it works."""

import hashlib
import secrets
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def new_token() -> str:
    """Return a secret of 256 random bits for an address."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return what is stored of a secret: it cannot be turned back into a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry_of_link(*, now: datetime, ends_on: date) -> datetime:
    """Return until when a link works: RATING_LINK_DAYS after the practice ends, or after today.

    A QR code printed on the order before the practice must still work after it.
    """
    end_of_practice = timezone.make_aware(datetime.combine(ends_on, time.max))
    return max(now, end_of_practice) + timedelta(days=settings.RATING_LINK_DAYS)


def correction_ends(submitted_at: datetime) -> datetime:
    """Return until when sent answers may be corrected."""
    return submitted_at + timedelta(days=settings.RATING_CORRECTION_DAYS)
