"""Figures about jobs, for operators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from core.enums import JobState
from core.models import Job

RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How the queue stands: jobs by (kind, state), jobs due, seconds that the oldest of them waits.

    Finished jobs are counted for a day, open ones however old they are.
    """

    jobs: dict[tuple[str, str], int]
    due: int
    oldest_wait_seconds: float


def queue_figures(*, now: datetime) -> QueueFigures:
    """Return the figures of the queue at `now`."""
    counted = Q(state__in=[JobState.QUEUED, JobState.RUNNING]) | Q(created_at__gte=now - RECENT)
    rows = Job.objects.filter(counted).order_by().values_list("kind", "state")
    due = Job.objects.filter(state=JobState.QUEUED, due_at__lte=now).aggregate(
        count=Count("pk"), oldest=Min("due_at")
    )
    waited = now - due["oldest"] if due["oldest"] is not None else timedelta()
    return QueueFigures(
        jobs={(kind, state): count for kind, state, count in rows.annotate(count=Count("pk"))},
        due=due["count"],
        oldest_wait_seconds=waited.total_seconds(),
    )
