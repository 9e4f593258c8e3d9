"""Rating links: made, withdrawn, renewed. The secret is returned once and never stored."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.audit import record_action
from employers.enums import RequestChannel
from employers.models import Placement, RatingRequest
from employers.rules.links import expiry_of_link, new_token, token_digest


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just made. `token` is the only copy of its secret."""

    request: RatingRequest
    token: str


class PlacementWithoutMentor(ValueError):
    """A letter needs a mentor; a link on paper does not."""


def create_rating_request(
    *,
    placement: Placement,
    channel: RequestChannel,
    created_by_id: int | None,
    now: datetime,
    is_reminder: bool = False,
) -> NewLink:
    """Make a link by which the placement's mentor rates the intern; older links keep working.

    It works until RATING_LINK_DAYS after the end of the practice. A reminder marks the older links
    as reminded of. Raise PlacementWithoutMentor for a letter to nobody.
    """
    if channel == RequestChannel.MAIL and placement.mentor_id is None:
        raise PlacementWithoutMentor(placement.pk)
    token = new_token()
    with transaction.atomic():
        if is_reminder:
            _open_requests(placement).update(reminded_at=now)
        _open_requests(placement).filter(asked_again_at__isnull=False).update(asked_again_at=None)
        request = RatingRequest.objects.create(
            placement=placement,
            mentor_id=placement.mentor_id,
            token_sha256=token_digest(token),
            channel=channel,
            created_by_id=created_by_id,
            created_at=now,
            expires_at=expiry_of_link(now=now, ends_on=placement.ends_on),
        )
        record_action(
            action="employers.create_rating_request",
            actor_id=created_by_id,
            now=now,
            target=request,
            details={
                "placement_id": placement.pk,
                "channel": str(channel),
                "is_reminder": is_reminder,
            },
        )
    return NewLink(request=request, token=token)


def revoke_rating_request(
    *, request: RatingRequest, actor_id: int | None, now: datetime
) -> RatingRequest:
    """Withdraw a link for good; the second time changes nothing. Answers already given stay."""
    with transaction.atomic():
        taken = RatingRequest.objects.filter(pk=request.pk, revoked_at__isnull=True).update(
            revoked_at=now
        )
        if taken:
            record_action(
                action="employers.revoke_rating_request",
                actor_id=actor_id,
                now=now,
                target=request,
                details={"placement_id": request.placement_id},
            )
    request.refresh_from_db(fields=["revoked_at"])
    return request


def discard_rating_request(*, request: RatingRequest, now: datetime) -> None:
    """Forget a link that could not be handed over, as a letter that no server took."""
    with transaction.atomic():
        record_action(
            action="employers.discard_rating_request",
            actor_id=request.created_by_id,
            now=now,
            target=request,
            details={"placement_id": request.placement_id},
        )
        RatingRequest.objects.filter(pk=request.pk).delete()


def note_wish_for_link(*, request: RatingRequest, now: datetime) -> None:
    """Remember that a mentor without a known address asks the college for a fresh link."""
    with transaction.atomic():
        noted = RatingRequest.objects.filter(pk=request.pk, asked_again_at__isnull=True).update(
            asked_again_at=now
        )
        if noted:
            record_action(
                action="employers.ask_fresh_link",
                actor_id=None,
                now=now,
                target=request,
                details={"placement_id": request.placement_id, "by_mail": False},
            )


def stop_reminders(*, request: RatingRequest, now: datetime) -> None:
    """Keep the mentor's wish not to be reminded of this placement; rating stays possible."""
    with transaction.atomic():
        stopped = RatingRequest.objects.filter(
            placement_id=request.placement_id,
            mentor_id=request.mentor_id,
            reminders_stopped_at__isnull=True,
        ).update(reminders_stopped_at=now)
        if stopped:
            record_action(
                action="employers.stop_reminders",
                actor_id=None,
                now=now,
                target=request,
                details={"placement_id": request.placement_id},
            )


def _open_requests(placement: Placement) -> QuerySet[RatingRequest]:
    return RatingRequest.objects.filter(
        placement=placement, mentor_id=placement.mentor_id, revoked_at__isnull=True
    )
