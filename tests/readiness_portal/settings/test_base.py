"""Settings as a fresh process reads them from its environment."""

import json
import os
import subprocess
import sys

import pytest

from tests.strictness import ROOT

PRINT = (
    "import json; from readiness_portal import settings as s;"
    "names = ['EMBEDDED_WORKER', 'DEBUG', 'BEHIND_HTTPS', 'SESSION_COOKIE_SECURE', 'LOG_JSON',"
    " 'SECURE_SSL_REDIRECT', 'READ_ONLY_GET', 'CELERY_BROKER_URL', 'ALLOWED_HOSTS', 'PROXY_COUNT'];"
    "print(json.dumps({n: getattr(s, n) for n in names}"
    " | {'ENGINE': s.DATABASES['default']['ENGINE'].rsplit('.', 1)[1]}))"
)


def read_settings(tmp_path, **environment: str) -> dict:
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ
    }
    done = subprocess.run(  # noqa: S603 -- our own Python
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={**kept, "PORTAL_DATA": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_settings_without_any_variable_are_those_of_the_embedded_portal(tmp_path):
    assert read_settings(tmp_path) == {
        "EMBEDDED_WORKER": True,
        "DEBUG": False,
        "BEHIND_HTTPS": False,
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "LOG_JSON": False,
        "READ_ONLY_GET": False,
        "CELERY_BROKER_URL": "memory://",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "PROXY_COUNT": 0,
        "ENGINE": "sqlite3",
    }
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key"}


def test_settings_of_production_are_safe_by_default(tmp_path):
    found = read_settings(
        tmp_path,
        PORTAL_ENV="production",
        SECRET_KEY="of-the-tests",  # noqa: S106
        ALLOWED_HOSTS="ready.example",
        DATABASE_URL="postgres://portal@127.0.0.1/portal",
        REDIS_URL="redis://127.0.0.1/0",
    )
    assert found == {
        "EMBEDDED_WORKER": False,
        "DEBUG": False,
        "BEHIND_HTTPS": True,
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "LOG_JSON": True,
        "READ_ONLY_GET": False,
        "CELERY_BROKER_URL": "redis://127.0.0.1/0",
        "ALLOWED_HOSTS": ["ready.example"],
        "PROXY_COUNT": 0,
        "ENGINE": "postgresql",
    }


@pytest.mark.parametrize("name", ["DEBUG", "JOB_LEASE_SECONDS", "PROXY_COUNT"])
def test_nonsense_in_the_environment_is_refused(tmp_path, name):
    with pytest.raises(subprocess.CalledProcessError):
        read_settings(tmp_path, PORTAL_ENV="production", **{name: "нет такого"})
