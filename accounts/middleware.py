"""Builds the scope of a request once."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.selectors import memberships_of, resolve_scope
from core.http import ScopedRequest
from core.scope import NOBODY

SESSION_KEY = "membership_id"


class ChosenLanguageMiddleware:
    """Speak the language chosen in the cookie, else Russian.

    The language of the browser is not asked: many offices run English browsers and read Russian.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        # The language and the look both stand in cookies: no cache may mix them up.
        patch_vary_headers(response, ("Cookie",))
        return response


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
