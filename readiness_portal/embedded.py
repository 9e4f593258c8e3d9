"""The Celery worker and the sweeper as threads of this process, for a portal without servers.

The worker is Celery's own, on the memory transport; a message lives no longer than the process, and
need not, because the job's row is the truth: on start every row that the process before left behind
is published anew.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import structlog
from celery.worker import WorkController
from celery.worker import state as worker_state
from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from core.jobs import queue
from core.jobs.nightly import enqueue_nightly
from readiness_portal.celery import app

logger = structlog.get_logger(__name__)

LOCK_NAME = "worker.lock"
STOP_SECONDS = 3.0
RESTART_SECONDS = 1.0


_NO_JOB = 0
# Threads of their own have no caller who could pass the time in.
_clock = timezone.now  # noqa: TID251


class EmbeddedWorker:
    """One worker (a job at a time) and one sweeper; both end with the process or by `stop`.

    Without a sweeper only jobs that are due when they are asked for are run.
    """

    def __init__(self, *, sweeps: bool = True) -> None:
        self._threads = [threading.Thread(target=self._work, name="embedded-worker", daemon=True)]
        if sweeps:
            sweeper = threading.Thread(target=self._sweep, name="embedded-sweeper", daemon=True)
            self._threads.append(sweeper)
        self._stopping = threading.Event()
        self._lock: IO[str] | None = None

    def start(self) -> None:
        """Take over what a dead process left, then run jobs until `stop`."""
        self._lock = _lock_if_alone(Path(settings.PORTAL_DATA) / LOCK_NAME)
        if self._lock is not None:
            released = queue.release_all_running(now=_clock())
            logger.info("embedded_worker_started", released=released)
        # Made here and not in its thread, so that whatever keeps it from starting is heard.
        self._worker = _celery_worker()
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = STOP_SECONDS) -> bool:
        """Take no more jobs; False when the present one is still running after `patience` seconds.

        That job is lost no more than by kill -9: the next start runs it again.
        """
        self._stopping.set()
        _tell_worker_to_stop(0)
        # The worker looks up from its queue every two seconds, or when a message comes.
        queue.publish(_NO_JOB)
        for thread in self._threads:
            thread.join(patience)
        ended = not any(thread.is_alive() for thread in self._threads)
        if ended:
            _tell_worker_to_stop(None)
        if self._lock is not None:
            self._lock.close()
        return ended

    def _work(self) -> None:
        try:
            self._worker.start()
            while not self._stopping.wait(RESTART_SECONDS):
                # Celery ends its worker on errors that it has no answer to, and logs them.
                logger.error("embedded_worker_restarted")
                self._worker = _celery_worker()
                self._worker.start()
        finally:
            connection.close()

    def _sweep(self) -> None:
        try:
            while True:
                try:
                    queue.sweep(now=_clock())
                    enqueue_nightly(now=_clock())
                except Error as error:
                    logger.warning("sweep_failed", reason=type(error).__name__)
                close_old_connections()
                if self._stopping.wait(settings.JOB_SWEEP_SECONDS):
                    return
        finally:
            connection.close()


@contextmanager
def worker_running(*, sweeps: bool = True) -> Iterator[None]:
    """Run jobs in this process for as long as the block lasts.

    Where jobs have workers of their own (REDIS_URL is set) this does nothing.
    """
    if not settings.EMBEDDED_WORKER:
        yield
        return
    worker = EmbeddedWorker(sweeps=sweeps)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def _celery_worker() -> Any:
    """Make a worker that runs a job at a time in the thread that starts it.

    This class of Celery's installs no signal handlers, which belong to the process.
    """
    return WorkController(
        app=app,
        hostname="embedded@portal",
        pool_cls="solo",
        concurrency=1,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )


def _tell_worker_to_stop(exit_code: int | None) -> None:
    # Celery's flag, looked at between jobs; it belongs to the process, so it is taken down again.
    vars(worker_state)["should_stop"] = exit_code


def _lock_if_alone(path: Path) -> IO[str] | None:
    """Return a lock that only one process of this installation holds, None when another does.

    A second portal on the same data must not take for dead what the first is running.
    """
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
