"""A forgotten password, a first password, another password."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import NewPasswordForm, OwnPasswordForm, PasswordResetRequestForm
from accounts.selectors import active_user_by_email
from accounts.services import record_password_change, request_password_reset
from accounts.views.addresses import base_url
from core.http import View, guarded, public

ONE_LETTER_IN_SECONDS = 300
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@public(write=True)
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a letter with a link. The answer is the same whether there is such an account."""
    form = PasswordResetRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = active_user_by_email(form.cleaned_data["email"])
        # One letter in five minutes: a stranger must not fill somebody's mailbox.
        if user is not None and cache.add(f"password-letter:{user.pk}", 1, ONE_LETTER_IN_SECONDS):
            request_password_reset(user=user, base_url=base_url(request), now=timezone.now())
        return redirect("accounts:password_reset_sent")
    return render(request, "accounts/password_reset.html", {"form": form})


@public()
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_reset_sent.html")


class SetPasswordView(PasswordResetConfirmView):
    """The page behind the link of a letter: sets the password and lets the person in."""

    template_name = "accounts/password_set.html"
    form_class = NewPasswordForm
    post_reset_login = True
    post_reset_login_backend = MODEL_BACKEND
    success_url = reverse_lazy("accounts:home")
    is_invitation = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_invitation": self.is_invitation}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_password_change(user=form.user, now=timezone.now())
        messages.success(self.request, _("Пароль сохранён, вы вошли в портал."))
        return response


class ChangePasswordView(PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_password_change(user=form.user, now=timezone.now())
        messages.success(self.request, _("Пароль изменён."))
        return response


password_set = public(write=True)(cast("View", SetPasswordView.as_view()))
invitation = public(write=True)(cast("View", SetPasswordView.as_view(is_invitation=True)))
password_change = guarded(write=True)(cast("View", ChangePasswordView.as_view()))
