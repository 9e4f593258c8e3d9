"""Settings of the test suite: the same portal, made quick and strict."""

import tempfile
from pathlib import Path

from readiness_portal.settings.base import *  # noqa: F403
from readiness_portal.settings.base import DATABASES, STORAGES, TEMPLATES

SECRET_KEY = "tests-only"  # noqa: S105 -- signs nothing outside the tests
PORTAL_DATA = Path(tempfile.gettempdir()) / "readiness-portal-tests"
MEDIA_ROOT = PORTAL_DATA / "media"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
READ_ONLY_GET = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Rendered when a template names a variable that does not exist; the fixture in tests/conftest.py fails on it.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED[%s]"
