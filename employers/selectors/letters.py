"""What a letter to a mentor is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from employers.enums import RequestChannel
from employers.models import Contact, Evaluation, Placement, RatingRequest


@dataclass(frozen=True, slots=True)
class Letter:
    contact: Contact
    placements: list[Placement]
    # Somebody has already written to this mentor about every one of the placements.
    is_reminder: bool


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
