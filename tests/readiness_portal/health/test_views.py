import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from core.jobs.queue import enqueue
from readiness_portal.health import state
from tests import job_kinds  # noqa: F401 -- registers the kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known_of_migrations() -> None:
    state._complete.clear()


def test_live_answers_without_a_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("health:live"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_answers_when_every_migration_is_there(client):
    answer = client.get(reverse("health:ready"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_asks_one_query_once_the_migrations_are_known(client, django_assert_num_queries):
    client.get(reverse("health:ready"))
    with django_assert_num_queries(1):
        assert client.get(reverse("health:ready")).status_code == 200


def test_ready_refuses_while_migrations_are_missing(client):
    MigrationRecorder(connection).migration_qs.filter(app="reports").delete()
    answer = client.get(reverse("health:ready"))
    assert answer.status_code == 503
    assert answer.json()["status"] == "migrations missing"
    assert answer.json()["count"] >= 1


def test_ready_refuses_without_a_database(client):
    state._complete.add(str(connection.settings_dict["NAME"]))
    with connection.execute_wrapper(no_database):
        answer = client.get(reverse("health:ready"))
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})


def no_database(*_):
    raise OperationalError("no connection")


def test_metrics_are_for_this_machine_when_there_is_no_token(client):
    assert client.get(reverse("health:metrics")).status_code == 200
    assert client.get(reverse("health:metrics"), REMOTE_ADDR="10.0.0.9").status_code == 403


def test_metrics_behind_a_proxy_are_for_nobody_without_a_token(client):
    address = reverse("health:metrics")
    assert client.get(address, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer верно", 200), ("Bearer неверно", 403), ("", 403), ("верно", 200)],
)
def test_metrics_with_a_token_are_for_who_has_it(client, settings, header, status):
    settings.METRICS_TOKEN = "верно"  # noqa: S105
    answer = client.get(
        reverse("health:metrics"), headers={"Authorization": header}, REMOTE_ADDR="10.0.0.9"
    )
    assert answer.status_code == status


def test_metrics_count_requests_and_jobs(client, now):
    enqueue("tests.echo", now=now)
    client.get(reverse("health:live"))
    text = client.get(reverse("health:metrics")).content.decode()
    assert 'portal_request_seconds_count{method="GET",route="health:live",status="200"}' in text
    assert 'portal_jobs{kind="tests.echo",state="queued"} 1.0' in text
    assert "portal_jobs_due 1.0" in text
