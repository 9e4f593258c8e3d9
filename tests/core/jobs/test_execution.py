import datetime as dt

import pytest

from core.enums import JobState
from core.jobs import queue
from core.jobs.execution import JobContext, JobTakenOver, execute
from core.jobs.queue import enqueue
from core.models import AuditEntry, Job
from tests import job_kinds  # noqa: F401 -- registers the kinds

pytestmark = pytest.mark.django_db


def run(job: Job, now: dt.datetime) -> JobState | None:
    return execute(job.pk, clock=lambda: now)


def test_job_done_keeps_the_handler_result(now):
    job = enqueue("tests.echo", now=now, run_id=7)
    assert run(job, now) == JobState.DONE
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"echo": {"run_id": 7}})


def test_job_runs_once_however_many_messages_arrive(now):
    job = enqueue("tests.write_line", now=now, line="1")
    assert [run(job, now) for _ in range(3)] == [JobState.DONE, None, None]
    assert AuditEntry.objects.filter(action="tests.line").count() == 1


def test_failing_job_is_tried_again_after_a_pause(now):
    job = enqueue("tests.fail_until", now=now, attempt=2)
    assert run(job, now) == JobState.QUEUED
    assert run(job, now) is None
    assert run(job, now + dt.timedelta(seconds=15)) == JobState.DONE
    job.refresh_from_db()
    assert (job.result, job.error) == ({"attempt": 2}, "")


def test_failing_job_fails_after_its_last_attempt(now):
    job = enqueue("tests.fail_until", now=now, attempt=99)
    moment = now
    states = []
    for _ in range(5):
        states.append(run(job, moment))
        moment += dt.timedelta(minutes=2)
    assert states == [JobState.QUEUED] * 4 + [JobState.FAILED]


def test_failing_job_keeps_the_kind_of_error_without_data(now):
    job = enqueue("tests.fail_until", now=now, attempt=2)
    run(job, now)
    job.refresh_from_db()
    assert job.error == "ValueError"


def test_refusing_job_fails_at_once_with_words_for_people(now):
    job = enqueue("tests.refuse", now=now)
    assert run(job, now) == JobState.FAILED
    job.refresh_from_db()
    assert (job.error, job.attempts) == ("Нет ни одной ведомости за период.", 1)


def test_job_with_unknown_kind_is_left_for_a_newer_worker(now):
    job = enqueue("tests.echo", now=now)
    Job.objects.filter(pk=job.pk).update(kind="tests.nobody")
    assert run(job, now) == JobState.QUEUED
    job.refresh_from_db()
    assert job.error == "UnknownJobKind"


def test_job_with_result_that_is_no_json_fails(now):
    job = enqueue("tests.return_nonsense", now=now)
    assert run(job, now) == JobState.QUEUED
    job.refresh_from_db()
    assert job.error == "TypeError: Object of type object is not JSON serializable"


def test_job_taken_over_meanwhile_leaves_no_trace(now):
    job = enqueue("tests.oversleep", now=now)
    assert run(job, now) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)
    assert not AuditEntry.objects.filter(action="tests.line").exists()


def test_progress_of_job_taken_over_stops_the_handler(now):
    job = enqueue("tests.echo", now=now)
    stale = queue.claim(job.pk, now=now)
    queue.claim(job.pk, now=now + dt.timedelta(hours=1))
    with pytest.raises(JobTakenOver):
        JobContext(stale, lambda: now).progress(1, 2)
