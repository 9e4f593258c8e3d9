"""Pages opened by a secret address: kept to themselves, in the language that the address names."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PARAMETER = "lang"
View = Callable[..., HttpResponse]


def chosen_language(request: HttpRequest) -> str:
    """Return the code in the address, empty when there is none or the portal does not speak it."""
    code = request.GET.get(PARAMETER, "")
    return code if code in dict(settings.LANGUAGES) else ""


def confidential(view: View) -> View:
    """Guard a page whose address is a secret, and speak the language that the address names.

    Nothing may keep the page or hand its address on: no cache, no referrer, no search robot.
    A phone that refuses cookies keeps the language as long as the address carries it.
    """

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = chosen_language(request)
        with translation.override(code or translation.get_language()):
            response = view(request, *args, **kwargs)
        if code:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                code,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guard
