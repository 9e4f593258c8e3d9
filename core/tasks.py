"""Celery envelopes: a job's id goes in, nothing comes out."""

from celery import shared_task
from django.utils import timezone

from core.jobs import queue
from core.jobs.execution import execute


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    execute(job_id, clock=timezone.now)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    queue.sweep(now=timezone.now())
