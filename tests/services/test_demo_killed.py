"""`manage.py demo` is killed twice on its way; started again, it ends with the same region."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from tests.migrated import migrated_sqlite
from tests.processes import PATIENCE, Installation, wait_for
from tests.services.conftest import MOMENTS

pytestmark = pytest.mark.services
# So many colleges that a report of them tells no college of another.
COLLEGES = 5
DEMO = ("python", "manage.py", "demo", "--colleges", str(COLLEGES), "--group-size", "6")
# What no two regions of one seed and day may differ in; keys of jobs and moments may.
NUMBERS = {
    "colleges_college": "id, name",
    "colleges_student": "id, search_name",
    "colleges_enrolment": "student_id, group_id, state",
    "employers_placement": "id, student_id, employer_id",
    "assessments_evidence": "student_id, function_id, kind, score, observed_on, voided_at",
    "assessments_studentscores": "student_id, scores",
    "assessments_studentreadiness": 'student_id, "index", level',
    "accounts_membership": "role, college_id, student_id",
}


def installation_in(folder: Path) -> Installation:
    """An installation as `make run` has it: SQLite, jobs in the process itself."""
    logs = folder / "logs"
    logs.mkdir(parents=True)
    return Installation({**MOMENTS, "PORTAL_DATA": str(folder / "data")}, logs)


@pytest.fixture
def installations(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """One to be killed, one to be left alone; both with empty tables."""
    both = installation_in(tmp_path / "killed"), installation_in(tmp_path / "quiet")
    try:
        empty = migrated_sqlite(tmp_path)
        for installed in both:
            data = Path(installed.environment["PORTAL_DATA"])
            data.mkdir()
            copyfile(empty, data / "portal.sqlite3")
        yield both
    finally:
        for installed in both:
            installed.close()


def query(installed: Installation, sql: str) -> list[tuple[Any, ...]]:
    path = Path(installed.environment["PORTAL_DATA"]) / "portal.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        return connection.execute(sql).fetchall()


def count(installed: Installation, table: str, condition: str = "1") -> int:
    return query(installed, f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0][0]  # noqa: S608 -- our own


def numbers(installed: Installation) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: sorted(query(installed, f"SELECT {columns} FROM {table}"), key=repr)  # noqa: S608 -- our own
        for table, columns in NUMBERS.items()
    }


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL


def test_demo_killed_while_writing_and_while_computing_ends_in_the_same_region(installations):
    killed, quiet = installations
    undisturbed = quiet.start(*DEMO)

    writing = killed.start(*DEMO)
    wait_for(lambda: "Нива" in killed.log(), "first college written")
    kill(writing)
    assert count(killed, "colleges_college") == 0

    computing = killed.start(*DEMO)
    wait_for(lambda: count(killed, "assessments_runcollege", "done_at IS NOT NULL"), "a college")
    kill(computing)
    assert count(killed, "reports_release") == 0
    assert count(killed, "colleges_college") == COLLEGES

    finishing = killed.start(*DEMO)
    assert finishing.wait(PATIENCE) == 0, killed.log()
    assert undisturbed.wait(PATIENCE) == 0, quiet.log()
    assert count(killed, "reports_release", "state = 'published'") == 1
    assert count(killed, "assessments_readinessrun", "state = 'done'") == 2
    assert count(killed, "assessments_stalestudent") == 0
    assert count(killed, "core_job", "state <> 'done'") == 0
    assert numbers(killed) == numbers(quiet)
