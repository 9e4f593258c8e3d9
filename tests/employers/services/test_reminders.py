import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from core.enums import JobState
from core.models import Job
from employers.enums import RequestChannel
from employers.models import RatingRequest
from employers.services.asking import ask_by_letter
from employers.services.reminders import REMIND_MENTOR, plan_reminder, remind_mentor
from employers.services.requests import (
    create_rating_request,
    revoke_rating_request,
    stop_reminders,
)
from tests.factories.employers import ContactFactory, EvaluationFactory, PlacementFactory

pytestmark = pytest.mark.django_db
BASE = "https://portal.example.invalid"
DAY = dt.timedelta(days=1)


@pytest.fixture
def live(now, run_jobs):
    """Let days pass: `live(until_day)` runs the jobs of each day at 6 p.m. of Moscow."""
    passed = [0]

    def until(day: int) -> None:
        for number in range(passed[0], day + 1):
            run_jobs(at=now + number * DAY + dt.timedelta(hours=6))
        passed[0] = day + 1

    return until


@pytest.fixture
def asked(placement, college_teacher, now):
    ask_by_letter(placements=[placement], base_url=BASE, actor_id=college_teacher.user_id, now=now)


def letters() -> list[str]:
    return [letter.subject for letter in mail.outbox]


def days_of_letters(now: dt.datetime) -> list[int]:
    moments = RatingRequest.objects.order_by("created_at").values_list("created_at", flat=True)
    first = timezone.localtime(now).date()
    return [(timezone.localtime(moment).date() - first).days for moment in moments]


def test_mentor_is_reminded_after_three_and_ten_days_and_then_left_in_peace(asked, live, now):
    live(40)
    assert days_of_letters(now) == [0, 3, 10]
    assert [subject.startswith("Напоминание. ") for subject in letters()] == [False, True, True]
    assert "Больше не напоминать" in mail.outbox[1].body
    assert not Job.objects.filter(state=JobState.QUEUED).exists()


def test_reminder_waits_for_the_morning(asked, run_jobs, now):
    run_jobs()
    job = Job.objects.get(kind=REMIND_MENTOR)
    assert timezone.localtime(job.due_at).isoformat() == "2026-11-23T10:00:00+03:00"
    assert set(job.parameters) == {"contact_id", "base_url"}


def test_mentor_who_has_answered_is_not_reminded(asked, live, placement, mentor, now):
    live(2)
    EvaluationFactory(placement=placement, mentor=mentor, submitted_at=now + 2 * DAY)
    live(15)
    assert days_of_letters(now) == [0]


def test_mentor_who_asked_for_peace_is_not_reminded(asked, live, now):
    live(4)
    stop_reminders(request=RatingRequest.objects.first(), now=now + 4 * DAY)
    live(15)
    assert days_of_letters(now) == [0, 3]


def test_withdrawn_link_ends_the_reminders(asked, live, now):
    live(1)
    revoke_rating_request(request=RatingRequest.objects.get(), actor_id=None, now=now + DAY)
    live(15)
    assert days_of_letters(now) == [0]


def test_mentor_who_left_is_not_reminded(asked, live, mentor, now):
    live(1)
    mentor.is_active = False
    mentor.save()
    live(15)
    assert days_of_letters(now) == [0]


def test_placement_given_to_another_mentor_is_not_reminded_of(asked, live, placement, now):
    live(1)
    placement.mentor = ContactFactory(employer=placement.employer)
    placement.save()
    live(15)
    assert days_of_letters(now) == [0]


def test_reminder_of_the_college_stands_for_the_portals(
    asked, live, run_jobs, placement, college_teacher, now
):
    live(2)
    early = now + 3 * DAY - dt.timedelta(hours=4)
    ask_by_letter(
        placements=[placement], base_url=BASE, actor_id=college_teacher.user_id, now=early
    )
    run_jobs(at=early)
    live(15)
    assert days_of_letters(now) == [0, 3, 10]


def test_two_interns_asked_about_on_different_days_make_one_letter_a_day(
    asked, live, placement, college_teacher, now
):
    live(6)
    other = PlacementFactory(
        employer=placement.employer,
        mentor=placement.mentor,
        student__college=placement.student.college,
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        functions=list(placement.functions.all()),
    )
    ask_by_letter(
        placements=[other], base_url=BASE, actor_id=college_teacher.user_id, now=now + 7 * DAY
    )
    live(30)
    # The second of one and the first of the other fall on day 10 together.
    assert days_of_letters(now) == [0, 3, 7, 10, 10, 17]
    assert len(mail.outbox) == 5


def test_mentor_written_to_today_is_reminded_tomorrow(placement, mentor, college_teacher, now):
    def written(about, moment):
        create_rating_request(
            placement=about, channel=RequestChannel.MAIL, created_by_id=None, now=moment
        )

    other = PlacementFactory(employer=placement.employer, mentor=mentor)
    written(placement, now - 3 * DAY)
    written(other, now)

    assert remind_mentor(contact_id=mentor.pk, base_url=BASE, now=now) == 0
    assert mail.outbox == []
    job = Job.objects.get(kind=REMIND_MENTOR)
    assert timezone.localtime(job.due_at).date() == dt.date(2026, 11, 21)


def test_reminder_repeated_after_a_kill_writes_no_second_letter(asked, run_jobs, mentor, now):
    run_jobs()
    later = now + 3 * DAY
    assert remind_mentor(contact_id=mentor.pk, base_url=BASE, now=later) == 1
    assert remind_mentor(contact_id=mentor.pk, base_url=BASE, now=later) == 0
    assert len(mail.outbox) == 2


def test_worker_that_slept_for_a_month_writes_once(asked, run_jobs, now):
    run_jobs()
    run_jobs(at=now + 30 * DAY)
    run_jobs(at=now + 60 * DAY)
    assert days_of_letters(now) == [0, 30]


def test_link_on_paper_is_not_reminded_of(placement, mentor, now):
    create_rating_request(
        placement=placement, channel=RequestChannel.QR, created_by_id=None, now=now
    )
    assert plan_reminder(contact_id=mentor.pk, base_url=BASE, now=now) is None
    assert not Job.objects.exists()


def test_query_count_does_not_grow_with_the_placements(
    placement, mentor, now, django_assert_num_queries
):
    for about in (placement, *PlacementFactory.create_batch(2, mentor=mentor)):
        create_rating_request(
            placement=about, channel=RequestChannel.MAIL, created_by_id=None, now=now - DAY
        )
    # The mentor, placements awaited, first and last letters, the newest; then the job.
    with django_assert_num_queries(10):
        plan_reminder(contact_id=mentor.pk, base_url=BASE, now=now)
