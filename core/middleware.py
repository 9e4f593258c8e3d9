"""Around every request: whose address it is, one log line, a GET that cannot write."""

import ipaddress
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from core.metrics import REQUEST_SECONDS
from core.request_memory import request_memory

logger = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# Reading a student's card must leave an audit line, and sessions are kept by the framework.
_WRITE = re.compile(
    r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE"
    r"|WITH\b.*\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM))\b",
    re.IGNORECASE | re.DOTALL,
)
_ALLOWED = re.compile(
    r'^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?:core_auditentry|django_session|axes_\w+)\b',
    re.IGNORECASE,
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class WriteInReadRequest(RuntimeError):
    """A view wrote to the database while it answered GET or HEAD."""


class ProxyAddressMiddleware:
    """Put the visitor's address where the portal stands behind PROXY_COUNT trusted proxies.

    Throttling of logins counts by address. Each proxy appends the address it was asked from, so
    what a visitor wrote into the header himself stands further left and is not believed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        passed = request.headers.get("X-Forwarded-For", "").split(",")
        if 0 < settings.PROXY_COUNT <= len(passed):
            address = passed[-settings.PROXY_COUNT].strip()
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(address))
        return self._get_response(request)


class RequestLogMiddleware:
    """Log method, route name, status and time.

    Never the path or parameters: they may identify people, and open what a token opens.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(request_id=uuid.uuid4().hex[:12]):
            started = time.perf_counter()
            response = self._get_response(request)
            self._note(request, response, time.perf_counter() - started)
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = match.view_name if match is not None else "unknown"
        # Whoever asks chooses the method, and each new word would be a new series.
        method = request.method if request.method in _METHODS else "OTHER"
        REQUEST_SECONDS.labels(method, route, response.status_code).observe(seconds)
        if not route.startswith("health"):
            logger.info(
                "request",
                method=method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )


class RequestMemoryMiddleware:
    """Let a page that only reads ask once for what it needs many times."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        with request_memory():
            return self._get_response(request)


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
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 -- Django calls it so
    context: Any,
) -> Any:
    """Raise WriteInReadRequest on what writes; audit lines and sessions are excepted."""
    if _WRITE.match(sql) and not _ALLOWED.search(sql):
        raise WriteInReadRequest(sql[:200])
    return execute(sql, params, many, context)
