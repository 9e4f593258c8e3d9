"""Language, theme and «Версия для слабовидящих»; the page of help."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import set_language

from accounts.appearance import COOKIE, COOKIE_AGE, Appearance, read_appearance
from accounts.navigation import public_home_url
from core.http import public


@public(write=True)
def appearance(request: HttpRequest) -> HttpResponse:
    """Show the choices; a POST remembers them in a cookie and returns to the page it came from."""
    if request.method != "POST":
        return render(request, "accounts/appearance.html")
    look = Appearance() if "reset" in request.POST else read_appearance(request.POST.dict())
    response = redirect(_return_address(request))
    value = look.as_cookie()
    if not value:
        response.delete_cookie(COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@public(write=True)
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the interface in a cookie (POST `language`, `next`)."""
    response: HttpResponse = set_language(request)
    return response


@public()
def help_page(request: HttpRequest) -> HttpResponse:
    """Say how to begin, for each kind of person."""
    return render(request, "accounts/help.html")


def _return_address(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if own else public_home_url()
