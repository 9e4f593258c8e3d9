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

pytestmark = pytest.mark.django_db(transaction=True)


def claimed_job() -> Job:
    now = timezone.now()
    return queue.claim(enqueue("tests.echo", now=now).pk, now=now)


def beating_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_heartbeat_renews_the_lease_while_the_handler_is_busy(settings):
    settings.JOB_LEASE_SECONDS = 0.6
    job = claimed_job()
    with Heartbeat(job, timezone.now):
        time.sleep(1.2)
        assert queue.claim(job.pk, now=timezone.now()) is None
    time.sleep(0.7)
    assert queue.claim(job.pk, now=timezone.now()) is not None


def test_heartbeat_ends_when_the_job_is_taken_over(settings):
    settings.JOB_LEASE_SECONDS = 0.3
    job = claimed_job()
    later = timezone.now() + dt.timedelta(hours=1)
    queue.claim(job.pk, now=later)
    with Heartbeat(job, timezone.now) as heartbeat:
        deadline = time.monotonic() + 5
        while heartbeat.held:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    job.refresh_from_db()
    assert (job.attempts, job.lease_expires_at) == (2, later + queue.lease_length())


def test_jobs_of_one_process_share_a_thread_and_each_keeps_its_lease(settings):
    settings.JOB_LEASE_SECONDS = 0.6
    jobs = [claimed_job() for _ in range(3)]
    with ExitStack() as hearts:
        for job in jobs:
            hearts.enter_context(Heartbeat(job, timezone.now))
        time.sleep(1.2)
        assert [queue.claim(job.pk, now=timezone.now()) for job in jobs] == [None] * 3
        assert len(beating_threads()) == 1


def test_job_with_a_shorter_lease_than_the_one_before_is_renewed_in_time(settings):
    settings.JOB_LEASE_SECONDS = 60
    with Heartbeat(claimed_job(), timezone.now):
        pass
    settings.JOB_LEASE_SECONDS = 0.6
    job = claimed_job()
    with Heartbeat(job, timezone.now):
        time.sleep(1.2)
        assert queue.claim(job.pk, now=timezone.now()) is None


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
        inherited = len(beating_threads())
        with Heartbeat(Job(), timezone.now):
            os._exit(10 * inherited + len(beating_threads()))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
