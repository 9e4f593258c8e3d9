"""Computing readiness: the beginning and the end of a run, and single students in between."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from assessments.enums import RunKind, RunState
from assessments.models import (
    Methodology,
    ReadinessRun,
    RunCollege,
    StaleStudent,
)
from assessments.rules.parameters import parameters_from_json
from assessments.rules.priors import CollegeSums, estimates_to_json, merge_sums
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.readiness import official_runs
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import college_lock, compute_readiness, method_in_use
from assessments.services.figures import announce_figures
from assessments.services.score_tables import stored_students, write_students
from colleges.models import College
from core.audit import record_action
from core.bulk import execute_together
from core.jobs.queue import enqueue, enqueue_many

RUN_JOB: Final = "assessments.run_readiness"
COLLEGES_JOB: Final = "assessments.compute_colleges"
STUDENTS_JOB: Final = "assessments.compute_students"
# Of what is left one job takes this part: some at a time while there are many, single ones in the
# end, so that up to half as many workers end together.
_PARTS: Final = 16


def start_run(*, requested_by_id: int | None, now: datetime) -> ReadinessRun:
    """Begin an official run over all colleges by the methodology in force; the job does the rest.

    Raise NoMethodologyInForce.
    """
    methodology = methodology_in_force()
    with transaction.atomic():
        run = ReadinessRun.objects.create(
            kind=RunKind.OFFICIAL,
            methodology=methodology,
            as_of_date=timezone.localdate(now),
            known_at=now,
            started_at=now,
            priors=latest_estimates(methodology),
        )
        run.job = enqueue(RUN_JOB, now=now, requested_by_id=requested_by_id, run_id=run.pk)
        run.save(update_fields=["job"])
        record_action(action="assessments.start_run", actor_id=requested_by_id, now=now, target=run)
    return run


def latest_estimates(methodology: Methodology) -> dict[str, Any]:
    """Return what the last complete official run by this methodology learned; empty before one."""
    latest = (
        ReadinessRun.objects.filter(
            kind=RunKind.OFFICIAL, methodology=methodology, state=RunState.DONE
        )
        .order_by("-finished_at", "-pk")
        .only("estimates")
        .first()
    )
    return {} if latest is None else dict(latest.estimates)


def plan_run(*, run_id: int, now: datetime) -> int:
    """Enqueue jobs for the colleges not yet done; return how many colleges. May be repeated.

    Largest first: the workers then end together, not one of them alone with a large college.
    """
    run = ReadinessRun.objects.get(pk=run_id)
    if run.state != RunState.RUNNING:
        return 0
    with transaction.atomic():
        active = College.objects.filter(is_active=True).values_list("pk", flat=True)
        RunCollege.objects.bulk_create(
            (RunCollege(run=run, college_id=college_id) for college_id in active),
            ignore_conflicts=True,
        )
        waiting = RunCollege.objects.filter(run=run, done_at__isnull=True)
        college_ids = list(waiting.order_by("college_id").values_list("college_id", flat=True))
        sizes = _sizes_before()
        college_ids.sort(key=lambda college_id: -sizes.get(college_id, 0))
        enqueue_many(
            COLLEGES_JOB,
            now=now,
            parameters={
                f"run:{run.pk}:college:{own[0]}": {"run_id": run.pk, "college_ids": own}
                for own in _shares(college_ids)
            },
        )
    finish_run_if_complete(run_id=run.pk, now=now)
    return len(college_ids)


def _shares(college_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the colleges in order, a part of those that are left at a time.

    A message and a claim cost about a tenth of what a college of a thousand students does.
    """
    start = 0
    while start < len(college_ids):
        end = start + max(1, (len(college_ids) - start) // _PARTS)
        yield college_ids[start:end]
        start = end


def _sizes_before() -> dict[int, int]:
    """Return how much evidence the last complete run read of each college."""
    latest = official_runs().filter(state=RunState.DONE).values("pk")[:1]
    parts = RunCollege.objects.filter(run=latest)
    return dict(parts.values_list("college_id", "evidence_count"))


_IS_OPEN: Final = """
SELECT 1 FROM assessments_runcollege WHERE run_id = %s AND done_at IS NULL LIMIT 1
"""


def finish_run_if_complete(*, run_id: int, now: datetime) -> bool:
    """Close the run once every college is done; True for the one call that closed it.

    Whoever prints figures is told in the same transaction.
    """
    if execute_together([(_IS_OPEN, (run_id,))]):
        return False
    parts = RunCollege.objects.filter(run_id=run_id)
    totals = parts.aggregate(
        colleges=Count("pk"),
        students=Sum("students_count"),
        evidence=Sum("evidence_count"),
        changed=Sum("changed_count"),
    )
    summary = {name: value or 0 for name, value in totals.items()}
    run = ReadinessRun.objects.select_related("methodology").get(pk=run_id)
    sums = parts.order_by("college_id").values_list("sums", flat=True)
    estimates = estimates_to_json(
        merge_sums(CollegeSums.from_json(part) for part in sums),
        parameters_from_json(run.methodology.parameters),
    )
    with transaction.atomic():
        has_closed = ReadinessRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
            state=RunState.DONE, finished_at=now, summary=summary, estimates=estimates
        )
        if has_closed:
            announce_figures(now=now)
    return bool(has_closed)


