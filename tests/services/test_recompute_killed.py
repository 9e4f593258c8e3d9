"""A worker is killed in the middle of a run over several colleges; the numbers do not notice."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.migrated import recreate_postgresql
from tests.processes import Installation, wait_for

pytestmark = pytest.mark.services
COLLEGES = 4
STUDENTS = 1_000 * COLLEGES
TABLES = {
    "assessments_studentscores": "student_id",
    "assessments_studentreadiness": "student_id",
    "assessments_groupreadiness": "group_id, sex",
    "assessments_groupfunctionreadiness": "group_id, function_id",
}


def query(installation: Installation, sql: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(installation.environment["DATABASE_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def region(installation, another_database):
    """A generated region in a database of its own, a copy of the migrated one."""
    servers = installation.environment["DATABASE_URL"]
    migrated, copy = (urlsplit(url).path.lstrip("/") for url in (servers, another_database))
    recreate_postgresql(os.environ["DATABASE_URL"], copy, migrated)
    installation.environment["DATABASE_URL"] = another_database
    done = installation.run("python", "manage.py", "generate_region", "--students", str(STUDENTS))
    assert done.returncode == 0, done.stderr
    return installation


def beat(installation: Installation) -> None:
    installation.start(
        *("celery", "-A", "readiness_portal", "beat", "--loglevel", "WARNING", "--pidfile", ""),
        *("--schedule", str(Path(installation.environment["PORTAL_DATA"]) / "beat")),
    )


def start_run(installation: Installation) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from assessments.services.runs import start_run\n"
        "start_run(requested_by_id=None, now=timezone.now())"
    )
    done = installation.run("python", "-c", code)
    assert done.returncode == 0, done.stderr


def done_colleges(installation: Installation) -> int:
    sql = "SELECT COUNT(*) FROM assessments_runcollege WHERE done_at IS NOT NULL"
    return query(installation, sql)[0][0]


@contextmanager
def last_college_held(installation: Installation) -> Iterator[None]:
    """Hold the last college's lock, so that a run cannot end before the worker is killed."""
    with closing(psycopg2.connect(installation.environment["DATABASE_URL"])) as connection:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM colleges_college ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE"
            )
        yield
        connection.rollback()


def state_of_run(installation: Installation) -> str:
    sql = "SELECT state FROM assessments_readinessrun ORDER BY id DESC LIMIT 1"
    return query(installation, sql)[0][0]


def numbers(installation: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """Return every derived row without its key, and what the run says of itself."""
    found = {
        table: query(
            installation,
            f"SELECT to_jsonb(t) - 'id' FROM {table} t ORDER BY {order}",  # noqa: S608 -- our own
        )
        for table, order in TABLES.items()
    }
    found["run"] = query(
        installation, "SELECT summary, estimates FROM assessments_readinessrun ORDER BY id DESC"
    )[:1]
    return found


def forget(installation: Installation) -> None:
    query(installation, f"TRUNCATE assessments_computedcollege, {', '.join(TABLES)}")
    query(installation, "DELETE FROM assessments_runcollege")
    query(installation, "DELETE FROM assessments_readinessrun")


def test_run_of_a_killed_worker_ends_with_the_numbers_of_an_undisturbed_one(region):
    quiet = region.start_worker("-n", "quiet@%h")
    start_run(region)
    wait_for(lambda: state_of_run(region) == "done", "undisturbed run", patience=120)
    undisturbed = numbers(region)
    assert len(undisturbed["assessments_studentreadiness"]) == STUDENTS
    assert region.stop(quiet) == 0
    forget(region)

    with last_college_held(region):
        victim = region.start_worker("-n", "victim@%h")
        start_run(region)
        wait_for(lambda: done_colleges(region) >= 1, "first college", patience=120)
        os.killpg(victim.pid, signal.SIGKILL)
        assert victim.wait(10) == -signal.SIGKILL
        assert 1 <= done_colleges(region) < COLLEGES
        assert state_of_run(region) == "running"

    region.start_worker("-n", "successor@%h")
    beat(region)
    wait_for(lambda: state_of_run(region) == "done", "run after the kill", patience=120)
    assert numbers(region) == undisturbed
    counted = query(
        region,
        "SELECT COUNT(*), COUNT(DISTINCT college_id), SUM(students_count)"
        " FROM assessments_runcollege WHERE done_at IS NOT NULL",
    )
    assert counted == [(COLLEGES, COLLEGES, STUDENTS)]
