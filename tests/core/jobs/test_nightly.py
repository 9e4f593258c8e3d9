"""The night's work, asked for once whoever sweeps and however often."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core.jobs.nightly import enqueue_nightly
from core.jobs.registry import nightly_kinds
from core.models import Job

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


def at(hour, minute=0, *, day=20):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def test_severities_are_asked_for_every_night():
    assert "assessments.estimate_severities" in nightly_kinds()


def test_nothing_is_asked_for_before_the_night_begins():
    assert enqueue_nightly(now=at(2, 29)) == 0
    assert not Job.objects.exists()


def test_night_is_asked_for_once():
    assert enqueue_nightly(now=at(2, 30)) == len(nightly_kinds())
    assert enqueue_nightly(now=at(2, 31)) == 0
    assert enqueue_nightly(now=at(23, 59)) == 0
    jobs = Job.objects.filter(kind="assessments.estimate_severities")
    assert [job.parameters for job in jobs] == [{"night": "2026-11-20"}]


def test_portal_that_slept_asks_when_it_wakes_up():
    assert enqueue_nightly(now=at(11)) == len(nightly_kinds())


def test_next_night_is_asked_for_anew(run_jobs):
    enqueue_nightly(now=at(3))
    run_jobs(at=at(3))
    assert enqueue_nightly(now=at(3, day=21)) == len(nightly_kinds())
