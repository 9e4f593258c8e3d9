"""How far the preparation of the demonstration region has come."""

from assessments.enums import RunState
from assessments.models import ReadinessRun, StaleStudent
from assessments.selectors.readiness import official_runs
from core.enums import JobState
from core.models import Job
from reports.enums import ReleaseState
from reports.models import Release


def is_published() -> bool:
    """Say whether there is a published report, the last thing to be prepared."""
    return Release.objects.filter(state=ReleaseState.PUBLISHED).exists()


def latest_release() -> Release | None:
    """Return the newest report whatever its state; None when there is none."""
    return Release.objects.order_by("-pk").first()


def is_built(release: Release) -> bool:
    """Say whether the job that builds the report has ended."""
    return not Release.objects.filter(pk=release.pk, state=ReleaseState.BUILDING).exists()


def is_over(run: ReadinessRun) -> bool:
    """Say whether the run has ended, well or not."""
    return not official_runs().filter(pk=run.pk, state=RunState.RUNNING).exists()


def is_calm() -> bool:
    """Say whether every job is finished and no student waits for a computation."""
    waiting = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists()
    return not waiting and not StaleStudent.objects.exists()


def error_of_failed_job() -> str | None:
    """Return the text of the last job that failed for good; None when there is none."""
    failed = Job.objects.filter(state=JobState.FAILED).order_by("-pk").first()
    return None if failed is None else failed.error
