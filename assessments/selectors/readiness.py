"""When readiness last changed, and the runs behind it."""

from django.db.models import QuerySet

from assessments.enums import RunKind, RunState
from assessments.models import ReadinessRun, RunCollege
from core.enums import JobState
from core.models import Job


def data_version() -> str:
    """Return a text that changes whenever a computation may have changed any readiness."""
    latest = (
        Job.objects.filter(kind__startswith="assessments.", state=JobState.DONE)
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


def latest_complete_run() -> ReadinessRun | None:
    """Return the last official run that is complete; None before the first."""
    return official_runs().filter(state=RunState.DONE).first()


def run_progress(*, run: ReadinessRun) -> tuple[int, int]:
    """Return how many colleges of a run are done, and how many there are."""
    parts = RunCollege.objects.filter(run=run)
    return parts.filter(done_at__isnull=False).count(), parts.count()
