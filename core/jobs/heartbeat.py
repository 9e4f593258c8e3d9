"""The heartbeat: leases renewed by one thread of the process while handlers do their work."""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Self

import structlog
from django.db import Error, connection

from core.jobs import queue
from core.models import Job

logger = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


class Heartbeat:
    """Renews the lease while the handler is busy with numpy or SQL; ends when it is lost."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job = job
        self._clock = clock
        self.held = True

    def __enter__(self) -> Self:
        _pulse.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        _pulse.remove(self)

    def beat(self) -> None:
        """Renew the lease once, or learn that it is lost."""
        try:
            self.held = queue.renew(self._job, now=self._clock())
        except Error:
            # SQLite has one writer; the next beat comes well before the lease ends.
            logger.info("heartbeat_skipped", job_id=self._job.pk)
        finally:
            connection.close()


class _Pulse:
    """The thread that beats for all jobs of this process.

    It is started once, and a job that ends before its first beat never wakes it: most jobs last
    a few milliseconds, and a thread for each of them costs as much as a statement of theirs.
    """

    def __init__(self) -> None:
        self._start_anew()
        # A forked worker inherits no thread, and perhaps a lock that the parent's thread held.
        os.register_at_fork(after_in_child=self._start_anew)

    def _start_anew(self) -> None:
        self._changed = threading.Condition()
        # When each is to beat next, by the monotonic clock.
        self._due: dict[Heartbeat, float] = {}
        self._beating: Heartbeat | None = None
        self._wakes = 0.0
        self._thread: threading.Thread | None = None

    def add(self, heartbeat: Heartbeat) -> None:
        with self._changed:
            self._due[heartbeat] = time.monotonic() + _pause()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
                self._thread.start()
            elif self._due[heartbeat] < self._wakes:
                self._changed.notify_all()

    def remove(self, heartbeat: Heartbeat) -> None:
        """Beat no more for it; a beat that has begun is waited for."""
        with self._changed:
            self._due.pop(heartbeat, None)
            self._changed.wait_for(lambda: self._beating is not heartbeat)

    def _run(self) -> None:
        while True:
            heartbeat = self._wait_for_next()
            try:
                heartbeat.beat()
            finally:
                with self._changed:
                    self._beating = None
                    if not heartbeat.held:
                        self._due.pop(heartbeat, None)
                    elif heartbeat in self._due:
                        self._due[heartbeat] = time.monotonic() + _pause()
                    self._changed.notify_all()

    def _wait_for_next(self) -> Heartbeat:
        with self._changed:
            while True:
                now = time.monotonic()
                first = min(self._due, key=self._due.__getitem__, default=None)
                self._wakes = now + _pause() if first is None else self._due[first]
                if first is not None and self._wakes <= now:
                    self._beating = first
                    return first
                self._changed.wait(self._wakes - now)


def _pause() -> float:
    return queue.lease_length().total_seconds() / 3


_pulse = _Pulse()
