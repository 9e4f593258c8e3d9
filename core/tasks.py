"""Celery envelopes: a job's id goes in, nothing comes out."""

from celery import shared_task
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone

from core.jobs import queue
from core.jobs.execution import execute
from core.jobs.nightly import enqueue_nightly

SWEPT_AT = "core.jobs.swept_at"


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    # The worker keeps its connection: one that the server has closed meanwhile is opened anew.
    close_old_connections()
    execute(job_id, clock=timezone.now)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Sweep, ask for the work of the night, leave the moment for whoever watches over beat."""
    now = timezone.now()
    queue.sweep(now=now)
    enqueue_nightly(now=now)
    cache.set(SWEPT_AT, now, timeout=None)
