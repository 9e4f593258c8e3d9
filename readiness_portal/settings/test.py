"""Settings of the test suite: the same portal, made quick and strict."""

import os
import tempfile
from pathlib import Path

from readiness_portal.settings.base import *  # noqa: F403
from readiness_portal.settings.base import DATABASES, STORAGES

SECRET_KEY = "tests-only"  # noqa: S105 -- signs nothing outside the tests
TEMPORARY = Path(tempfile.gettempdir())
MEDIA_ROOT = TEMPORARY / "readiness-portal-media"
# Nothing is collected for tests, but WhiteNoise wants the folder.
STATIC_ROOT = TEMPORARY / "readiness-portal-static"
STATIC_ROOT.mkdir(exist_ok=True)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
READ_ONLY_GET = True
# Messages wake nobody up: unit tests run jobs by the fixture run_jobs, tests of workers start some.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.02}
# Test processes share one Redis: a cache of its own for each.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, because threads (heartbeats, the embedded worker) need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(TEMPORARY / f"portal-tests-{os.getpid()}.sqlite3")}
elif template := os.environ.get("MIGRATED_POSTGRESQL"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
