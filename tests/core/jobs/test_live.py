import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.job_progress import describe_job
from core.enums import JobState
from core.jobs.execution import JobContext, execute
from core.jobs.live import Live, forget_live, live_progress
from core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(now):
    made = Job.objects.create(
        kind="assessments.apply_import",
        state=JobState.RUNNING,
        attempts=1,
        created_at=now,
        due_at=now,
        progress_done=40,
        progress_total=100,
        message="Строки сверяются и записываются",
    )
    yield made
    forget_live(made)


def test_page_shows_what_is_told_inside_a_transaction(job, now):
    with transaction.atomic():
        JobContext(job, lambda: now).progress_inside(80, 100, "Записано: 8 000 из 20 000")
        # What another connection sees of the row meanwhile.
        seen = describe_job(Job.objects.get(), now=now, technical=False)
    assert (seen.percent, seen.message) == (80, "Записано: 8 000 из 20 000")
    job.refresh_from_db()
    assert (job.progress_done, job.message) == (40, "Строки сверяются и записываются")


def test_row_that_is_further_is_believed(job, now):
    JobContext(job, lambda: now).progress_inside(20, 100, "Записано: 1 из 5")
    shown = describe_job(job, now=now, technical=False)
    assert (shown.percent, shown.message) == (40, "Строки сверяются и записываются")


def test_words_of_an_earlier_attempt_are_not_shown(job, now):
    JobContext(job, lambda: now).progress_inside(80, 100, "Записано: 8 000 из 20 000")
    assert live_progress(job) == Live(80, 100, "Записано: 8 000 из 20 000")
    job.attempts = 2
    assert live_progress(job) is None


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_ended_job_shows_its_end(job, now, state):
    JobContext(job, lambda: now).progress_inside(80, 100, "Записано: 8 000 из 20 000")
    job.state = state
    assert describe_job(job, now=now, technical=False).message != "Записано: 8 000 из 20 000"


def test_job_that_ends_takes_its_words_back(monkeypatch, now):
    told = []

    def handler(context):
        context.progress_inside(1, 2, "половина")
        told.append(live_progress(context.job))
        return {}

    monkeypatch.setattr("core.jobs.execution.handler_for", lambda _kind: handler)
    job = Job.objects.create(kind="tests.told", state=JobState.QUEUED, created_at=now, due_at=now)
    assert execute(job.pk, clock=lambda: now) == JobState.DONE
    job.refresh_from_db()
    assert told == [Live(1, 2, "половина")]
    assert live_progress(job) is None


def test_cache_that_does_not_answer_costs_no_work(job, now, monkeypatch):
    def fail(*_arguments, **_options):
        raise ConnectionError

    monkeypatch.setattr(cache, "set", fail)
    monkeypatch.setattr(cache, "get", fail)
    JobContext(job, lambda: now).progress_inside(80, 100, "Записано: 8 000 из 20 000")
    assert describe_job(job, now=now, technical=False).percent == 40
