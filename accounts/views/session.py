"""Coming in, going out, the role to work in."""

from typing import Any, cast

from django.contrib.auth import logout as end_session
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.forms import EmailLoginForm
from accounts.middleware import SESSION_KEY
from accounts.navigation import home_url, public_home_url
from accounts.services import record_login
from core.http import ScopedRequest, View, guarded, public


class EmailLoginView(LoginView):
    template_name = "accounts/login.html"
    authentication_form = EmailLoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_login(user=form.get_user(), now=timezone.now())
        return response


login = public(write=True)(cast("View", EmailLoginView.as_view()))


@public(write=True)
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; a GET only shows the login page, so that no picture's address logs out."""
    if request.method == "POST":
        end_session(request)
    return redirect(public_home_url())


@guarded()
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the page where the work of the person's role begins."""
    return redirect(home_url(cast("ScopedRequest", request).membership))


@guarded(read=False, write=True)
def role_switch(request: HttpRequest) -> HttpResponse:
    """Work in another of the person's own roles from now on."""
    scoped = cast("ScopedRequest", request)
    chosen = request.POST.get("membership", "")
    for held in scoped.memberships:
        if str(held.pk) == chosen:
            request.session[SESSION_KEY] = held.pk
            return redirect(home_url(held))
    raise Http404
