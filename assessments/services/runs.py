"""Computing readiness: whole runs, college by college, and single students in between."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, Sum

from assessments.enums import RunKind, RunState
from assessments.models import Methodology, ReadinessRun, RunCollege, StaleStudent, StudentReadiness
from assessments.rules.parameters import parameters_from_json
from assessments.rules.priors import (
    PROGRAMME_KINDS,
    CollegeSums,
    estimates_to_json,
    merge_sums,
    priors_for,
    with_estimated_variances,
)
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.scoring_input import Ledger, read_scoring_input, requirements_of
from assessments.services.score_tables import (
    Computed,
    rebuild_group_sums,
    write_computed,
    write_group_sums,
)
from assessments.services.severity_effects import with_adjustment
from colleges.models import College
from core.audit import record_action
from core.bulk import MergeResult
from core.jobs.queue import enqueue
from scoring.parameters import OfficialScore, Parameters
from scoring.readiness import compute
from scoring.uncertainty import assess, measurement_sums, prior_sums, variance_sums

RUN_JOB: Final = "assessments.run_readiness"
COLLEGE_JOB: Final = "assessments.compute_college"
STUDENTS_JOB: Final = "assessments.compute_students"
_EPOCH: Final = date(1970, 1, 1)


def start_run(*, requested_by_id: int | None, now: datetime) -> ReadinessRun:
    """Begin an official run over all colleges by the methodology in force; the job does the rest.

    Raise NoMethodologyInForce.
    """
    methodology = methodology_in_force()
    with transaction.atomic():
        run = ReadinessRun.objects.create(
            kind=RunKind.OFFICIAL,
            methodology=methodology,
            as_of_date=now.date(),
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
    """Enqueue one job for each college not yet done; return how many. May be repeated."""
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
        for college_id in college_ids:
            enqueue(
                COLLEGE_JOB,
                now=now,
                deduplication_key=f"run:{run.pk}:college:{college_id}",
                run_id=run.pk,
                college_id=college_id,
            )
    finish_run_if_complete(run_id=run.pk, now=now)
    return len(college_ids)


def compute_college(*, run_id: int, college_id: int, now: datetime) -> MergeResult | None:
    """Compute and write one college's part of a run; None when the run is over or it is done."""
    run = ReadinessRun.objects.select_related("methodology").get(pk=run_id)
    with transaction.atomic():
        lock_college(college_id)
        part = RunCollege.objects.filter(run=run, college_id=college_id, done_at__isnull=True)
        if run.state != RunState.RUNNING or not part.exists():
            result = None
        else:
            computed = compute_readiness(
                college_id=college_id,
                parameters=parameters_from_json(run.methodology.parameters),
                priors=run.priors,
                ledger=Ledger(as_of_date=run.as_of_date),
            )
            result = write_computed(computed, None)
            write_group_sums(computed)
            part.update(
                done_at=now,
                students_count=len(computed.source.students),
                evidence_count=len(computed.source.evidence),
                changed_count=result.changed,
                sums=sums_of(computed, parameters_from_json(run.methodology.parameters)).to_json(),
                requirements=requirements_of(college_id=college_id),
            )
    finish_run_if_complete(run_id=run_id, now=now)
    return result


def lock_college(college_id: int) -> None:
    """Let one computation of a college follow another; evidence may be written meanwhile."""
    list(College.objects.select_for_update(no_key=True).filter(pk=college_id).values_list("pk"))


