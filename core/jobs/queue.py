"""The life of a job's row: enqueue, claim, renew, finish, sweep.

The row is written in the caller's transaction and the broker hears of it only after commit, so neither
a rollback nor a dead broker can lose or invent work. A worker claims the row by one conditional UPDATE;
its attempt number is the fence that keeps a worker presumed dead from finishing over its successor.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from core.enums import JobState
from core.jobs.registry import handler_for
from core.models import Job

logger = structlog.get_logger(__name__)

REPUBLISH_AFTER = timedelta(seconds=30)
RETRY_DELAY = timedelta(seconds=15)


def lease_length() -> timedelta:
    """How long a worker may be silent before its job is given to another."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


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
    `deduplication_key` a job that still waits under that key is returned instead of a second one.
    Raise UnknownJobKind when nobody handles `kind`.
    """
    handler_for(kind)
    if deduplication_key:
        waiting = _waiting(deduplication_key)
        if waiting is not None:
            return waiting
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                parameters=parameters,
                requested_by_id=requested_by_id,
                deduplication_key=deduplication_key,
                created_at=now,
                due_at=due_at or now,
                published_at=now,
            )
    except IntegrityError:
        waiting = _waiting(deduplication_key)
        if waiting is None:
            raise
        return waiting
    transaction.on_commit(lambda: publish(job.pk))
    return job


def _waiting(deduplication_key: str) -> Job | None:
    return Job.objects.filter(deduplication_key=deduplication_key, state=JobState.QUEUED).first()


def publish(job_id: int) -> None:
    """Tell the broker; a broker that does not answer costs time, not work: the sweeper tries again."""
    from core.tasks import run_job  # noqa: PLC0415 -- the task module imports this one

    try:
        run_job.delay(job_id)
    except Exception as error:
        logger.warning("job_not_published", job_id=job_id, reason=type(error).__name__)


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job for one attempt, or return None when it is not to be had (done, or alive elsewhere)."""
    free = Q(state=JobState.QUEUED, due_at__lte=now) | Q(
        state=JobState.RUNNING, lease_expires_at__lt=now
    )
    taken = (
        Job.objects.filter(free, pk=job_id)
        .filter(attempts__lt=F("max_attempts"))
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            lease_expires_at=now + lease_length(),
        )
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def renew(job: Job, *, now: datetime) -> bool:
    """Prolong the lease; False when the job has been given to another worker meanwhile."""
    return bool(_held(job).update(lease_expires_at=now + lease_length()))


def report_progress(job: Job, *, done: int, total: int, message: str, now: datetime) -> bool:
    """Write how far the job has come; also renews the lease. False when the job is no longer ours."""
    return bool(
        _held(job).update(
            progress_done=min(done, total) if total else 0,
            progress_total=total,
            message=message[:500],
            lease_expires_at=now + lease_length(),
        )
    )


def finish(job: Job, *, result: Mapping[str, Any], now: datetime) -> bool:
    """Mark the attempt done. False when another worker has taken the job over meanwhile."""
    return bool(
        _held(job).update(
            state=JobState.DONE,
            result=dict(result),
            error="",
            finished_at=now,
            progress_done=F("progress_total"),
        )
    )


def fail(job: Job, *, error: str, now: datetime) -> bool:
    """Mark the attempt failed: queued again with a pause while attempts remain, else failed for good."""
    if job.attempts < job.max_attempts:
        due_at = now + RETRY_DELAY * job.attempts
        try:
            with transaction.atomic():
                return bool(
                    _held(job).update(
                        state=JobState.QUEUED, error=error, due_at=due_at, published_at=None
                    )
                )
        except IntegrityError:
            # The same work was requested again meanwhile and waits under the same key.
            error = f"{error}\nзаменено новым заданием"
    return bool(_held(job).update(state=JobState.FAILED, error=error, finished_at=now))


def sweep(*, now: datetime, publish_job: Callable[[int], None] = publish) -> int:
    """Publish again what is due but unheard of, and what a dead worker left; return how many.

    Jobs that ran out of attempts while their worker died are marked failed.
    """
    Job.objects.filter(
        state=JobState.RUNNING, lease_expires_at__lt=now, attempts__gte=F("max_attempts")
    ).update(
        state=JobState.FAILED, finished_at=now, error="исполнитель остановлен слишком много раз"
    )
    forgotten = Q(published_at__isnull=True) | Q(published_at__lt=now - REPUBLISH_AFTER)
    queued = Job.objects.filter(forgotten, state=JobState.QUEUED, due_at__lte=now)
    orphaned = Job.objects.filter(state=JobState.RUNNING, lease_expires_at__lt=now)
    ids = list((queued | orphaned).order_by("due_at", "pk").values_list("pk", flat=True)[:1000])
    Job.objects.filter(pk__in=ids).update(published_at=now)
    for job_id in ids:
        publish_job(job_id)
    return len(ids)


def release_all_running(*, now: datetime) -> int:
    """Free every running job at once: for the embedded portal, whose one process has just started."""
    return Job.objects.filter(state=JobState.RUNNING).update(
        lease_expires_at=now - timedelta(seconds=1)
    )
