"""Rating links: found by their secret, by placement, by mentor."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from core.scope import Scope
from employers.enums import EvaluationOrigin, RequestChannel
from employers.models import Contact, Evaluation, Placement, RatingRequest
from employers.rules.links import token_digest
from employers.rules.respondents import Respondent


class LinkState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


def find_link(*, token: str) -> RatingRequest | None:
    """Return the link whose secret is `token`, None when there is none.

    The search goes by digest, so the time it takes tells nothing about secrets that exist.
    """
    return (
        RatingRequest.objects.select_related(
            "placement__student__college", "placement__employer", "mentor"
        )
        .filter(token_sha256=token_digest(token))
        .first()
    )


def link_state(link: RatingRequest, *, now: datetime) -> LinkState:
    """Say whether a link may be used; a withdrawn one stays withdrawn, whatever its date."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.OPEN if now < link.expires_at else LinkState.EXPIRED


def respondent_of_link(link: RatingRequest) -> Respondent:
    """Return whose voice comes through a link."""
    return Respondent(
        placement_id=link.placement_id,
        mentor_id=link.mentor_id,
        origin=EvaluationOrigin.LINK,
        request_id=link.pk,
    )


def requests_of_placement(*, placement: Placement) -> QuerySet[RatingRequest]:
    """Return every link ever made for a placement that the caller may see, newest first."""
    return (
        RatingRequest.objects.filter(placement=placement)
        .select_related("mentor", "created_by")
        .order_by("-created_at", "-pk")
    )


def get_request(*, request_id: int, scope: Scope) -> RatingRequest | None:
    """Return a link of a placement within `scope`, None when there is none."""
    return (
        RatingRequest.objects.filter(
            pk=request_id, placement__in=Placement.objects.visible_to(scope)
        )
        .select_related("placement")
        .first()
    )


def contacts_by_email(*, email: str) -> list[Contact]:
    """Return the working mentors with this address, whatever its case; usually one or none."""
    return list(
        Contact.objects.filter(email__iexact=email.strip(), is_active=True)
        .exclude(email="")
        .order_by("pk")[:5]
    )


def placements_awaiting(*, contact: Contact, now: datetime) -> list[Placement]:
    """Return the placements that this mentor was asked about and has not rated, newest first.

    Only placements with a link that was not withdrawn count: nobody can ask himself.
    """
    asked = RatingRequest.objects.filter(mentor=contact, revoked_at__isnull=True)
    rated = Evaluation.objects.filter(mentor=contact, submitted_at__isnull=False)
    return list(
        Placement.objects.filter(
            pk__in=asked.values("placement_id"),
            starts_on__lte=timezone.localtime(now).date(),
            mentor=contact,
            student__merged_into__isnull=True,
        )
        .exclude(pk__in=rated.values("placement_id"))
        .order_by("-ends_on", "-pk")[:30]
    )


def last_asked(*, placement_ids: Iterable[int]) -> dict[tuple[int, int | None], datetime]:
    """Return when each mentor was last written to about each placement: by letter or reminder."""
    latest: dict[tuple[int, int | None], datetime] = {}
    rows = RatingRequest.objects.filter(
        placement_id__in=list(placement_ids), channel=RequestChannel.MAIL
    ).values_list("placement_id", "mentor_id", "created_at")
    for placement_id, mentor_id, created_at in rows:
        key = (placement_id, mentor_id)
        latest[key] = max(created_at, latest.get(key, created_at))
    return latest
