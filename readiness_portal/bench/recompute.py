"""How long readiness takes: a whole region, the region again, one student after a new answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from django.db import connection, transaction

from assessments.enums import RunState
from assessments.selectors.readiness import official_runs
from assessments.services.runs import start_run
from assessments.services.surveys import submit_motivation
from colleges.models import Student
from readiness_portal.bench.statement import fastest_statement
from readiness_portal.bench.workers import workers_running

_TABLES: Final = (
    "assessments_computedcollege",
    "assessments_functionscore",
    "assessments_studentreadiness",
    "assessments_groupreadiness",
    "assessments_groupfunctionreadiness",
)
_PATIENCE: Final = 1_200.0
_PAUSE: Final = 0.0005
_ITEMS: Final = 6
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; seconds, milliseconds and megabytes as the names say."""

    evidence: int
    group_by_s: float
    recompute_s: float
    ratio: float
    unchanged_rerun_s: float
    incremental_ms_p95: float
    peak_mb: float


class RunFailed(RuntimeError):
    """A run did not end well, so there is nothing to measure."""


def students_in_region() -> int:
    """Return how many students the database holds."""
    return _count("colleges_student")


def measure_recompute(*, repeats: int, answers: int, clock: Clock) -> tuple[Figures, float]:
    """Measure on the region in the database; take the best of `repeats`.

    Return the figures and, beside them, the seconds of a run in which every estimate differs.

    The first run of each round writes into empty tables, the second one knows what the first one
    learned, so that all its estimates differ, the third one finds nothing changed.
    """
    statement = fastest_statement(repeats=repeats)
    rounds = []
    with workers_running() as workers:
        for _ in range(repeats):
            _forget_scores()
            rounds.append(tuple(_whole_run(clock) for _ in range(3)))
        peak = workers.peak_megabytes()
        waits = _incremental(answers, clock)
    whole, changed, unchanged = (min(times) for times in zip(*rounds, strict=True))
    figures = Figures(
        evidence=_count("assessments_evidence WHERE voided_at IS NULL"),
        group_by_s=round(statement, 3),
        recompute_s=round(whole, 3),
        ratio=round(whole / statement, 2),
        unchanged_rerun_s=round(unchanged, 3),
        incremental_ms_p95=round(float(np.percentile(waits, 95)) * 1000, 1),
        peak_mb=round(peak, 1),
    )
    return figures, changed


def _forget_scores() -> None:
    """Empty what is derived and what earlier runs learned, as before the very first run."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            wipe = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
            cursor.execute(f"{wipe} {table}")
        cursor.execute("UPDATE assessments_readinessrun SET estimates = '{}'")


def _count(rows: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {rows}")  # noqa: S608 -- names from code
        return int(cursor.fetchone()[0])


def _whole_run(clock: Clock) -> float:
    started = time.perf_counter()
    run = start_run(requested_by_id=None, now=clock())
    while True:
        state = official_runs().filter(pk=run.pk).values_list("state", flat=True).get()
        if state == RunState.DONE:
            return time.perf_counter() - started
        if state == RunState.FAILED or time.perf_counter() - started > _PATIENCE:
            raise RunFailed(f"run {run.pk}: {state}")
        time.sleep(20 * _PAUSE)


def _incremental(count: int, clock: Clock) -> list[float]:
    """Return what `count` students wait for, from a new answer's commit to the new readiness."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT student_id, college_id FROM assessments_studentreadiness ORDER BY 1")
        rows = cursor.fetchall()
    chosen = rows[:: max(1, len(rows) // count)][:count]
    return [
        _one_answer(student_id, college_id, place % 4, clock)
        for place, (student_id, college_id) in enumerate(chosen)
    ]


def _one_answer(student_id: int, college_id: int, value: int, clock: Clock) -> float:
    committed: list[float] = []
    with transaction.atomic():
        # The first to be called after the commit, before the broker hears of the job.
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        submit_motivation(
            student=Student(pk=student_id, college_id=college_id),
            values=dict.fromkeys(range(1, _ITEMS + 1), value),
            actor_id=None,
            now=clock(),
        )
    while _waits(student_id):
        if time.perf_counter() - committed[0] > _PATIENCE:
            raise RunFailed("a student is still not computed")
        time.sleep(_PAUSE)
    return time.perf_counter() - committed[0]


def _waits(student_id: int) -> bool:
    """Say whether the student's readiness is older than the evidence.

    The mark is taken away in the transaction that writes the new readiness.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM assessments_stalestudent WHERE student_id = %s", [student_id])
        return cursor.fetchone() is not None
