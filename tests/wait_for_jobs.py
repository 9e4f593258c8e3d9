"""A command that has jobs to wait for, as `manage.py demo` has."""

import time

import django

django.setup()

from core.models import Job  # noqa: E402 -- after setup
from readiness_portal.embedded import worker_running  # noqa: E402

if __name__ == "__main__":
    with worker_running():
        while Job.objects.exclude(state__in=["done", "failed"]).exists():
            time.sleep(0.05)
