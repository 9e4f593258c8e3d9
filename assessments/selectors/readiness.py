"""When readiness last changed, and the runs behind it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Count, QuerySet

from assessments.enums import RunKind, RunState
from assessments.models import Methodology, ReadinessRun, RunCollege, StudentReadiness
from assessments.selectors.methodology_versions import COMPARE_JOB
from core.enums import JobState
from core.models import Job
from core.request_memory import once_a_request

# Jobs that read figures or prepare something else; those that may change some are all the others.
_READERS: Final = (
    COMPARE_JOB,
    "assessments.adjust_college",
    "assessments.check_college_documents",
    "assessments.check_documents",
    "assessments.check_import",
    "assessments.estimate_severities",
    "assessments.make_documents",
    "assessments.purge_document_archives",
    "assessments.purge_import_files",
)


@once_a_request
def data_version() -> str:
    """Return a text that changes whenever a computation may have changed any readiness."""
    latest = (
        Job.objects.filter(kind__startswith="assessments.", state=JobState.DONE)
        .exclude(kind__in=_READERS)
        .order_by("-finished_at", "-pk")
        .only("finished_at")
        .first()
    )
    return "0" if latest is None else f"{latest.pk}-{latest.finished_at}"


def official_runs() -> QuerySet[ReadinessRun]:
    """Return the official runs, newest first."""
    return (
        ReadinessRun.objects.filter(kind=RunKind.OFFICIAL)
        .select_related("methodology")
        .order_by("-started_at", "-pk")
    )


def priors_in_use(methodology: Methodology) -> dict[str, Any]:
    """Return the priors of the last run begun, so that a student between runs is scored alike."""
    latest = (
        ReadinessRun.objects.filter(kind=RunKind.OFFICIAL, methodology=methodology)
        .order_by("-started_at", "-pk")
        .only("priors")
        .first()
    )
    return {} if latest is None else dict(latest.priors)


def run_is_complete(*, run_id: int) -> bool:
    """Tell whether every college of a run has been computed."""
    return ReadinessRun.objects.filter(pk=run_id, state=RunState.DONE).exists()


def latest_complete_run() -> ReadinessRun | None:
    """Return the last official run that is complete; None before the first."""
    return official_runs().filter(state=RunState.DONE).first()


def numbers_date(*, stored: StudentReadiness) -> date | None:
    """Return the day that a student's stored numbers are of; None when nobody recorded it.

    That of the college's last computation in an official run, or of the student's own computation
    after it.
    """
    of_run = (
        RunCollege.objects.filter(
            college_id=stored.college_id, run__kind=RunKind.OFFICIAL, done_at__isnull=False
        )
        .order_by("-done_at")
        .values_list("run__as_of_date", flat=True)
        .first()
    )
    return max(filter(None, (of_run, stored.refreshed_on)), default=None)


def progress_of_runs(*, runs: Iterable[ReadinessRun]) -> dict[int, tuple[int, int]]:
    """Return for each run how many of its colleges are done, and how many there are."""
    counted = (
        RunCollege.objects.filter(run__in=[run.pk for run in runs])
        .values("run_id")
        .annotate(done=Count("done_at"), total=Count("pk"))
        .values_list("run_id", "done", "total")
    )
    return {run_id: (done, total) for run_id, done, total in counted}
