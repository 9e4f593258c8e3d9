"""Asking mentors for ratings by letter: many at once, never twice a day."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import record_action
from core.jobs.queue import enqueue
from employers.enums import RequestChannel, SkipReason
from employers.models import Contact, Evaluation, Placement, RatingRequest
from employers.selectors.links import last_asked, placements_awaiting
from employers.services.requests import NewLink, create_rating_request

SEND_RATING_LETTER = "employers.send_rating_letter"
FRESH_LINK_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AskReport:
    """How many placements were asked about, in how many letters, and why others were not."""

    placements: int
    letters: int
    skipped: Mapping[SkipReason, int] = field(default_factory=dict)


def ask_by_letter(
    *, placements: Sequence[Placement], base_url: str, actor_id: int, now: datetime
) -> AskReport:
    """Enqueue one letter for each mentor of `placements`, except where there is a reason not to.

    A placement asked about before is reminded of, at most once a day.
    """
    known = _Known.about(placements)
    skipped: Counter[SkipReason] = Counter()
    by_mentor: dict[int, list[int]] = {}
    for placement in placements:
        reason = known.reason_to_skip(placement, now)
        if reason is not None:
            skipped[reason] += 1
        elif placement.mentor_id is not None:
            by_mentor.setdefault(placement.mentor_id, []).append(placement.pk)
    with transaction.atomic():
        for mentor_id, placement_ids in by_mentor.items():
            _enqueue_letter(mentor_id, placement_ids, base_url=base_url, actor_id=actor_id, now=now)
        report = AskReport(
            placements=sum(map(len, by_mentor.values())), letters=len(by_mentor), skipped=skipped
        )
        record_action(
            action="employers.ask_for_ratings",
            actor_id=actor_id,
            now=now,
            details={
                "placements": report.placements,
                "letters": report.letters,
                "skipped": {str(reason): count for reason, count in skipped.items()},
            },
        )
    return report


def make_links(
    *, placements: Sequence[Placement], channel: RequestChannel, actor_id: int, now: datetime
) -> list[tuple[Placement, NewLink]]:
    """Make a link for each placement, to be handed over on paper or in a message.

    The secrets are in the answer and nowhere else. Placements already rated are left out.
    """
    known = _Known.about(placements)
    with transaction.atomic():
        return [
            (
                placement,
                create_rating_request(
                    placement=placement, channel=channel, created_by_id=actor_id, now=now
                ),
            )
            for placement in placements
            if (placement.pk, placement.mentor_id) not in known.rated
        ]


def send_fresh_link(*, contact: Contact, base_url: str, now: datetime) -> bool:
    """Enqueue a letter with fresh links to a mentor's known address; False when it must wait.

    It holds every placement that the mentor was asked about and has not rated. The address is never
    told to whoever asks, and at most one such letter an hour goes to it.
    """
    placements = placements_awaiting(contact=contact, now=now)
    if not contact.email or not placements:
        return False
    latest = last_asked(placement_ids=[placement.pk for placement in placements])
    if any(
        now - moment < FRESH_LINK_PAUSE
        for (_placement_id, mentor_id), moment in latest.items()
        if mentor_id == contact.pk
    ):
        return False
    with transaction.atomic():
        _enqueue_letter(
            contact.pk,
            [placement.pk for placement in placements],
            base_url=base_url,
            actor_id=None,
            now=now,
        )
        record_action(
            action="employers.ask_fresh_link",
            actor_id=None,
            now=now,
            target=contact,
            details={"placements": len(placements), "by_mail": True},
        )
    return True


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides whether to write, read in three queries for any number of placements."""

    asked_at: Mapping[tuple[int, int | None], datetime]
    stopped: frozenset[tuple[int, int | None]]
    rated: frozenset[tuple[int, int | None]]

    @classmethod
    def about(cls, placements: Iterable[Placement]) -> "_Known":
        ids = [placement.pk for placement in placements]
        stopped = RatingRequest.objects.filter(
            placement_id__in=ids, reminders_stopped_at__isnull=False
        )
        rated = Evaluation.objects.filter(placement_id__in=ids, submitted_at__isnull=False)
        return cls(
            asked_at=last_asked(placement_ids=ids),
            stopped=frozenset(stopped.values_list("placement_id", "mentor_id")),
            rated=frozenset(rated.values_list("placement_id", "mentor_id")),
        )

    def reason_to_skip(self, placement: Placement, now: datetime) -> SkipReason | None:
        voice = (placement.pk, placement.mentor_id)
        today = timezone.localtime(now).date()
        asked_at = self.asked_at.get(voice)
        reasons = (
            (voice in self.rated, SkipReason.RATED),
            (placement.starts_on > today, SkipReason.NOT_BEGUN),
            (placement.mentor is None or not placement.mentor.email, SkipReason.NO_ADDRESS),
            (voice in self.stopped, SkipReason.STOPPED),
            (
                asked_at is not None and timezone.localtime(asked_at).date() == today,
                SkipReason.ASKED_TODAY,
            ),
        )
        return next((reason for holds, reason in reasons if holds), None)


def _enqueue_letter(
    mentor_id: int,
    placement_ids: Sequence[int],
    *,
    base_url: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    ids = sorted(placement_ids)
    digest = hashlib.sha256(repr(ids).encode()).hexdigest()[:16]
    enqueue(
        SEND_RATING_LETTER,
        now=now,
        requested_by_id=actor_id,
        deduplication_key=f"{SEND_RATING_LETTER}:{mentor_id}:{digest}",
        contact_id=mentor_id,
        placement_ids=ids,
        base_url=base_url,
        created_by_id=actor_id,
    )
