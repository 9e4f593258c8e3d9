"""Jobs on PostgreSQL and Redis with real Celery workers, some of which die."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from core.jobs.queue import BROKER_PAUSE_SECONDS
from tests.processes import Installation, free_port, wait_for

pytestmark = pytest.mark.services
# Connections that the library makes before it gives up one message.
TRIES = 4


def beat(installation: Installation) -> None:
    """Start beat, which has jobs swept every second."""
    installation.start(
        *("celery", "-A", "readiness_portal", "beat", "--loglevel", "WARNING", "--pidfile", ""),
        *("--schedule", str(Path(installation.environment["PORTAL_DATA"]) / "beat")),
    )


def done(installation: Installation, job_id: int) -> dict:
    """Wait until the job is done; return its row."""
    wait_for(lambda: installation.job(job_id)["state"] == "done", f"job {job_id}")
    return installation.job(job_id)


def test_job_is_done_by_a_worker_with_its_result(installation):
    installation.start_worker()
    job_id = installation.enqueue("tests.echo", run_id=7)
    assert done(installation, job_id) == {
        "state": "done",
        "attempts": 1,
        "result": {"echo": {"run_id": 7}},
        "error": "",
        "progress_done": 0,
        "progress_total": 0,
    }


def test_job_of_a_worker_killed_in_the_middle_is_done_once_by_another(installation, tmp_path):
    trace = tmp_path / "trace"
    victim = installation.start_worker("-n", "victim@%h")
    job_id = installation.enqueue("tests.count_slowly", steps=20, pause=0.2, trace=str(trace))
    wait_for(lambda: trace.exists() and len(trace.read_text().split()) >= 3, "third step")
    os.killpg(victim.pid, signal.SIGKILL)
    steps_before = len(trace.read_text().split())
    assert installation.job(job_id)["state"] == "running"

    installation.start_worker("-n", "successor@%h")
    beat(installation)
    row = done(installation, job_id)
    steps = Counter(trace.read_text().split())
    assert (row["attempts"], row["result"]) == (2, {"steps": 20})
    assert sorted(steps.values()) == sorted((steps_before, 20))
    assert installation.lines("tests.counted").count("20") == 1


def test_worker_asleep_through_its_lease_writes_nothing(installation, tmp_path):
    trace = tmp_path / "trace"
    sleeper = installation.start_worker("-n", "sleeper@%h")
    job_id = installation.enqueue("tests.count_slowly", steps=11, pause=0.2, trace=str(trace))
    wait_for(lambda: trace.exists() and trace.read_text(), "first step")
    os.killpg(sleeper.pid, signal.SIGSTOP)
    installation.start_worker("-n", "successor@%h")
    beat(installation)
    assert done(installation, job_id)["attempts"] == 2

    os.killpg(sleeper.pid, signal.SIGCONT)
    time.sleep(1)
    assert installation.lines("tests.counted").count("11") == 1
    assert installation.job(job_id)["attempts"] == 2


def test_job_enqueued_without_a_broker_is_sent_by_a_sweep(installation):
    alive = installation.environment["REDIS_URL"]
    installation.environment["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    job_id = installation.enqueue("tests.write_line", line="lost")
    assert installation.job(job_id)["state"] == "queued"

    installation.environment["REDIS_URL"] = alive
    installation.start_worker()
    beat(installation)
    done(installation, job_id)
    assert installation.lines("tests.line").count("lost") == 1


class SilentBroker:
    """Takes connections, counts them and hangs up."""

    def __init__(self) -> None:
        self.tried = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"
        threading.Thread(target=self._hang_up, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._listener.accept()[0].close()
                self.tried += 1


@pytest.fixture
def silent_broker() -> Iterator[SilentBroker]:
    broker = SilentBroker()
    yield broker
    broker.close()


def test_dead_broker_is_tried_seldom_however_many_jobs_a_request_asks_for(
    installation, silent_broker
):
    installation.environment["REDIS_URL"] = silent_broker.url
    started = time.monotonic()
    jobs = [installation.enqueue("tests.echo") for _ in range(30)]
    pauses = 1 + (time.monotonic() - started) // BROKER_PAUSE_SECONDS
    assert 0 < silent_broker.tried <= pauses * TRIES
    assert {installation.job(job_id)["state"] for job_id in jobs} == {"queued"}


def test_message_lost_by_the_broker_is_sent_again_by_a_sweep(installation):
    job_id = installation.enqueue("tests.write_line", line="flushed")
    with redis.Redis.from_url(installation.environment["REDIS_URL"]) as broker:
        broker.flushdb()
    installation.start_worker()
    beat(installation)
    assert done(installation, job_id)["attempts"] == 1
    assert installation.lines("tests.line").count("flushed") == 1


def test_failing_job_is_tried_again_after_its_pause(installation):
    installation.start_worker()
    beat(installation)
    job_id = installation.enqueue("tests.fail_until", attempt=2)
    wait_for(lambda: installation.job(job_id)["error"] == "ValueError", "first failure")
    assert installation.job(job_id)["state"] == "queued"
    assert done(installation, job_id)["result"] == {"attempt": 2}


def test_worker_asked_to_stop_finishes_its_job(installation, tmp_path):
    trace = tmp_path / "trace"
    worker = installation.start_worker()
    job_id = installation.enqueue("tests.count_slowly", steps=5, pause=0.2, trace=str(trace))
    wait_for(lambda: trace.exists() and trace.read_text(), "first step")
    assert installation.stop(worker) == 0
    row = installation.job(job_id)
    assert (row["state"], row["attempts"]) == ("done", 1)


def test_many_jobs_are_each_done_once_by_two_workers(installation):
    jobs = [installation.enqueue("tests.write_line", line=f"many {n:02d}") for n in range(40)]
    installation.start_worker("-n", "one@%h")
    installation.start_worker("-n", "two@%h")
    for job_id in jobs:
        done(installation, job_id)
    lines = [line for line in installation.lines("tests.line") if line.startswith("many")]
    assert lines == [f"many {n:02d}" for n in range(40)]
