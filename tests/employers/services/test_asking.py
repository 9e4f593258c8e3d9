import datetime as dt

import pytest

from core.models import AuditEntry, Job
from employers.enums import RequestChannel, SkipReason
from employers.models import RatingRequest
from employers.services.asking import (
    SEND_RATING_LETTER,
    ask_by_letter,
    make_links,
    send_fresh_link,
)
from tests.factories.employers import (
    ContactFactory,
    EvaluationFactory,
    PlacementFactory,
    RatingRequestFactory,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
BASE = "https://portal.example.invalid"


@pytest.fixture
def ask(college_teacher, now):
    def asking(*placements, at=now):
        return ask_by_letter(
            placements=placements, base_url=BASE, actor_id=college_teacher.user_id, now=at
        )

    return asking


def letters() -> list[dict]:
    jobs = Job.objects.filter(kind=SEND_RATING_LETTER).order_by("pk")
    return list(jobs.values_list("parameters", flat=True))


def test_each_mentor_gets_one_letter_about_all_interns(
    ask, placement, mentor, employer, college_teacher
):
    second = PlacementFactory(employer=employer, mentor=mentor)
    elsewhere = PlacementFactory()
    report = ask(placement, second, elsewhere)
    assert (report.placements, report.letters, report.skipped) == (3, 2, {})
    common = {"base_url": BASE, "created_by_id": college_teacher.user_id}
    assert letters() == [
        {"contact_id": mentor.pk, "placement_ids": [placement.pk, second.pk], **common},
        {"contact_id": elsewhere.mentor_id, "placement_ids": [elsewhere.pk], **common},
    ]


def test_asking_leaves_one_audit_line_without_names(ask, placement, college_teacher):
    ask(placement, PlacementFactory(mentor=None))
    line = AuditEntry.objects.get()
    assert (line.action, line.actor_id) == ("employers.ask_for_ratings", college_teacher.user_id)
    assert line.details == {"placements": 1, "letters": 1, "skipped": {"no_address": 1}}


def test_there_is_a_reason_for_everybody_who_is_not_written_to(ask, placement, employer, now):
    rated = PlacementFactory()
    EvaluationFactory(placement=rated, submitted_at=now)
    later = PlacementFactory(starts_on=now.date() + DAY, ends_on=now.date() + 2 * DAY)
    nobody = PlacementFactory(mentor=None)
    without_mail = PlacementFactory(employer=employer, mentor=ContactFactory(email=""))
    stopped = PlacementFactory()
    RatingRequestFactory(placement=stopped, reminders_stopped_at=now)
    today = PlacementFactory()
    RatingRequestFactory(placement=today, created_at=now - HOUR, expires_at=now + DAY)
    report = ask(rated, later, nobody, without_mail, stopped, today)
    assert (report.placements, report.letters, letters()) == (0, 0, [])
    assert report.skipped == {
        SkipReason.RATED: 1,
        SkipReason.NOT_BEGUN: 1,
        SkipReason.NO_ADDRESS: 2,
        SkipReason.STOPPED: 1,
        SkipReason.ASKED_TODAY: 1,
    }


def test_reminder_goes_once_a_day_of_the_portals_zone(ask, placement, now):
    RatingRequestFactory(placement=placement, created_at=now, expires_at=now + 9 * DAY)
    midnight = dt.datetime(2026, 11, 20, 21, 0, tzinfo=dt.UTC)  # in Moscow
    assert ask(placement, at=midnight - dt.timedelta(seconds=1)).letters == 0
    assert ask(placement, at=midnight).letters == 1


def test_letter_to_the_former_mentor_does_not_hold_the_new_one_back(ask, placement, now):
    former = ContactFactory(employer=placement.employer)
    RatingRequestFactory(
        placement=placement, mentor=former, created_at=now - HOUR, expires_at=now + DAY
    )
    assert ask(placement).letters == 1


def test_link_on_paper_does_not_hold_a_letter_back(ask, placement, now):
    RatingRequestFactory(
        placement=placement,
        channel=RequestChannel.QR,
        created_at=now - HOUR,
        expires_at=now + DAY,
    )
    assert ask(placement).letters == 1


def test_pressing_twice_sends_one_letter(ask, placement):
    ask(placement)
    ask(placement)
    assert len(letters()) == 1


@pytest.mark.parametrize("count", [1, 4])
def test_asking_reads_a_constant_number_of_times(
    ask, employer, mentor, count, django_assert_max_num_queries
):
    placements = PlacementFactory.create_batch(count, employer=employer, mentor=mentor)
    with django_assert_max_num_queries(12):
        ask(*placements)


def test_links_are_made_for_those_not_rated_yet(placement, employer, college_teacher, now):
    rated = PlacementFactory()
    EvaluationFactory(placement=rated, submitted_at=now)
    unknown = PlacementFactory(employer=employer, mentor=None)
    made = make_links(
        placements=[placement, rated, unknown],
        channel=RequestChannel.QR,
        actor_id=college_teacher.user_id,
        now=now,
    )
    assert [one for one, _link in made] == [placement, unknown]
    assert len({link.token for _one, link in made}) == 2
    assert set(RatingRequest.objects.values_list("placement_id", "channel", "created_by_id")) == {
        (placement.pk, "qr", college_teacher.user_id),
        (unknown.pk, "qr", college_teacher.user_id),
    }


def fresh(contact, at) -> bool:
    return send_fresh_link(contact=contact, base_url=BASE, now=at)


def test_fresh_link_goes_to_the_known_address(placement, link, mentor, now):
    assert fresh(mentor, now + HOUR)
    assert letters() == [
        {
            "contact_id": mentor.pk,
            "placement_ids": [placement.pk],
            "base_url": BASE,
            "created_by_id": None,
        }
    ]
    line = AuditEntry.objects.get(action="employers.ask_fresh_link")
    assert (line.actor_id, line.details) == (None, {"placements": 1, "by_mail": True})


def test_fresh_link_is_sent_once_an_hour(placement, link, mentor, now):
    assert not fresh(mentor, now + HOUR - dt.timedelta(seconds=1))
    assert letters() == []
    assert fresh(mentor, now + HOUR)


def test_fresh_link_needs_a_question_that_is_open(placement, mentor, now):
    assert not fresh(mentor, now)
    RatingRequestFactory(placement=placement)
    EvaluationFactory(placement=placement, submitted_at=now)
    assert not fresh(mentor, now)


def test_mentor_without_address_gets_no_letter(placement, link, mentor, now):
    mentor.email = ""
    assert not fresh(mentor, now + HOUR)
