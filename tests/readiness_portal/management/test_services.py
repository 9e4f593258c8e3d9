import datetime as dt
import json
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.tasks import SWEPT_AT, sweep_jobs
from readiness_portal.health.state import expected_services
from tests.processes import free_port

pytestmark = pytest.mark.django_db


def services(capsys, *names: str) -> dict[str, tuple[bool, str]]:
    """Ask for the services; return whether each works, and the words."""
    with suppress(CommandError):
        call_command("services", *names, json=True)
    states = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {state["name"]: (state["works"], state["detail"]) for state in states}


def test_services_of_the_embedded_portal_are_the_database_alone(capsys, settings):
    settings.EMBEDDED_WORKER = True
    found = services(capsys)
    assert list(found) == ["database"]
    assert found["database"][0]


def test_services_of_production_are_those_it_cannot_do_without(settings):
    settings.EMBEDDED_WORKER = False
    assert expected_services() == ["database", "broker", "workers", "sweep"]


def test_sweep_that_never_happened_is_trouble(capsys):
    assert services(capsys, "sweep") == {"sweep": (False, "never happened: is beat running?")}


def test_sweep_that_just_happened_is_well(capsys):
    sweep_jobs()
    assert services(capsys, "sweep") == {"sweep": (True, "0 s ago")}


def test_sweep_of_long_ago_is_trouble(capsys):
    cache.set(SWEPT_AT, timezone.now() - dt.timedelta(minutes=5))
    works, detail = services(capsys, "sweep")["sweep"]
    assert (works, detail) == (False, "last 300 s ago: is beat running?")


def test_web_that_is_not_there_is_trouble(capsys, settings):
    settings.PORT = free_port()
    works, detail = services(capsys, "web")["web"]
    assert not works
    assert "refused" in detail


def test_unknown_service_is_refused():
    with pytest.raises(CommandError, match="no such service: moon"):
        call_command("services", "moon")


def test_trouble_ends_the_command_with_an_error():
    with pytest.raises(CommandError, match="not everything works"):
        call_command("services", "sweep")
