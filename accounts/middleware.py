"""Builds the scope of a request once."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.selectors import memberships_of, resolve_scope
from core.http import ScopedRequest
from core.scope import NOBODY

SESSION_KEY = "membership_id"


class ScopeMiddleware:
    """Put `scope` and `membership` on the request: the role chosen, else the first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scoped = cast("ScopedRequest", request)
        scoped.scope = NOBODY
        scoped.membership = None
        scoped.memberships = []
        if request.user.is_authenticated:
            user = request.user
            today = timezone.localdate()
            scoped.memberships = list(memberships_of(user=user, today=today))
            chosen = request.session.get(SESSION_KEY)
            scoped.membership = next(
                (held for held in scoped.memberships if held.pk == chosen),
                scoped.memberships[0] if scoped.memberships else None,
            )
            scoped.scope = resolve_scope(user=user, membership=scoped.membership)
        return self._get_response(request)
