"""Running one job: claim, heartbeat, handler, outcome."""

import threading
import traceback
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import DatabaseError, connection

from core.enums import JobState
from core.jobs import queue
from core.jobs.registry import handler_for
from core.models import Job

logger = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


class JobTakenOver(RuntimeError):
    """The lease ran out and another worker has the job: stop without a trace."""


class JobContext:
    """What a handler may ask of the job that it runs for."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job = job
        self.clock = clock

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show progress and renew the lease; raise JobTakenOver when the job is no longer ours."""
        if not queue.report_progress(
            self.job, done=done, total=total, message=message, now=self.clock()
        ):
            raise JobTakenOver(self.job.pk)


class Heartbeat:
    """Renews the lease from a thread of its own while the handler is busy with numpy or SQL."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job = job
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        pause = queue.lease_length().total_seconds() / 3
        while not self._stop.wait(pause):
            try:
                queue.renew(self._job, now=self._clock())
            except DatabaseError:
                # SQLite has one writer; the next beat comes well before the lease ends.
                logger.info("heartbeat_skipped", job_id=self._job.pk)
            finally:
                connection.close()


def execute(job_id: int, *, clock: Clock) -> JobState | None:
    """Run the job once if it can be claimed; return its state afterwards, None when it was not ours."""
    job = queue.claim(job_id, now=clock())
    if job is None:
        return None
    log = logger.bind(job_id=job.pk, kind=job.kind, attempt=job.attempts)
    try:
        handler = handler_for(job.kind)
        with Heartbeat(job, clock):
            result = handler(JobContext(job, clock), **job.parameters)
    except JobTakenOver:
        log.warning("job_taken_over")
        return None
    except Exception as error:
        log.exception("job_failed")
        summary = "".join(traceback.format_exception_only(error)).strip()
        queue.fail(job, error=summary[:2000], now=clock())
        job.refresh_from_db(fields=["state"])
        return JobState(job.state)
    queue.finish(job, result=result or {}, now=clock())
    log.info("job_done")
    return JobState.DONE
