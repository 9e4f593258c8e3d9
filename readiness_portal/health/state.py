"""What the portal stands on: the database and its migrations, the broker, workers, sweeps."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from core.tasks import SWEPT_AT
from readiness_portal.celery import app

ANSWER_SECONDS = 3
_complete: set[str] = set()


class Trouble(Exception):
    """A service does not work; the text says how."""


@dataclass(frozen=True)
class ServiceState:
    """Whether a service works, with words for an operator."""

    name: str
    works: bool
    detail: str


def missing_migrations() -> int:
    """Return how many migrations the database lacks; raise django.db.Error when it does not answer.

    Once complete, a database stays so for this version of the code: later calls only ask whether it
    answers.
    """
    name = str(connection.settings_dict["NAME"])
    if name in _complete:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _complete.add(name)
    return missing


def look_at(name: str, *, now: datetime) -> ServiceState:
    """Return the state of the service `name`, one of SERVICES."""
    try:
        return ServiceState(name, works=True, detail=SERVICES[name](now))
    except Trouble as trouble:
        return ServiceState(name, works=False, detail=str(trouble))


def expected_services() -> list[str]:
    """Return the services that this installation needs, whatever machine asks."""
    if settings.EMBEDDED_WORKER:
        return ["database"]
    return ["database", "broker", "workers", "sweep"]


def _database(_now: datetime) -> str:
    try:
        missing = missing_migrations()
    except Error as error:
        raise Trouble(f"does not answer ({type(error).__name__})") from error
    if missing:
        raise Trouble(f"{missing} migrations missing")
    return connection.vendor


def _broker(_now: datetime) -> str:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=ANSWER_SECONDS)
            return str(broker.transport.driver_type)
    except Exception as error:
        raise Trouble(f"does not answer ({type(error).__name__})") from error


def _workers(_now: datetime, nodes: list[str] | None = None) -> str:
    try:
        answers = app.control.inspect(destination=nodes, timeout=ANSWER_SECONDS).ping() or {}
    except Exception as error:
        raise Trouble(f"broker does not answer ({type(error).__name__})") from error
    if not answers:
        raise Trouble("no worker answers")
    return ", ".join(sorted(answers))


def _worker_here(now: datetime) -> str:
    return _workers(now, nodes=[f"celery@{socket.gethostname()}"])


def _sweep(now: datetime) -> str:
    swept_at: datetime | None = cache.get(SWEPT_AT)
    if swept_at is None:
        raise Trouble("never happened: is beat running?")
    seconds = (now - swept_at).total_seconds()
    if now - swept_at > timedelta(seconds=3 * settings.JOB_SWEEP_SECONDS + 30):
        raise Trouble(f"last {seconds:.0f} s ago: is beat running?")
    return f"{seconds:.0f} s ago"


def _web_here(_now: datetime) -> str:
    host, port = settings.ALLOWED_HOSTS[0], settings.PORT
    address = Request(f"http://127.0.0.1:{port}/health/ready/", headers={"Host": host})
    try:
        with urlopen(address, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 -- our own http
            return str(answer.read().decode())
    except OSError as error:
        raise Trouble(str(error)) from error


SERVICES: Mapping[str, Callable[[datetime], str]] = {
    "database": _database,
    "broker": _broker,
    "workers": _workers,
    "worker": _worker_here,
    "sweep": _sweep,
    "web": _web_here,
}