def compute_readiness(
    *,
    college_id: int,
    parameters: Parameters,
    priors: Mapping[str, Any],
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> Computed:
    """Compute without writing: for runs, for single students, and to repeat a run of the past.

    The method says whether mentors' severity, as last estimated, is adjusted for.
    """
    computed = compute_as_given(
        college_id=college_id,
        parameters=parameters,
        priors=priors,
        ledger=ledger,
        student_ids=student_ids,
    )
    adjusts = parameters.official is OfficialScore.ADJUSTED
    return with_adjustment(computed, parameters) if adjusts else computed


def compute_as_given(
    *,
    college_id: int,
    parameters: Parameters,
    priors: Mapping[str, Any],
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> Computed:
    """Compute without writing, and without any adjustment for severity."""
    source = read_scoring_input(college_id=college_id, ledger=ledger, student_ids=student_ids)
    as_of = (ledger.as_of_date - _EPOCH).days
    measured = with_estimated_variances(parameters, priors)
    readiness = compute(source.evidence, source.requirements, measured, as_of)
    cells, students = assess(
        readiness,
        source.requirements,
        measured,
        priors_for(source.functions, priors, measured),
        source.programme_kinds,
    )
    return Computed(
        college_id=college_id, source=source, readiness=readiness, cells=cells, students=students
    )


def sums_of(computed: Computed, parameters: Parameters) -> CollegeSums:
    """Add up what the region's priors are estimated from, by the method's own parameters."""
    measured = measurement_sums(computed.readiness, parameters)
    return CollegeSums(
        functions=computed.source.functions,
        priors=prior_sums(
            computed.readiness,
            measured,
            parameters,
            programme_kind=computed.source.programme_kinds,
            kinds=len(PROGRAMME_KINDS),
        ),
        variances=variance_sums(computed.readiness, parameters),
    )


def finish_run_if_complete(*, run_id: int, now: datetime) -> bool:
    """Close the run once every college is done; True for the one call that closed it."""
    totals = RunCollege.objects.filter(run_id=run_id).aggregate(
        open=Count("pk", filter=Q(done_at__isnull=True)),
        colleges=Count("pk"),
        students=Sum("students_count"),
        evidence=Sum("evidence_count"),
        changed=Sum("changed_count"),
    )
    if totals.pop("open"):
        return False
    summary = {name: value or 0 for name, value in totals.items()}
    run = ReadinessRun.objects.select_related("methodology").get(pk=run_id)
    parts = RunCollege.objects.filter(run=run).order_by("college_id").values_list("sums", flat=True)
    estimates = estimates_to_json(
        merge_sums(CollegeSums.from_json(part) for part in parts),
        parameters_from_json(run.methodology.parameters),
    )
    return bool(
        ReadinessRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
            state=RunState.DONE, finished_at=now, summary=summary, estimates=estimates
        )
    )


def request_students(*, college_id: int, student_ids: Sequence[int], now: datetime) -> None:
    """Ask for these students' readiness to be computed anew after the caller's commit."""
    if not student_ids:
        return
    StaleStudent.objects.bulk_create(
        (
            StaleStudent(student_id=student_id, college_id=college_id)
            for student_id in sorted(student_ids)
        ),
        ignore_conflicts=True,
    )
    enqueue(
        STUDENTS_JOB,
        now=now,
        deduplication_key=f"stale:{college_id}",
        college_id=college_id,
    )


def compute_stale_students(*, college_id: int, now: datetime) -> int:
    """Compute the students of a college that wait for it; return how many.

    Their marks are taken away before the evidence is read, so that evidence written meanwhile
    leaves a new mark.
    """
    with transaction.atomic():
        lock_college(college_id)
        waiting = StaleStudent.objects.filter(college_id=college_id)
        student_ids = list(waiting.select_for_update().values_list("pk", flat=True))
        StaleStudent.objects.filter(pk__in=student_ids).delete()
        if student_ids:
            compute_students(college_id=college_id, student_ids=student_ids, now=now)
    return len(student_ids)


def compute_students(*, college_id: int, student_ids: Sequence[int], now: datetime) -> MergeResult:
    """Compute some students of one college anew, with their groups' sums; same numbers as a run."""
    methodology = methodology_in_force()
    with transaction.atomic():
        lock_college(college_id)
        groups_before = _groups_of(student_ids)
        computed = compute_readiness(
            college_id=college_id,
            parameters=parameters_from_json(methodology.parameters),
            priors=priors_in_use(methodology),
            ledger=Ledger(as_of_date=now.date()),
            student_ids=student_ids,
        )
        result = write_computed(computed, student_ids)
        StudentReadiness.objects.filter(student_id__in=student_ids).update(refreshed_on=now.date())
        groups = groups_before | set(computed.source.groups.tolist())
        rebuild_group_sums(college_id=college_id, group_ids=sorted(groups))
    return result


def priors_in_use(methodology: Methodology) -> dict[str, Any]:
    """Return the priors of the last run begun, so that a student between runs is scored alike."""
    latest = (
        ReadinessRun.objects.filter(kind=RunKind.OFFICIAL, methodology=methodology)
        .order_by("-started_at", "-pk")
        .only("priors")
        .first()
    )
    return {} if latest is None else dict(latest.priors)


def _groups_of(student_ids: Sequence[int]) -> set[int]:
    return set(
        StudentReadiness.objects.filter(student_id__in=student_ids).values_list(
            "group_id", flat=True
        )
    )
