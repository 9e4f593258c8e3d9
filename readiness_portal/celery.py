"""The Celery application: every task is an envelope that carries a job's id."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness_portal.settings")

app = Celery("readiness_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_: Any) -> None:
    """Leave logging as the settings configured it; Celery would otherwise add its own handlers."""
