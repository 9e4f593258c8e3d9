import pytest
import structlog
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from core.audit import record_action
from core.middleware import (
    ProxyAddressMiddleware,
    ReadOnlyGetMiddleware,
    WriteInReadRequest,
    refuse_writes,
)
from core.models import AuditEntry
from tests.factories.colleges import MunicipalityFactory


def passes(sql: str) -> bool:
    """Whether the guard lets the statement through."""
    try:
        refuse_writes(lambda *_: None, sql, None, False, None)
    except WriteInReadRequest:
        return False
    return True


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM colleges_student",
        "select 1",
        "SAVEPOINT x",
        "WITH rows AS (SELECT 1) SELECT * FROM rows",
        'INSERT INTO "core_auditentry" ("at") VALUES (%s)',
        'UPDATE "django_session" SET "expire_date" = %s',
        'DELETE FROM "axes_accessattempt"',
    ],
)
def test_reading_audit_and_sessions_pass(sql):
    assert passes(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO colleges_student VALUES (1)",
        '  update "colleges_student" set x = 1',
        "DELETE FROM colleges_student WHERE id IN (SELECT object_id FROM core_auditentry)",
        "WITH old AS (DELETE FROM colleges_student RETURNING *) SELECT * FROM old",
        "TRUNCATE colleges_student",
        'INSERT INTO "core_auditentry_copy" VALUES (1)',
    ],
)
def test_writing_anything_else_is_refused(sql):
    assert not passes(sql)


def answer(method: str, view):
    request = RequestFactory().generic(method, "/")
    return ReadOnlyGetMiddleware(view)(request)


def writing_view(request) -> HttpResponse:
    MunicipalityFactory()
    return HttpResponse()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_that_writes_fails(method):
    with pytest.raises(WriteInReadRequest):
        answer(method, writing_view)


@pytest.mark.django_db
def test_post_may_write():
    assert answer("POST", writing_view).status_code == 200


@pytest.mark.django_db
def test_get_may_leave_an_audit_line(now):
    def view(request) -> HttpResponse:
        record_action(action="tests.read_card", actor_id=None, now=now)
        return HttpResponse()

    assert answer("GET", view).status_code == 200
    assert AuditEntry.objects.filter(action="tests.read_card").count() == 1


@pytest.mark.django_db
def test_guard_ends_with_the_request():
    answer("GET", lambda request: HttpResponse())
    MunicipalityFactory()
    assert connection.execute_wrappers == []


@pytest.mark.django_db
def test_get_that_writes_passes_where_the_guard_is_off(settings):
    settings.READ_ONLY_GET = False
    assert answer("GET", writing_view).status_code == 200


@pytest.mark.parametrize(
    ("count", "header", "address"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "<script>", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_address_is_what_the_trusted_proxies_say(settings, count, header, address):
    settings.PROXY_COUNT = count
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    ProxyAddressMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.django_db
def test_request_log_has_the_route_and_nothing_of_the_address(client):
    with capture_logs() as logs:
        client.get("/login/?next=/students/secret/&name=Иванов")
    (line,) = [entry for entry in logs if entry["event"] == "request"]
    assert line["ms"] >= 0
    del line["ms"]
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "accounts:login",
        "status": 200,
    }


@pytest.mark.django_db
def test_request_log_of_an_unknown_address_names_no_route(client):
    with capture_logs() as logs:
        client.get("/no/such/secret/")
    assert [entry["route"] for entry in logs if entry["event"] == "request"] == ["unknown"]


@pytest.mark.django_db
def test_number_of_a_request_ends_with_it(client):
    client.get("/login/")
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.django_db
def test_probes_leave_no_line_in_the_log(client):
    with capture_logs() as logs:
        client.get("/health/live/")
    assert [entry for entry in logs if entry["event"] == "request"] == []


@pytest.mark.django_db
def test_invented_method_makes_no_new_series_of_figures(client):
    client.generic("INVENTED", "/login/")
    methods = {
        sample.labels["method"]
        for metric in REGISTRY.collect()
        if metric.name == "portal_request_seconds"
        for sample in metric.samples
    }
    assert "OTHER" in methods
    assert "INVENTED" not in methods
