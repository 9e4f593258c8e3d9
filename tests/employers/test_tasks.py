import datetime as dt

import pytest
from django.core import mail

from core.enums import JobState
from core.jobs.registry import title_of
from core.models import Job
from employers.models import RatingRequest
from employers.services.asking import SEND_RATING_LETTER, ask_by_letter, send_fresh_link
from employers.services.reminders import REMIND_MENTOR

pytestmark = pytest.mark.django_db
BASE = "https://portal.example.invalid"


@pytest.fixture
def ask(placement, college_teacher, now):
    def asking():
        ask_by_letter(
            placements=[placement], base_url=BASE, actor_id=college_teacher.user_id, now=now
        )

    return asking


def test_letter_is_sent_by_its_job(ask, placement, college_teacher, run_jobs):
    ask()
    (job,) = run_jobs()
    assert job.result == {"links": 1}
    assert Job.objects.get(kind=REMIND_MENTOR).state == JobState.QUEUED
    assert mail.outbox[0].to == ["mentor@example.invalid"]
    request = RatingRequest.objects.get()
    assert (request.placement, request.created_by_id) == (placement, college_teacher.user_id)


def test_job_holds_no_secret_and_no_address(ask):
    ask()
    parameters = Job.objects.get().parameters
    assert set(parameters) == {"contact_id", "placement_ids", "base_url", "created_by_id"}


def test_second_letter_is_a_reminder_unless_the_mentor_asked_for_it(
    ask, link, mentor, run_jobs, now
):
    later = now + dt.timedelta(hours=2)
    send_fresh_link(contact=mentor, base_url=BASE, now=later)
    run_jobs(at=later)
    assert mail.outbox[0].subject.startswith("Оцените практиканта")


def test_college_reminds(placement, link, college_teacher, run_jobs, now):
    tomorrow = now + dt.timedelta(days=1)
    ask_by_letter(
        placements=[placement], base_url=BASE, actor_id=college_teacher.user_id, now=tomorrow
    )
    run_jobs(at=tomorrow)
    assert mail.outbox[0].subject.startswith("Напоминание. Оцените практиканта")


def test_mentor_who_left_before_the_job_ran_is_not_written_to(ask, mentor, run_jobs):
    ask()
    mentor.is_active = False
    mentor.save()
    (job,) = run_jobs()
    assert job.result == {"links": 0}
    assert mail.outbox == []


def test_letter_that_failed_is_tried_again(ask, run_jobs, settings, now):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    ask()
    (job,) = run_jobs(may_fail=True)
    assert job.state == JobState.QUEUED
    assert not RatingRequest.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_jobs(at=now + dt.timedelta(hours=1))
    assert len(mail.outbox) == 1
    assert RatingRequest.objects.count() == 1


def test_job_has_words_for_people():
    assert title_of(SEND_RATING_LETTER) == "Письмо наставнику с просьбой об оценке"
