"""Two things around every request: one log line, and a GET that cannot write."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from core.metrics import REQUEST_SECONDS

logger = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Reading a student's card must leave an audit line, and sessions are kept by the framework.
_WRITE = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE
)
_ALLOWED = re.compile(r'"?(core_auditentry|django_session|axes_\w+)"?')


class WriteInReadRequest(RuntimeError):
    """A view wrote to the database while it answered GET or HEAD."""


class RequestLogMiddleware:
    """Log method, route name, status and time: never the path itself or parameters, which may identify people."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])
        started = time.perf_counter()
        response = self._get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        route = match.view_name if match is not None else "unknown"
        REQUEST_SECONDS.labels(request.method, route, response.status_code).observe(seconds)
        if not route.startswith("health"):
            logger.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        return response


class ReadOnlyGetMiddleware:
    """Raise when a GET or HEAD request writes (on in development and tests)."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.READ_ONLY_GET or request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self._get_response(request)


def refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Pass SELECTs through; raise WriteInReadRequest on anything else."""
    if _WRITE.match(sql) and not _ALLOWED.search(sql):
        raise WriteInReadRequest(sql[:200])
    return execute(sql, params, many, context)
