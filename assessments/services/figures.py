"""Telling whoever prints figures that they have changed."""

from datetime import datetime, timedelta
from typing import Final

from core.jobs.queue import enqueue
from core.models import Job

# Handled above this app: what may be printed is planned where it is printed.
FIGURES_CHANGED: Final = "dashboards.plan_disclosure"
# The job that computed must have ended by then, or the plan would be of the figures before it.
_PAUSE: Final = timedelta(seconds=5)


def announce_figures(*, now: datetime) -> Job:
    """Ask for the plans of what may be printed to be made anew; requests that wait join."""
    return enqueue(FIGURES_CHANGED, now=now, due_at=now + _PAUSE, deduplication_key=FIGURES_CHANGED)
