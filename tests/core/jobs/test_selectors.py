import datetime as dt

import pytest

from core.jobs import queue
from core.jobs.queue import enqueue
from core.jobs.selectors import queue_figures
from tests import job_kinds  # noqa: F401 -- registers the kinds

pytestmark = pytest.mark.django_db


def test_figures_of_an_empty_queue_are_zero(now):
    figures = queue_figures(now=now)
    assert (figures.jobs, figures.due, figures.oldest_wait_seconds) == ({}, 0, 0)


def test_figures_count_by_kind_and_state(now):
    minute = dt.timedelta(minutes=1)
    enqueue("tests.echo", now=now - 2 * minute)
    enqueue("tests.echo", now=now - minute)
    enqueue("tests.echo", now=now, due_at=now + minute)
    running = enqueue("tests.write_line", now=now, line="1")
    queue.claim(running.pk, now=now)
    figures = queue_figures(now=now)
    assert figures.jobs == {("tests.echo", "queued"): 3, ("tests.write_line", "running"): 1}
    assert (figures.due, figures.oldest_wait_seconds) == (2, 120)


def test_figures_count_finished_jobs_for_a_day(now):
    for hours in (1, 25):
        moment = now - dt.timedelta(hours=hours)
        job = queue.claim(enqueue("tests.echo", now=moment).pk, now=moment)
        queue.finish(job, result={}, now=moment)
    assert queue_figures(now=now).jobs == {("tests.echo", "done"): 1}
