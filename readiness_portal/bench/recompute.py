"""How long readiness takes: a whole region, the region again, one student after a new answer."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from assessments.enums import Component, RunState
from assessments.models import Evidence
from assessments.selectors.readiness import latest_complete_run, official_runs
from assessments.services.evidence import void_evidence
from assessments.services.runs import request_students, start_run
from assessments.services.surveys import submit_motivation
from colleges.enums import ConsentPurpose
from colleges.models import Student
from colleges.rules.consents import giver_needed
from colleges.services.consents import SignedPaper, record_consent
from core.enums import JobState
from readiness_portal.bench.statement import fastest_statement
from readiness_portal.bench.workers import workers_running

_TABLES: Final = (
    "assessments_computedcollege",
    "assessments_studentscores",
    "assessments_studentreadiness",
    "assessments_groupreadiness",
    "assessments_groupfunctionreadiness",
)
_PATIENCE: Final = 1_200.0
# Looking is work too, on the processors that are measured: where a look can wait for a commit, few
# are taken, elsewhere often enough for the figure's digits.
_PAUSE: Final = 0.002
_RUN_PAUSE: Final = 0.03
# In the worker's own process each look takes the interpreter away from it.
_EMBEDDED_RUN_PAUSE: Final = 0.1
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
    if connection.in_atomic_block:
        raise RunFailed("workers are other processes: they see nothing of an open transaction")
    _forget_failures()
    statement = fastest_statement(repeats=repeats)
    rounds = []
    with workers_running() as workers:
        for _ in range(repeats):
            _forget_scores()
            rounds.append(tuple(whole_run(clock) for _ in range(3)))
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


def compute_once(clock: Clock) -> None:
    """Compute the region where no run has been complete yet."""
    if latest_complete_run() is None:
        with workers_running():
            whole_run(clock)


def _forget_failures() -> None:
    """Forget what jobs of earlier measurements complained of; give up those that never began."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_job SET error = '' WHERE error <> ''")
        cursor.execute(
            "UPDATE core_job SET state = %s WHERE state = %s", [JobState.FAILED, JobState.QUEUED]
        )


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


def whole_run(clock: Clock) -> float:
    """Compute the whole region by the workers that run; return the seconds until it was done."""
    started = time.perf_counter()
    run = start_run(requested_by_id=None, now=clock())
    while True:
        state = official_runs().filter(pk=run.pk).values_list("state", flat=True).get()
        if state == RunState.DONE:
            return time.perf_counter() - started
        if state == RunState.FAILED:
            raise RunFailed(f"run {run.pk}: {state}")
        _give_up_if_stuck(started)
        time.sleep(_EMBEDDED_RUN_PAUSE if settings.EMBEDDED_WORKER else _RUN_PAUSE)


def _give_up_if_stuck(started: float) -> None:
    """Raise RunFailed when a job has failed, for nobody sweeps here, or after too long a wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, error FROM core_job WHERE error <> '' ORDER BY id LIMIT 1")
        failed = cursor.fetchone()
    if failed is not None:
        raise RunFailed("job {} ({}): {}".format(*failed))
    if time.perf_counter() - started > _PATIENCE:
        raise RunFailed(f"nothing has come of it in {_PATIENCE:.0f} s")


def _incremental(count: int, clock: Clock) -> list[float]:
    """Return what `count` students wait for, from a change's commit to the new readiness.

    Every other change is a questionnaire, the rest are judgements of a function.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT student_id, college_id FROM assessments_studentreadiness ORDER BY 1")
        rows = cursor.fetchall()
    chosen = rows[:: max(1, len(rows) // count)][:count]
    _consent([student_id for student_id, _college_id in chosen], clock())
    deeds = (_answer, _void_judgement)
    return [
        _wait_after(deeds[place % 2], student_id, college_id, clock)
        for place, (student_id, college_id) in enumerate(chosen)
    ]


def _consent(student_ids: Sequence[int], now: datetime) -> None:
    """Let them agree to questionnaires, once: without it none is taken."""
    for pk in student_ids:
        student = Student(pk=pk)
        student.refresh_from_db()
        paper = SignedPaper(
            purpose=ConsentPurpose.QUESTIONNAIRE,
            given_by=giver_needed(student.birth_date, now.date()),
            given_on=now.date(),
        )
        with suppress(ValidationError):
            record_consent(student=student, paper=paper, actor_id=None, now=now)


def _answer(student_id: int, college_id: int, clock: Clock) -> None:
    """Let the student fill in the questionnaire anew, as the component of motivation."""
    submit_motivation(
        student=Student(pk=student_id, college_id=college_id),
        values=dict.fromkeys(range(1, _ITEMS + 1), student_id % 4),
        actor_id=None,
        now=clock(),
    )


def _void_judgement(student_id: int, college_id: int, clock: Clock) -> None:
    """Void one judgement of the student's practice, so that the score of a function changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(id) FROM assessments_evidence"
            " WHERE college_id = %s AND student_id = %s AND component = %s AND voided_at IS NULL",
            [college_id, student_id, Component.PRACTICAL],
        )
        (found,) = cursor.fetchone()
    void_evidence(rows=[Evidence(pk=found)], reason="замер", now=clock())
    request_students(college_id=college_id, student_ids=[student_id], now=clock())


def _wait_after(
    deed: Callable[[int, int, Clock], None], student_id: int, college_id: int, clock: Clock
) -> float:
    committed: list[float] = []
    with transaction.atomic():
        # The first to be called after the commit, before the broker hears of the job.
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        deed(student_id, college_id, clock)
    while _waits(student_id):
        if time.perf_counter() - committed[0] > 1:
            _give_up_if_stuck(committed[0])
        time.sleep(_PAUSE)
    return time.perf_counter() - committed[0]


def _waits(student_id: int) -> bool:
    """Say whether the student's readiness is older than the evidence.

    The mark is taken away in the transaction that writes the new readiness. PostgreSQL answers a
    look at a mark that is just being taken away when that transaction has ended.
    """
    waiting = "FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM assessments_stalestudent WHERE student_id = %s {waiting}",  # noqa: S608 -- our own words
            [student_id],
        )
        return cursor.fetchone() is not None
