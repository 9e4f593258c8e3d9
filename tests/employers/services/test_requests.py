import datetime as dt

import pytest

from core.models import AuditEntry
from employers.enums import RequestChannel
from employers.models import RatingRequest
from employers.rules.links import token_digest
from employers.services.requests import (
    PlacementWithoutMentor,
    create_rating_request,
    discard_rating_request,
    note_wish_for_link,
    revoke_rating_request,
    stop_reminders,
)
from tests.factories.employers import PlacementFactory, RatingRequestFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_secret_is_returned_once_and_only_its_digest_is_kept(placement, now, college_teacher):
    made = create_rating_request(
        placement=placement,
        channel=RequestChannel.SMS,
        created_by_id=college_teacher.user_id,
        now=now,
    )
    row = RatingRequest.objects.values().get()
    assert row["token_sha256"] == token_digest(made.token)
    assert made.token not in str(row)
    assert (row["mentor_id"], row["channel"]) == (placement.mentor_id, "sms")
    assert (row["created_at"], row["expires_at"]) == (now, now + 60 * DAY)
    line = AuditEntry.objects.get()
    assert made.token not in str(line.details)
    assert (line.action, line.actor_id) == (
        "employers.create_rating_request",
        college_teacher.user_id,
    )
    assert line.details == {
        "placement_id": placement.pk,
        "channel": "sms",
        "is_reminder": False,
    }


def test_older_links_keep_working_and_a_reminder_marks_them(placement, link, now):
    withdrawn = RatingRequestFactory(placement=placement, revoked_at=now)
    reminder = create_rating_request(
        placement=placement,
        channel=RequestChannel.MAIL,
        created_by_id=None,
        now=now + DAY,
        is_reminder=True,
    )
    link.request.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (link.request.revoked_at, link.request.reminded_at) == (None, now + DAY)
    assert withdrawn.reminded_at is None
    assert reminder.request.reminded_at is None


def test_new_link_answers_the_wish_for_one(placement, link, now):
    note_wish_for_link(request=link.request, now=now)
    create_rating_request(
        placement=placement, channel=RequestChannel.QR, created_by_id=None, now=now
    )
    link.request.refresh_from_db()
    assert link.request.asked_again_at is None


def test_letter_needs_a_mentor_and_paper_does_not(now):
    placement = PlacementFactory(mentor=None)
    with pytest.raises(PlacementWithoutMentor):
        create_rating_request(
            placement=placement, channel=RequestChannel.MAIL, created_by_id=None, now=now
        )
    made = create_rating_request(
        placement=placement, channel=RequestChannel.QR, created_by_id=None, now=now
    )
    assert made.request.mentor_id is None


def test_withdrawing_twice_keeps_the_first_moment(link, now):
    for moment in (now, now + DAY):
        revoke_rating_request(request=link.request, actor_id=None, now=moment)
    assert link.request.revoked_at == now
    assert AuditEntry.objects.filter(action="employers.revoke_rating_request").count() == 1


def test_discarded_link_is_gone_but_not_its_trace(link, placement, now):
    pk = link.request.pk
    discard_rating_request(request=link.request, now=now)
    assert not RatingRequest.objects.exists()
    line = AuditEntry.objects.get(action="employers.discard_rating_request")
    assert (line.object_id, line.details) == (str(pk), {"placement_id": placement.pk})


def test_wish_for_a_link_is_noted_once(link, now):
    for moment in (now, now + DAY):
        note_wish_for_link(request=link.request, now=moment)
    link.request.refresh_from_db()
    assert link.request.asked_again_at == now
    assert AuditEntry.objects.filter(action="employers.ask_fresh_link").count() == 1


def test_stopping_reminders_holds_for_every_link_of_the_placement(placement, link, now):
    other = RatingRequestFactory(placement=placement)
    foreign = RatingRequestFactory()
    stop_reminders(request=link.request, now=now)
    for request in (link.request, other, foreign):
        request.refresh_from_db()
    assert (link.request.reminders_stopped_at, other.reminders_stopped_at) == (now, now)
    assert foreign.reminders_stopped_at is None
    stop_reminders(request=link.request, now=now + DAY)
    assert AuditEntry.objects.filter(action="employers.stop_reminders").count() == 1
