"""Which session a page kept by a browser belongs to, told to scripts by a cookie (decision 0042).

Scripts cannot read the cookie of the session, and without a network nobody can ask the portal who
is logged in. The mark says nothing of the session's key and opens nothing.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "kept_page"
_MARK_LENGTH = 32


def mark_of(request: HttpRequest) -> str:
    """Return «user.mark» of the session, another one after every login; "" of a stranger."""
    key = request.session.session_key
    if not request.user.is_authenticated or not key:
        return ""
    mark = salted_hmac("accounts.kept_pages", key, algorithm="sha256").hexdigest()
    return f"{request.user.pk}.{mark[:_MARK_LENGTH]}"


def allow_keeping(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser show this page again without a network as long as the session would last."""
    response.set_cookie(
        COOKIE,
        mark_of(request),
        max_age=request.session.get_expiry_age(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=False,
        samesite="Strict",
    )
    return response
