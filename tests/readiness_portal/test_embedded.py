"""The portal as one process on SQLite: what it does when it starts, stops and is killed."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from core.jobs.queue import enqueue
from core.models import AuditEntry, Job
from tests import job_kinds  # noqa: F401 -- registers the kinds
from tests.migrated import migrated_sqlite
from tests.processes import Installation, group_members, wait_for

GUNICORN = ("gunicorn", "-c", "python:readiness_portal.gunicorn_conf", "readiness_portal.wsgi")
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("embedded")]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated empty database."""
    return migrated_sqlite(tmp_path_factory.mktemp("template")).read_bytes()


def embedded(data: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tests.readiness_portal.settings_with_test_jobs",
        "PORTAL_DATA": str(data),
        "JOB_SWEEP_SECONDS": "1",
    }


@pytest.fixture
def portal(template: bytes, tmp_path: Path) -> Iterator[Installation]:
    """An installation with a migrated database and nothing running."""
    data, logs = tmp_path / "data", tmp_path / "logs"
    data.mkdir()
    logs.mkdir()
    (data / "portal.sqlite3").write_bytes(template)
    installed = Installation(embedded(data), logs)
    try:
        yield installed
    finally:
        installed.close()


def serve(portal: Installation):
    process = portal.start(*GUNICORN)
    wait_for(lambda: portal.get("/health/ready/")[0] == 200, "portal")
    return process


def enqueue_after_start(portal: Installation, kind: str, **parameters) -> int:
    """Enqueue from another process: its message is lost with it, the sweep finds the row."""
    job_id = portal.enqueue(kind, **parameters)
    portal.forget_message(job_id)
    return job_id


def test_job_is_done_by_the_web_process_itself(portal):
    server = serve(portal)
    job_id = enqueue_after_start(portal, "tests.write_line", line="1")
    wait_for(lambda: portal.job(job_id)["state"] == "done", "job")
    assert portal.lines("tests.line") == ["1"]
    assert len(group_members(server)) == 2


def test_jobs_left_by_a_killed_process_are_done_once_after_restart(portal, tmp_path):
    trace = tmp_path / "trace"
    first = portal.enqueue("tests.count_slowly", steps=20, pause=0.1, trace=str(trace))
    waiting = [portal.enqueue("tests.write_line", line=str(n)) for n in range(5)]
    server = serve(portal)
    wait_for(lambda: trace.exists() and len(trace.read_text().split()) >= 3, "third step")
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    assert portal.job(first)["state"] == "running"

    serve(portal)
    for job_id in (first, *waiting):
        wait_for(lambda job_id=job_id: portal.job(job_id)["state"] == "done", f"job {job_id}")
    assert portal.job(first)["attempts"] == 2
    assert Counter(trace.read_text().split()).most_common(1)[0][1] == 20
    assert portal.lines("tests.counted") == ["20"]
    assert portal.lines("tests.line") == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_everything_quickly_even_in_the_middle_of_a_job(portal, tmp_path, how):
    trace = tmp_path / "trace"
    job_id = portal.enqueue("tests.count_slowly", steps=600, pause=0.1, trace=str(trace))
    server = serve(portal)
    wait_for(trace.exists, "first step")
    started = time.monotonic()
    portal.stop(server, how)
    wait_for(lambda: not group_members(server), "no process left", patience=20)
    # The job itself would go on for a minute.
    assert time.monotonic() - started < 40
    assert portal.job(job_id)["state"] == "running"
    assert portal.get("/health/live/")[0] == 0


def test_web_worker_ends_when_its_master_is_killed(portal):
    server = serve(portal)
    portal.stop(server, signal.SIGKILL)
    wait_for(lambda: not group_members(server), "no process left", patience=15)


def test_second_portal_on_the_same_data_leaves_the_jobs_of_the_first_alone(portal, tmp_path):
    trace = tmp_path / "trace"
    job_id = portal.enqueue("tests.count_slowly", steps=60, pause=0.1, trace=str(trace))
    serve(portal)
    wait_for(trace.exists, "first step")
    portal.use_another_port()
    serve(portal)
    wait_for(lambda: portal.job(job_id)["state"] == "done", "job")
    assert portal.job(job_id)["attempts"] == 1


def test_commands_run_jobs_while_they_wait(portal):
    """What `manage.py demo` does."""
    job_id = portal.enqueue("tests.write_line", line="1")
    done = portal.run("python", "-m", "tests.wait_for_jobs")
    assert (done.returncode, portal.job(job_id)["state"]) == (0, "done"), done.stderr


@pytest.mark.usefixtures("embedded_worker")
def test_worker_in_threads_of_a_test_does_jobs_as_the_portal_does():
    job = enqueue("tests.write_line", now=timezone.now(), line="1")
    wait_for(lambda: Job.objects.get(pk=job.pk).state == "done", "job")
    assert AuditEntry.objects.filter(action="tests.line").count() == 1
