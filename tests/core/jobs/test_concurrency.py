"""Many workers and callers at once, each with a connection of its own."""

import datetime as dt
import threading
import time
from collections import Counter

import pytest
from django.db import transaction

from core.jobs import queue
from core.jobs.queue import enqueue
from core.models import AuditEntry, Job
from tests import job_kinds  # noqa: F401 -- registers the kinds
from tests.threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_claim_of_many_workers_is_exclusive(now):
    jobs = [enqueue("tests.echo", now=now) for _ in range(10)]

    def claim_all(number: int) -> list[int]:
        return [job.pk for job in jobs if queue.claim(job.pk, now=now) is not None]

    claims = Counter(pk for claimed in in_threads(claim_all) for pk in claimed)
    assert claims == {job.pk: 1 for job in jobs}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_take_over_by_many_workers_is_exclusive(now):
    job = enqueue("tests.echo", now=now)
    queue.claim(job.pk, now=now)
    later = now + dt.timedelta(hours=1)
    claims = in_threads(lambda number: queue.claim(job.pk, now=later))
    assert [claim.attempts for claim in claims if claim is not None] == [2]


def test_callers_of_one_key_get_one_job(now):
    def ask(number: int) -> int:
        with transaction.atomic():
            return enqueue("tests.echo", now=now, deduplication_key="a").pk

    assert len(set(in_threads(ask))) == 1
    assert Job.objects.count() == 1


def test_joined_job_starts_only_after_the_caller_commits(now):
    """Else the job could read before the caller's rows exist, and nobody would read them later."""
    job = enqueue("tests.echo", now=now, deduplication_key="a")
    joined = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            with transaction.atomic():
                AuditEntry.objects.create(at=now, action="tests.evidence")
                assert enqueue("tests.echo", now=now, deduplication_key="a") == job
                joined.set()
                time.sleep(0.5)
            return 1
        assert joined.wait(10)
        assert queue.claim(job.pk, now=now) is not None
        return AuditEntry.objects.filter(action="tests.evidence").count()

    assert in_threads(work, count=2) == [1, 1]
