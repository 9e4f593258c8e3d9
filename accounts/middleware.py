"""Who asks, and in which language: the login, the scope of a request."""

from collections.abc import Callable, Iterator
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import kept_pages
from accounts.selectors import memberships_of, resolve_scope
from core.http import ScopedRequest, is_readable
from core.scope import NOBODY

SESSION_KEY = "membership_id"


class LoginMiddleware(LoginRequiredMiddleware):
    """Ask strangers to log in, and lead them afterwards to a page that can be opened.

    What a form was sent to cannot always be: then it is the page on which the form stood, and where
    that is not known the person's own first page.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        wanted = next(filter(is_readable, _pages_before(request)), "")
        if wanted:
            return redirect_to_login(wanted, str(self.get_login_url(view_func)))
        return redirect(str(self.get_login_url(view_func)))


def _pages_before(request: HttpRequest) -> Iterator[str]:
    """Yield what was asked for and the page of ours that led there."""
    yield request.get_full_path()
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}):
        parts = urlsplit(before)
        yield urlunsplit(("", "", parts.path or "/", parts.query, ""))


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


class KeptPageMiddleware:
    """Take the mark of kept pages away as soon as the session that it belongs to is over.

    A log-out, another login, a session that ran out: the next answer says so, whichever it was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        held = request.COOKIES.get(kept_pages.COOKIE, "")
        if held and held != kept_pages.mark_of(request):
            response.delete_cookie(kept_pages.COOKIE, samesite="Strict")
        return response


class ScopeMiddleware:
    """Put `scope` and `membership` on the request: the role chosen, else the first.

    What somebody who has logged in was shown is kept by no cache: after the log-out the button
    «back» of a shared computer shows nobody's names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._find_scope(request)
        response = self._get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _find_scope(self, request: HttpRequest) -> None:
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
