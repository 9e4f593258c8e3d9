import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from core.enums import JobState
from core.jobs import queue
from core.jobs.queue import enqueue, enqueue_many
from core.jobs.registry import UnknownJobKind
from core.models import Job
from readiness_portal import celery_app
from tests import job_kinds  # noqa: F401 -- registers the kinds

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def lease(settings):
    settings.JOB_LEASE_SECONDS = 60
    return 60 * SECOND


@pytest.fixture
def claimed(now, lease):
    job = enqueue("tests.echo", now=now)
    return queue.claim(job.pk, now=now)


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


@pytest.fixture
def messages() -> Callable[[], list[list[int]]]:
    """Return the arguments of every message that waits in the broker, taking them out."""

    def take() -> list[list[int]]:
        found = []
        with celery_app.connection_for_read() as broker, broker.SimpleQueue("celery") as waiting:
            while waiting.qsize():
                found.append(waiting.get_nowait().payload[0])
        return found

    take()
    return take


class Abandoned(Exception):
    """What a caller raises after it has enqueued."""


# --- enqueue ----------------------------------------------------------------------------------


def test_enqueue_unknown_kind_fails_and_writes_nothing(now):
    with pytest.raises(UnknownJobKind):
        enqueue("tests.nobody", now=now)
    assert not Job.objects.exists()


def test_enqueue_keeps_kind_parameters_and_requester(now, region_officer):
    job = enqueue("tests.echo", now=now, requested_by_id=region_officer.user_id, run_id=7)
    job.refresh_from_db()
    assert (job.kind, job.parameters, job.requested_by_id) == (
        "tests.echo",
        {"run_id": 7},
        region_officer.user_id,
    )
    assert (job.state, job.attempts, job.due_at) == (JobState.QUEUED, 0, now)


def enqueue_and_abandon(now: dt.datetime) -> None:
    with transaction.atomic():
        enqueue("tests.echo", now=now)
        raise Abandoned


