"""For load balancers and Prometheus: is the process alive, can it work, how does it do."""

from hmac import compare_digest

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from core.http import public
from core.metrics import metrics_text
from readiness_portal.health.state import missing_migrations

LOCAL = ("127.0.0.1", "::1")


@public()
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public()
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; 503 otherwise."""
    try:
        missing = missing_migrations()
    except Error:
        return JsonResponse({"status": "no database"}, status=503)
    if missing:
        return JsonResponse({"status": "migrations missing", "count": missing}, status=503)
    return JsonResponse({"status": "ok"})


@public()
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: from this machine, or with the token of METRICS_TOKEN."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        allowed = compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    else:
        # Behind a proxy every request comes from this machine: there only the token opens.
        forwarded = "X-Forwarded-For" in request.headers
        allowed = request.META.get("REMOTE_ADDR") in LOCAL and not forwarded
    if not allowed:
        raise PermissionDenied
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE_LATEST)
