"""The embedded portal's own settings; its worker also knows the kinds of jobs of the tests."""

from readiness_portal.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.job_kinds"]
