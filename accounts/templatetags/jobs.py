"""The progress of a job inside any page: `{% load jobs %}{% job_progress job %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from accounts.job_progress import JobProgress, describe_job
from core.models import Job

register = template.Library()


@register.inclusion_tag("accounts/job_progress.html", takes_context=True)
def job_progress(context: Mapping[str, Any], job: Job) -> dict[str, JobProgress | str]:
    """Show state, per cent and result of `job`; the page loads htmx and keeps it up to date."""
    now = timezone.localtime()
    return {
        "job": describe_job(job, now=now, technical=False),
        "csrf_token": str(context.get("csrf_token", "")),
    }