def request_students(*, college_id: int, student_ids: Sequence[int], now: datetime) -> None:
    """Ask for these students' readiness to be computed anew after the caller's commit."""
    if not student_ids:
        return
    # A mark that stands already is written again: a computation that is just taking it away then
    # waits for this transaction's evidence, or this one for the computation.
    StaleStudent.objects.bulk_create(
        (
            StaleStudent(student_id=student_id, college_id=college_id)
            for student_id in sorted(student_ids)
        ),
        update_conflicts=True,
        unique_fields=["student"],
        update_fields=["college"],
    )
    enqueue(
        STUDENTS_JOB,
        now=now,
        deduplication_key=f"stale:{college_id}",
        college_id=college_id,
    )


# What is stored no longer follows from the input of the last run alone.
_DISTRUST_BLOCKS: Final = """
UPDATE assessments_computedcollege SET blocks = '[]' WHERE college_id = %s AND blocks <> '[]'
"""
_IF_ANYBODY_WAITS: Final = """
AND EXISTS (SELECT 1 FROM assessments_stalestudent WHERE college_id = %s)
"""
_TAKE_WAITING: Final = """
DELETE FROM assessments_stalestudent WHERE college_id = %s RETURNING student_id
"""


def compute_stale_students(*, college_id: int, now: datetime) -> int:
    """Compute the students of a college that wait for it; return how many.

    Their marks are taken away before the evidence is read, so that evidence written meanwhile
    leaves a new mark.
    """
    with transaction.atomic():
        taken = execute_together(
            [
                *college_lock(college_id),
                (_DISTRUST_BLOCKS + _IF_ANYBODY_WAITS, (college_id, college_id)),
                (_TAKE_WAITING, (college_id,)),
            ]
        )
        student_ids = [student_id for (student_id,) in taken]
        if student_ids:
            _compute_students(college_id, student_ids, now)
    return len(student_ids)


def compute_students(*, college_id: int, student_ids: Sequence[int], now: datetime) -> int:
    """Compute some students of one college anew, with their groups' sums; same numbers as a run.

    Return how many scores changed.
    """
    with transaction.atomic():
        execute_together([*college_lock(college_id), (_DISTRUST_BLOCKS, (college_id,))])
        return _compute_students(college_id, student_ids, now)


def _compute_students(college_id: int, student_ids: Sequence[int], now: datetime) -> int:
    parameters, priors = method_in_use()
    today = timezone.localdate(now)
    before = stored_students(college_id=college_id, student_ids=student_ids)
    computed = compute_readiness(
        college_id=college_id,
        parameters=parameters,
        priors=priors,
        ledger=Ledger(as_of_date=today),
        student_ids=student_ids,
    )
    return write_students(computed, before=before, today=today)
