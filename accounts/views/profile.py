"""A person's own page."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.services import rename_user
from core.http import guarded
from core.numbers import format_date


@guarded(write=True)
def profile(request: HttpRequest) -> HttpResponse:
    """Show who I am and in which roles I work; change how I am called."""
    user = cast("User", request.user)
    form = ProfileForm(request.POST or None, initial={"display_name": user.display_name})
    if request.method == "POST" and form.is_valid():
        rename_user(user=user, name=form.cleaned_data["display_name"], now=timezone.now())
        messages.success(request, _("Имя сохранено."))
        return redirect("accounts:profile")
    facts = [
        (_("Электронная почта"), user.email),
        (_("Учётная запись создана"), format_date(timezone.localtime(user.created_at))),
    ]
    return render(request, "accounts/profile.html", {"form": form, "facts": facts})