def test_enqueue_in_rolled_back_transaction_leaves_nothing(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as published, pytest.raises(Abandoned):
        enqueue_and_abandon(now)
    assert (Job.objects.count(), published) == (0, [])


def test_enqueue_publishes_the_id_alone_and_only_after_commit(
    now, django_capture_on_commit_callbacks, messages
):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.echo", now=now, run_id=7)
        assert messages() == []
    assert messages() == [[job.pk]]


def test_enqueue_under_waiting_key_joins_the_waiting_job(now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as published:
        first = enqueue("tests.echo", now=now, deduplication_key="a", run_id=1)
        second = enqueue("tests.echo", now=now, deduplication_key="a", run_id=1)
    assert first == second
    assert (Job.objects.count(), len(published)) == (1, 1)


def test_enqueue_without_key_never_joins(now):
    assert enqueue("tests.echo", now=now) != enqueue("tests.echo", now=now)


def test_enqueue_under_key_of_running_job_is_new_work(now):
    first = enqueue("tests.echo", now=now, deduplication_key="a")
    queue.claim(first.pk, now=now)
    assert enqueue("tests.echo", now=now, deduplication_key="a") != first


def test_enqueue_under_waiting_key_brings_the_due_moment_forward(
    now, django_capture_on_commit_callbacks
):
    later = enqueue("tests.echo", now=now, deduplication_key="a", due_at=now + 3600 * SECOND)
    with django_capture_on_commit_callbacks() as published:
        joined = enqueue("tests.echo", now=now, deduplication_key="a")
    later.refresh_from_db()
    assert (joined.pk, later.due_at, len(published)) == (later.pk, now, 1)


def test_enqueue_under_waiting_key_never_postpones(now):
    first = enqueue("tests.echo", now=now, deduplication_key="a")
    enqueue("tests.echo", now=now, deduplication_key="a", due_at=now + SECOND)
    first.refresh_from_db()
    assert first.due_at == now


def test_many_are_written_at_once_and_join_those_that_wait(
    now, django_capture_on_commit_callbacks, messages, django_assert_max_num_queries
):
    waiting = enqueue("tests.echo", now=now, deduplication_key="b", number=2)
    wanted = {key: {"number": number} for number, key in enumerate("abcdefgh", start=1)}
    with (
        django_capture_on_commit_callbacks(execute=True),
        django_assert_max_num_queries(8),
    ):
        enqueue_many("tests.echo", now=now, parameters=wanted)
        assert messages() == []

    jobs = {job.deduplication_key: job for job in Job.objects.all()}
    assert {key: job.parameters for key, job in jobs.items()} == wanted
    assert jobs["b"] == waiting
    assert sorted(messages()) == sorted([job.pk] for job in jobs.values() if job != waiting)


def test_the_broker_hears_of_many_in_the_order_given(
    now, django_capture_on_commit_callbacks, messages
):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_many("tests.echo", now=now, parameters={key: {} for key in "cab"})

    keys = dict(Job.objects.values_list("pk", "deduplication_key"))
    assert [keys[job_id] for (job_id,) in messages()] == ["c", "a", "b"]


def test_many_of_an_unknown_kind_fail_and_write_nothing(now):
    with pytest.raises(UnknownJobKind):
        enqueue_many("tests.nobody", now=now, parameters={"a": {}})
    assert not Job.objects.exists()


# --- claim, renew, progress -------------------------------------------------------------------


def test_claim_takes_the_job_for_one_lease(now, lease, claimed):
    row = Job.objects.get(pk=claimed.pk)
    assert (row.state, row.attempts, row.started_at) == (JobState.RUNNING, 1, now)
    assert row.lease_expires_at == now + lease
    assert (claimed.state, claimed.attempts) == (JobState.RUNNING, 1)


def test_claim_of_a_running_job_gets_nothing(now, claimed):
    assert queue.claim(claimed.pk, now=now + SECOND) is None


def test_claim_before_due_gets_nothing(now):
    job = enqueue("tests.echo", now=now, due_at=now + SECOND)
    assert queue.claim(job.pk, now=now) is None
    assert queue.claim(job.pk, now=now + SECOND) is not None


def test_claim_after_the_lease_takes_over(now, lease, claimed):
    assert queue.claim(claimed.pk, now=now + lease) is None
    successor = queue.claim(claimed.pk, now=now + lease + SECOND)
    assert successor is not None
    assert successor.attempts == 2


def test_claim_of_a_finished_job_gets_nothing(now, lease, claimed):
    queue.finish(claimed, result={}, now=now)
    assert queue.claim(claimed.pk, now=now + 2 * lease) is None


def test_claim_out_of_attempts_gets_nothing(now, lease, claimed):
    Job.objects.filter(pk=claimed.pk).update(max_attempts=1)
    assert queue.claim(claimed.pk, now=now + 2 * lease) is None


def test_claim_forgets_the_progress_of_the_attempt_before(now, lease, claimed):
    queue.report_progress(claimed, done=3, total=4, message="колледж 3", now=now)
    queue.claim(claimed.pk, now=now + 2 * lease)
    row = Job.objects.get(pk=claimed.pk)
    assert (row.progress_done, row.message) == (0, "")


def test_renewed_lease_keeps_others_out(now, lease, claimed):
    assert queue.renew(claimed, now=now + lease)
    assert queue.claim(claimed.pk, now=now + lease + SECOND) is None


def test_progress_is_written_and_renews_the_lease(now, lease, claimed):
    assert queue.report_progress(claimed, done=3, total=12, message="колледж 3", now=now + SECOND)
    row = Job.objects.get(pk=claimed.pk)
    assert (row.progress_done, row.progress_total, row.percent, row.message) == (
        3,
        12,
        25,
        "колледж 3",
    )
    assert row.lease_expires_at == now + SECOND + lease


def test_progress_beyond_the_total_is_the_total(now, claimed):
    queue.report_progress(claimed, done=13, total=12, message="", now=now)
    assert Job.objects.get(pk=claimed.pk).progress_done == 12


def test_progress_of_unknown_amount_has_no_per_cent(now, claimed):
    queue.report_progress(claimed, done=5, total=0, message="читаю", now=now)
    assert Job.objects.get(pk=claimed.pk).percent is None


# --- the fence --------------------------------------------------------------------------------


@pytest.fixture
def stale(now, lease, claimed):
    """A worker's idea of a job that another worker has taken over."""
    assert queue.claim(claimed.pk, now=now + 2 * lease)
    return claimed


def test_stale_worker_cannot_renew(now, stale):
    assert not queue.renew(stale, now=now)


def test_stale_worker_cannot_report(now, stale):
    assert not queue.report_progress(stale, done=1, total=2, message="", now=now)
    assert Job.objects.get(pk=stale.pk).progress_total == 0


def test_stale_worker_cannot_finish(now, stale):
    assert not queue.finish(stale, result={"wrong": 1}, now=now)
    row = Job.objects.get(pk=stale.pk)
    assert (row.state, row.result) == (JobState.RUNNING, {})


def test_stale_worker_cannot_fail(now, stale):
    assert not queue.fail(stale, error="поздно", now=now)
    assert state_of(stale) == JobState.RUNNING


def test_stale_worker_cannot_lock(now, stale):
    with transaction.atomic():
        assert not queue.lock_held(stale)


# --- finish, fail -----------------------------------------------------------------------------


def test_finish_keeps_result_and_fills_progress(now, claimed):
    queue.report_progress(claimed, done=3, total=12, message="", now=now)
    assert queue.finish(claimed, result={"students": 40}, now=now + SECOND)
    row = Job.objects.get(pk=claimed.pk)
    assert (row.state, row.result, row.percent) == (JobState.DONE, {"students": 40}, 100)
    assert row.finished_at == now + SECOND


def test_failed_attempt_waits_longer_each_time(now, claimed):
    queue.fail(claimed, error="ошибка", now=now)
    row = Job.objects.get(pk=claimed.pk)
    assert (row.state, row.error) == (JobState.QUEUED, "ошибка")
    assert row.due_at == now + 15 * SECOND
    again = queue.claim(row.pk, now=row.due_at)
    queue.fail(again, error="ошибка", now=again.due_at)
    assert Job.objects.get(pk=row.pk).due_at == now + (15 + 30) * SECOND


def test_last_failed_attempt_fails_for_good(now, claimed):
    Job.objects.filter(pk=claimed.pk).update(max_attempts=1)
    claimed.max_attempts = 1
    queue.fail(claimed, error="ошибка", now=now)
    row = Job.objects.get(pk=claimed.pk)
    assert (row.state, row.error, row.finished_at) == (JobState.FAILED, "ошибка", now)


def test_hopeless_attempt_is_not_repeated(now, claimed):
    queue.fail(claimed, error="нет данных", now=now, may_retry=False)
    assert state_of(claimed) == JobState.FAILED


def test_failed_attempt_gives_way_to_newer_work_of_its_key(now):
    first = enqueue("tests.echo", now=now, deduplication_key="a")
    running = queue.claim(first.pk, now=now)
    second = enqueue("tests.echo", now=now, deduplication_key="a")
    assert queue.fail(running, error="ошибка", now=now)
    first.refresh_from_db()
    assert (first.state, first.error) == (JobState.FAILED, "ошибка\nзаменено новым заданием")
    assert state_of(second) == JobState.QUEUED


# --- sweep ------------------------------------------------------------------------------------


def sweep(now: dt.datetime) -> list[int]:
    """Sweep and return the jobs published."""
    published: list[int] = []
    assert queue.sweep(now=now, publish_job=published.append) == len(published)
    return published


@pytest.fixture
def republish(settings):
    settings.JOB_REPUBLISH_SECONDS = 30
    return 30 * SECOND


def test_sweep_publishes_again_what_nobody_heard(now, republish):
    job = enqueue("tests.echo", now=now)
    assert sweep(now + republish - SECOND) == []
    assert sweep(now + republish) == [job.pk]
    assert sweep(now + republish + SECOND) == []


def test_sweep_publishes_what_the_broker_refused_at_once(now):
    job = enqueue("tests.echo", now=now)
    Job.objects.filter(pk=job.pk).update(published_at=None)
    assert sweep(now) == [job.pk]


def test_sweep_leaves_what_is_not_due(now):
    job = enqueue("tests.echo", now=now)
    queue.fail(queue.claim(job.pk, now=now), error="ошибка", now=now)
    assert sweep(now + 14 * SECOND) == []
    assert sweep(now + 15 * SECOND) == [job.pk]


def test_sweep_publishes_what_a_dead_worker_left(now, lease, claimed):
    assert sweep(now + lease) == []
    assert sweep(now + lease + SECOND) == [claimed.pk]
    assert queue.claim(claimed.pk, now=now + lease + SECOND).attempts == 2


def test_sweep_fails_what_killed_its_worker_too_often(now, lease, claimed):
    Job.objects.filter(pk=claimed.pk).update(max_attempts=1)
    assert sweep(now + lease + SECOND) == []
    row = Job.objects.get(pk=claimed.pk)
    assert (row.state, row.error) == (
        JobState.FAILED,
        "исполнитель остановлен слишком много раз",
    )


def test_sweep_publishes_in_the_order_of_due_moments(now, republish):
    late = enqueue("tests.echo", now=now, due_at=now + SECOND)
    early = enqueue("tests.echo", now=now)
    assert sweep(now + republish) == [early.pk, late.pk]


def test_later_job_is_told_of_by_the_first_sweep_after_its_moment(
    now, django_capture_on_commit_callbacks, messages
):
    with django_capture_on_commit_callbacks(execute=True):
        later = enqueue("tests.echo", now=now, due_at=now + 5 * SECOND)
    assert messages() == []
    assert sweep(now + 4 * SECOND) == []
    assert sweep(now + 5 * SECOND) == [later.pk]


def test_sweep_leaves_finished_jobs(now, lease, claimed):
    queue.finish(claimed, result={}, now=now)
    assert sweep(now + 10 * lease) == []


def test_released_jobs_are_published_by_the_next_sweep(now, claimed):
    waiting = enqueue("tests.echo", now=now)
    assert queue.release_all_running(now=now) == 1
    assert sweep(now) == [claimed.pk, waiting.pk]
    assert queue.claim(claimed.pk, now=now).attempts == 2
