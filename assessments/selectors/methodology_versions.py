"""Versions of the methodology and what was tried with them."""

from assessments.enums import MethodologyState
from assessments.models import Methodology
from colleges.models import College
from core.enums import JobState
from core.models import Job

COMPARE_JOB = "assessments.compare_methodology"


def methodology_versions() -> list[Methodology]:
    """Return all versions, the newest first."""
    return list(Methodology.objects.order_by("-version"))


def methodology_version(*, pk: int) -> Methodology | None:
    """Return one version."""
    return Methodology.objects.filter(pk=pk).first()


def published_or_none() -> Methodology | None:
    """Return the version in force, None before the first."""
    return Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()


def latest_comparison(*, version: Methodology) -> Job | None:
    """Return the newest trial of a draft, finished or not."""
    return (
        Job.objects.filter(kind=COMPARE_JOB, parameters__version_id=version.pk)
        .order_by("-created_at", "-pk")
        .first()
    )


def newest_trials() -> dict[int, Job]:
    """Return by version the newest trial that has ended well."""
    jobs = Job.objects.filter(kind=COMPARE_JOB, state=JobState.DONE)
    return {job.parameters["version_id"]: job for job in jobs.order_by("finished_at", "pk")}


def names_of_colleges() -> dict[int, str]:
    """Return the short names of all colleges by key."""
    return dict(College.objects.values_list("pk", "short_name"))
