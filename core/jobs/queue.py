"""The life of a job's row: enqueue, claim, renew, finish, sweep.

The row is written in the caller's transaction and the broker hears of it only after commit, so
neither a rollback nor a dead broker can lose or invent work. A worker claims the row by one
conditional UPDATE; its attempt number is the fence that keeps a worker presumed dead from finishing
over its successor. Moments of different machines are compared: their clocks must agree to well
within a lease.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from core.enums import JobState
from core.jobs.registry import handler_for
from core.models import Job

logger = structlog.get_logger(__name__)

SWEEP_BATCH = 1000
BROKER_PAUSE_SECONDS = 3.0
_broker_quiet_until = [0.0]
# How often to look again for the waiting job that kept ours from being written.
_JOIN_ATTEMPTS = 3
_WORKER_DIED_TOO_OFTEN = "исполнитель остановлен слишком много раз"
_REPLACED = "заменено новым заданием"


def lease_length() -> timedelta:
    """Return how long a worker may be silent before its job is given to another."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def republish_after() -> timedelta:
    """Return how long a message may stay without effect before it counts as lost."""
    return timedelta(seconds=settings.JOB_REPUBLISH_SECONDS)


def retry_delay() -> timedelta:
    """Return the pause after the first failed attempt; each later one is as much longer."""
    return timedelta(seconds=settings.JOB_RETRY_SECONDS)


def enqueue(
    kind: str,
    *,
    now: datetime,
    requested_by_id: int | None = None,
    deduplication_key: str = "",
    due_at: datetime | None = None,
    **parameters: Any,
) -> Job:
    """Write a job's row in the caller's transaction and publish it after commit.

    Parameters are identifiers and other plain JSON values, never objects or names. With a
    `deduplication_key` a job that still waits under that key is returned instead of a second one;
    it cannot start before the caller's transaction ends, so it sees what the caller wrote. Whoever
    enqueues several keys in one transaction does so in sorted order, lest two callers wait for each
    other. Raise UnknownJobKind when nobody handles `kind`.
    """
    handler_for(kind)
    due_at = due_at or now
    job = Job(
        kind=kind,
        parameters=parameters,
        requested_by_id=requested_by_id,
        deduplication_key=deduplication_key,
        created_at=now,
        due_at=due_at,
        # Of a later one the first sweep after its time tells, not the one a minute after a message
        # that came too early.
        published_at=None if due_at > now else now,
    )
    with transaction.atomic():
        return _join_or_write(job)


def enqueue_many(kind: str, *, now: datetime, parameters: Mapping[str, Mapping[str, Any]]) -> None:
    """Do for each `deduplication_key: its parameters` what `enqueue` does, in one statement.

    The broker hears of them in the order given.
    """
    handler_for(kind)
    with transaction.atomic():
        waiting = set(
            Job.objects.select_for_update(no_key=True)
            .filter(deduplication_key__in=parameters, state=JobState.QUEUED)
            .order_by("deduplication_key")
            .values_list("deduplication_key", flat=True)
        )
        missing = {key: parameters[key] for key in sorted(parameters) if key not in waiting}
        try:
            with transaction.atomic():
                jobs = Job.objects.bulk_create(
                    Job(
                        kind=kind,
                        parameters=dict(own),
                        deduplication_key=key,
                        created_at=now,
                        due_at=now,
                        published_at=now,
                    )
                    for key, own in missing.items()
                )
        except IntegrityError:
            # Another transaction has just written one of the keys: join it, one by one.
            for key, own in missing.items():
                enqueue(kind, now=now, deduplication_key=key, **own)
        else:
            written = {job.deduplication_key: job for job in jobs}
            for key in parameters:
                if key in written:
                    _publish_after_commit(written[key])


def _join_or_write(job: Job) -> Job:
    """Return the waiting job of the same key, due no later than `job`, or else `job`, written."""
    for _ in range(_JOIN_ATTEMPTS):
        waiting = _lock_waiting(job.deduplication_key)
        if waiting is not None:
            if job.due_at < waiting.due_at:
                waiting.due_at = job.due_at
                waiting.save(update_fields=["due_at"])
                _publish_after_commit(waiting)
            return waiting
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            if not job.deduplication_key:
                raise
            # Another transaction has just written the same key: join it, unless it has started.
            continue
        break
    else:
        job.save(force_insert=True)
    if job.published_at is not None:
        _publish_after_commit(job)
    return job


def _publish_after_commit(job: Job) -> None:
    transaction.on_commit(lambda: publish(job.pk))


def _lock_waiting(deduplication_key: str) -> Job | None:
    """Return the job that waits under the key, kept from starting until this transaction ends.

    SQLite needs no lock: whoever writes in a transaction is the only one who writes.
    """
    if not deduplication_key:
        return None
    return (
        Job.objects.select_for_update(no_key=True)
        .filter(deduplication_key=deduplication_key, state=JobState.QUEUED)
        .order_by("pk")
        .first()
    )


