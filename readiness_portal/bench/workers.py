"""Two Celery workers as processes of their own, watched for memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from readiness_portal.celery import app
from readiness_portal.embedded import worker_running

WORKERS: Final = 2
_PATIENCE: Final = 60.0
_COMMAND: Final = (
    *("-m", "celery", "-A", "readiness_portal", "worker", "--pool", "solo"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"),
)
# As docker-compose.yml sets it for workers.
_ENVIRONMENT: Final = {
    "MALLOC_MMAP_THRESHOLD_": "268435456",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "OMP_NUM_THREADS": "1",
}


class Workers:
    """Processes that take jobs; this very process where jobs have no broker."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids

    def peak_megabytes(self) -> float:
        """Return the most memory that any one worker has held so far."""
        return max(_peak_kilobytes(pid) for pid in self._pids) / 1024


@contextmanager
def workers_running() -> Iterator[Workers]:
    """Start the workers, wait until they answer, stop them afterwards."""
    if settings.EMBEDDED_WORKER:
        # This process may have made the region just now: what counts is held from here on.
        Path("/proc/self/clear_refs").write_text("5")
        # Workers of their own have no beat here either: what is asked for later, as the plan of
        # what may be printed is, would otherwise be done in the middle of the next measurement.
        with worker_running(sweeps=False):
            yield Workers([os.getpid()])
        return
    processes = [
        subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, *_COMMAND, "--hostname", f"bench-{number}@portal"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(WORKERS)
    ]
    try:
        _wait_for_answers()
        yield Workers([process.pid for process in processes])
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(_PATIENCE)


def _wait_for_answers() -> None:
    deadline = time.monotonic() + _PATIENCE
    while len(app.control.ping(timeout=1.0) or []) < WORKERS:
        if time.monotonic() > deadline:
            raise TimeoutError("the workers do not answer")


def _peak_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
