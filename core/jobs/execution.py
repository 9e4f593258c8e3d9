"""Running one job: claim, handler under a heartbeat, outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.db import connection, transaction

from core.enums import JobState
from core.error_texts import describe_error
from core.jobs import queue
from core.jobs.heartbeat import Heartbeat
from core.jobs.live import forget_live, tell_live
from core.jobs.registry import handler_for
from core.models import Job

logger = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


class JobTakenOver(RuntimeError):
    """The lease ran out and another worker has the job: stop without a trace."""


class JobRefused(Exception):
    """The work cannot succeed however often it is tried; the text is shown to whoever asked."""


class JobContext:
    """What a handler may ask of the job that it runs for."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job = job
        self.clock = clock
        self._is_told_live = False

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show progress and renew the lease; raise JobTakenOver when the job is no longer ours.

        Called outside of transactions: inside one nobody would see it before the end.
        """
        if not queue.report_progress(
            self.job, done=done, total=total, message=message, now=self.clock()
        ):
            raise JobTakenOver(self.job.pk)

    def progress_inside(self, done: int, total: int, message: str = "") -> None:
        """Show progress from inside a transaction, past the row; the heartbeat renews the lease."""
        self._is_told_live = True
        tell_live(self.job, done=done, total=total, message=message)

    def leave(self) -> None:
        """Take back what was told past the row: from now on the row says all."""
        if self._is_told_live:
            forget_live(self.job)

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """Open a transaction that only the job's present owner can commit.

        Raise JobTakenOver otherwise: a worker that slept through its lease writes nothing over what
        its successor wrote.
        """
        with transaction.atomic():
            if not queue.lock_held(self.job):
                raise JobTakenOver(self.job.pk)
            yield


def execute(job_id: int, *, clock: Clock) -> JobState | None:
    """Run the job once if it can be claimed; return its state afterwards.

    None means that it was not ours to run, or no longer ours to finish.
    """
    job = queue.claim(job_id, now=clock())
    if job is None:
        return None
    with structlog.contextvars.bound_contextvars(
        job_id=job.pk, kind=job.kind, attempt=job.attempts
    ):
        state = _attempt(job, clock)
        logger.info("job_left", state=state or "taken over")
    return state


def _attempt(job: Job, clock: Clock) -> JobState | None:
    context = JobContext(job, clock)
    try:
        handler = handler_for(job.kind)
        with Heartbeat(job, clock):
            result = handler(context, **job.parameters)
        return JobState.DONE if queue.finish(job, result=result or {}, now=clock()) else None
    except JobTakenOver:
        return None
    except JobRefused as refusal:
        ours = _fail(job, error=str(refusal), clock=clock, may_retry=False)
    except Exception as error:
        logger.exception("job_failed")
        ours = _fail(job, error=describe_error(error), clock=clock, may_retry=True)
    finally:
        context.leave()
    if not ours:
        return None
    job.refresh_from_db(fields=["state"])
    return JobState(job.state)


def _fail(job: Job, *, error: str, clock: Clock, may_retry: bool) -> bool:
    # The error may have been the connection itself: a new one is opened then.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return queue.fail(job, error=error[:2000], now=clock(), may_retry=may_retry)
