"""The commands of docker-compose.yml, run by hand on a private PostgreSQL and Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compose import compose_file
from tests.processes import Installation, wait_for
from tests.readiness_portal.test_compose import FILLED
from tests.services.conftest import production_environment

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("production")]
HTTPS = {"Host": "ready.example", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def services() -> dict:
    return compose_file(FILLED)["services"]


@pytest.fixture(scope="module")
def production(
    migrated: dict[str, str], services: dict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with the environment that the file gives to web, nothing running."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "logs").mkdir()
    environment = {
        **services["web"]["environment"],
        **production_environment(migrated, str(folder / "data")),
        "EMAIL_URL": "smtp+tls://user:password@127.0.0.1:587",
        "CSRF_TRUSTED_ORIGINS": "https://ready.example",
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
    }
    installed = Installation(environment, folder / "logs")
    try:
        yield installed
    finally:
        installed.close()


def start(production: Installation, services: dict, name: str, *more: str) -> None:
    """Start the service as the file says, its files in the test's own folder."""
    folder = production.environment["PORTAL_DATA"]
    command = [word.replace("/tmp/", f"{folder}/") for word in services[name]["command"]]  # noqa: S108
    production.start(*command, *more)


def is_healthy(production: Installation, services: dict, name: str) -> bool:
    """Run the service's health check."""
    kind, *command = services[name]["healthcheck"]["test"]
    assert kind == "CMD"
    return production.run(*command).returncode == 0


@pytest.fixture(scope="module")
def running(production: Installation, services: dict) -> Installation:
    """Web, worker and beat, started once for every test here."""
    done = production.run("python", "manage.py", "collectstatic", "--noinput", "-v", "0")
    assert done.returncode == 0, done.stderr
    start(production, services, "web")
    start(production, services, "worker", "--include", "tests.job_kinds")
    start(production, services, "beat")
    wait_for(lambda: production.get("/health/live/", **HTTPS)[0] == 200, "web")
    return production


def test_production_answers_and_does_jobs(running, services):
    assert running.get("/health/ready/", **HTTPS) == (200, '{"status": "ok"}')
    assert running.get("/login/", **HTTPS)[0] == 200
    job_id = running.enqueue("tests.echo", run_id=7)
    wait_for(lambda: running.job(job_id)["state"] == "done", "job")
    wait_for(lambda: is_healthy(running, services, "beat"), "beat's health check")
    assert is_healthy(running, services, "web")
    assert is_healthy(running, services, "worker")
    everything = running.run("python", "manage.py", "services")
    assert (everything.returncode, everything.stderr) == (0, "")
    assert "Traceback" not in running.log()


def test_production_figures_open_to_the_token_alone(running):
    assert running.get("/health/metrics/", **HTTPS)[0] == 403
    running.enqueue("tests.echo")
    status, text = running.get(
        "/health/metrics/", **HTTPS, Authorization="Bearer token-of-the-tests"
    )
    assert status == 200
    assert 'portal_jobs{kind="tests.echo",state=' in text
    assert (
        'portal_request_seconds_count{method="GET",route="health:metrics",status="403"} 1.0' in text
    )


def test_production_sends_plain_http_to_https(running):
    assert running.get("/login/", Host="ready.example")[0] == 301


def test_production_refuses_a_foreign_host(running):
    assert running.get("/login/", Host="evil.example", **{"X-Forwarded-Proto": "https"})[0] == 400


def test_production_logs_are_json_without_addresses(running):
    running.get("/r/secret-token-of-a-mentor/?name=secret-name", **HTTPS)
    running.get("/no/such/page/", **HTTPS)
    wait_for(lambda: '"status": 404' in running.log(), "request log")
    log = running.log()
    assert '"event": "request"' in log
    assert "secret-" not in log
    assert "no/such/page" not in log


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_health_check_of_a_service_that_is_not_there_fails(installation, services, name):
    url = installation.environment["REDIS_URL"]
    installation.environment["REDIS_URL"] = url.rsplit("/", 1)[0] + "/15"
    assert not is_healthy(installation, services, name)


def test_migrate_command_makes_a_database_ready(production, services, another_database):
    there = Installation({**production.environment, "DATABASE_URL": another_database}, Path())
    assert there.run("python", "manage.py", "services", "database").returncode == 1
    migration = there.run(*services["migrate"]["command"])
    assert (migration.returncode, migration.stderr) == (0, "")
    assert there.run("python", "manage.py", "services", "database").returncode == 0


@pytest.mark.parametrize(
    ("variable", "value", "problem"),
    [
        ("SECRET_KEY", "", "SECRET_KEY must be set"),
        ("DEBUG", "true", "DEBUG must be off"),
        ("DATABASE_URL", "sqlite:////tmp/x.sqlite3", "DATABASE_URL must name a PostgreSQL"),
        ("REDIS_URL", "", "REDIS_URL must name the broker"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must list"),
    ],
)
def test_production_refuses_to_start_unsafe(installation, variable, value, problem):
    installation.environment[variable] = value
    done = installation.run("python", "manage.py", "check")
    assert done.returncode == 1
    assert problem in done.stderr
