import datetime as dt
import os
import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection
from django.utils import timezone

from core.jobs import queue
from core.jobs.heartbeat import Heartbeat
from core.jobs.queue import enqueue
from core.models import Job
from tests import job_kinds  # noqa: F401 -- registers the kinds
from tests.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = dt.timedelta(hours=1)


def claimed_job(at: dt.datetime | None = None) -> Job:
    now = at or timezone.now()
    return queue.claim(enqueue("tests.echo", now=now).pk, now=now)


def wait_renewed(job: Job, at: dt.datetime) -> None:
    """Wait for a beat of `at`: however long a busy machine keeps the thread from it."""
    leases = Job.objects.filter(pk=job.pk, lease_expires_at=at + queue.lease_length())
    wait_for(leases.exists, "the lease is renewed")


def beating_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_heartbeat_renews_the_lease_while_the_handler_is_busy(settings, now):
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job(now)
    with Heartbeat(job, lambda: now + HOUR):
        wait_renewed(job, now + HOUR)
        assert queue.claim(job.pk, now=now + HOUR) is None
    assert queue.claim(job.pk, now=now + 2 * HOUR) is not None


def test_lease_is_renewed_more_than_once(settings, now):
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job(now)
    moments = iter([now + HOUR])
    with Heartbeat(job, lambda: next(moments, now + 2 * HOUR)):
        wait_renewed(job, now + 2 * HOUR)


def test_heartbeat_ends_when_the_job_is_taken_over(settings, now):
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job(now)
    queue.claim(job.pk, now=now + HOUR)
    with Heartbeat(job, lambda: now + 2 * HOUR) as heartbeat:
        wait_for(lambda: not heartbeat.held, "the heartbeat ends")
    job.refresh_from_db()
    assert (job.attempts, job.lease_expires_at) == (2, now + HOUR + queue.lease_length())


def test_jobs_of_one_process_share_a_thread_and_each_keeps_its_lease(settings, now):
    settings.JOB_LEASE_SECONDS = 0.3
    jobs = [claimed_job(now) for _ in range(3)]
    with ExitStack() as hearts:
        for job in jobs:
            hearts.enter_context(Heartbeat(job, lambda: now + HOUR))
        for job in jobs:
            wait_renewed(job, now + HOUR)
        assert len(beating_threads()) == 1


def test_job_with_a_shorter_lease_than_the_one_before_is_renewed_in_time(settings, now):
    # Longer than `wait_for` is patient: the thread sleeps until it is woken.
    settings.JOB_LEASE_SECONDS = 3600
    with Heartbeat(claimed_job(now), lambda: now):
        pass
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job(now)
    with Heartbeat(job, lambda: now + HOUR):
        wait_renewed(job, now + HOUR)


def test_no_lease_is_renewed_after_its_job(settings):
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job()
    with Heartbeat(job, timezone.now):
        time.sleep(0.2)
    job.refresh_from_db()
    lease = job.lease_expires_at
    time.sleep(0.3)
    job.refresh_from_db()
    assert job.lease_expires_at == lease


def test_forked_worker_beats_with_a_thread_of_its_own(settings):
    settings.JOB_LEASE_SECONDS = 60
    with Heartbeat(claimed_job(), timezone.now):
        assert len(beating_threads()) == 1
    connection.close()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            inherited = len(beating_threads())
            with Heartbeat(Job(), timezone.now):
                code = 10 * inherited + len(beating_threads())
        finally:
            # Whatever goes wrong, the child runs none of the tests that follow.
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