def publish(job_id: int) -> None:
    """Tell the broker; one that does not answer costs a moment, not work: a sweep tries again.

    After a failure this process leaves the broker alone for a while, so that a request that
    enqueues many jobs does not wait for it many times.
    """
    from core.tasks import run_job  # noqa: PLC0415 -- the task module imports this one

    if time.monotonic() >= _broker_quiet_until[0]:
        try:
            run_job.delay(job_id)
        except Exception as error:
            logger.warning("job_not_published", job_id=job_id, reason=type(error).__name__)
            _broker_quiet_until[0] = time.monotonic() + BROKER_PAUSE_SECONDS
        else:
            return
    Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(published_at=None)


# One statement: of several claimers the first changes the state, and the others find it changed.
_CLAIM = """
UPDATE core_job SET state = %s, attempts = attempts + 1, started_at = %s, lease_expires_at = %s,
    progress_done = 0, message = ''
WHERE id = %s AND attempts < max_attempts
    AND (state = %s AND due_at <= %s OR state = %s AND lease_expires_at < %s)
RETURNING *
"""


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job for one attempt; None when it is not to be had (done, or alive elsewhere)."""
    moment, lease_end = (
        connection.ops.adapt_datetimefield_value(value) for value in (now, now + lease_length())
    )
    running, queued = JobState.RUNNING.value, JobState.QUEUED.value
    values = [running, moment, lease_end, job_id, queued, moment, running, moment]
    taken = list(Job.objects.raw(_CLAIM, values))
    return taken[0] if taken else None


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def renew(job: Job, *, now: datetime) -> bool:
    """Prolong the lease; False when the job has been given to another worker meanwhile."""
    return bool(_held(job).update(lease_expires_at=now + lease_length()))


def lock_held(job: Job) -> bool:
    """Keep the job ours until the transaction ends; False when another worker has it."""
    return _held(job).select_for_update(no_key=True).order_by("pk").first() is not None


def report_progress(job: Job, *, done: int, total: int, message: str, now: datetime) -> bool:
    """Write how far the job has come and renew the lease; False when it is no longer ours."""
    return bool(
        _held(job).update(
            progress_done=min(done, total) if total else 0,
            progress_total=total,
            message=message[:500],
            lease_expires_at=now + lease_length(),
        )
    )


def finish(job: Job, *, result: Mapping[str, Any], now: datetime) -> bool:
    """Mark the attempt done; False when another worker has taken the job over meanwhile.

    Raise TypeError when the result is not plain JSON.
    """
    # Here, and not in the middle of a statement of somebody's transaction.
    json.dumps(dict(result))
    return bool(
        _held(job).update(
            state=JobState.DONE,
            result=dict(result),
            error="",
            finished_at=now,
            progress_done=F("progress_total"),
        )
    )


def fail(job: Job, *, error: str, now: datetime, may_retry: bool = True) -> bool:
    """Mark the attempt failed: queued again after a pause while attempts remain, else for good.

    False when another worker has taken the job over meanwhile.
    """
    if may_retry and job.attempts < job.max_attempts:
        due_at = now + retry_delay() * job.attempts
        try:
            with transaction.atomic():
                return bool(
                    _held(job).update(
                        state=JobState.QUEUED, error=error, due_at=due_at, published_at=None
                    )
                )
        except IntegrityError:
            # The same work was requested again meanwhile and waits under the same key.
            error = f"{error}\n{_REPLACED}"
    return bool(_held(job).update(state=JobState.FAILED, error=error, finished_at=now))


def sweep(*, now: datetime, publish_job: Callable[[int], None] = publish) -> int:
    """Publish again what is due but unheard of, and what a dead worker left; return how many.

    Jobs that ran out of attempts while their worker died are marked failed.
    """
    orphaned = Q(state=JobState.RUNNING, lease_expires_at__lt=now)
    Job.objects.filter(orphaned, attempts__gte=F("max_attempts")).update(
        state=JobState.FAILED, finished_at=now, error=_WORKER_DIED_TOO_OFTEN
    )
    due = Q(state=JobState.QUEUED, due_at__lte=now)
    # A message published lately may still wait in the broker behind others.
    unheard = Q(published_at__isnull=True) | Q(published_at__lte=now - republish_after())
    jobs = Job.objects.filter(due | orphaned, unheard).order_by("due_at", "pk")
    ids = list(jobs.values_list("pk", flat=True)[:SWEEP_BATCH])
    Job.objects.filter(pk__in=ids).update(published_at=now)
    for job_id in ids:
        publish_job(job_id)
    return len(ids)


def release_all_running(*, now: datetime) -> int:
    """Free every running job and forget every message; return how many jobs were running.

    For the embedded portal, whose one process has just started: the process that ran those jobs and
    held those messages in its memory is gone. The next sweep publishes all of them.
    """
    Job.objects.filter(state=JobState.QUEUED).update(published_at=None)
    return Job.objects.filter(state=JobState.RUNNING).update(
        lease_expires_at=now - timedelta(seconds=1), published_at=None
    )
