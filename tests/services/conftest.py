"""Real servers: a database and a place in the broker of each test process's own."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis

from tests.migrated import drop_postgresql, postgresql_template, recreate_postgresql
from tests.processes import Installation

# Short moments, so that leases end and sweeps come while a test waits.
MOMENTS = {
    "JOB_LEASE_SECONDS": "3",
    "JOB_SWEEP_SECONDS": "1",
    "JOB_REPUBLISH_SECONDS": "4",
    "JOB_RETRY_SECONDS": "1",
}


@pytest.fixture(scope="session")
def servers(worker_id: str) -> Iterator[dict[str, str]]:
    """Addresses of a database without rows, and maybe without tables, and an empty Redis one."""
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        pytest.skip("no PostgreSQL and Redis: make test starts them")
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    base = urlsplit(os.environ["DATABASE_URL"])
    name = f"services_{number}"
    recreate_postgresql(os.environ["DATABASE_URL"], name, postgresql_template())
    redis_url = urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number + 1}"))
    yield {"DATABASE_URL": urlunsplit(base._replace(path=f"/{name}")), "REDIS_URL": redis_url}
    drop_postgresql(os.environ["DATABASE_URL"], name)
    with redis.Redis.from_url(redis_url) as broker:
        broker.flushdb()


@pytest.fixture(scope="session")
def migrated(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same, certainly with its tables."""
    if postgresql_template() is not None:
        return servers
    folder = tmp_path_factory.mktemp("migrate")
    installation = Installation(production_environment(servers, str(folder)), folder)
    done = installation.run("python", "manage.py", "migrate", "--noinput", "-v", "0")
    assert done.returncode == 0, done.stderr
    return servers


@pytest.fixture
def installation(migrated: dict[str, str], tmp_path) -> Iterator[Installation]:
    """An installation configured as in production, with nothing running yet."""
    with redis.Redis.from_url(migrated["REDIS_URL"]) as broker:
        broker.flushdb()
    logs = tmp_path / "logs"
    logs.mkdir()
    installed = Installation(production_environment(migrated, str(tmp_path / "data")), logs)
    try:
        yield installed
    finally:
        installed.close()


@pytest.fixture
def another_database(servers: dict[str, str]) -> Iterator[str]:
    """The address of a database without tables."""
    url = servers["DATABASE_URL"] + "_empty"
    name = urlsplit(url).path.lstrip("/")
    recreate_postgresql(os.environ["DATABASE_URL"], name)
    yield url
    drop_postgresql(os.environ["DATABASE_URL"], name)


def production_environment(servers: dict[str, str], data: str) -> dict[str, str]:
    """Return the environment of a production process."""
    return {
        **servers,
        **MOMENTS,
        "DJANGO_SETTINGS_MODULE": "readiness_portal.settings",
        "PORTAL_ENV": "production",
        "PORTAL_DATA": data,
        "SECRET_KEY": "of-the-tests-only",
        "ALLOWED_HOSTS": "ready.example",
        "METRICS_TOKEN": "token-of-the-tests",
        "WEB_WORKERS": "2",
    }
