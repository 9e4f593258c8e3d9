"""Forms of coming in, of one's own profile, of inviting people."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


def plain_helper() -> FormHelper:
    """Return a helper that prints fields only: form tag, token and buttons are the template's."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class EmailLoginForm(AuthenticationForm):
    """Login by e-mail; the letter case and spaces around it make no difference."""

    error_messages = {
        "invalid_login": _(
            "Почта или пароль не подходят. Проверьте раскладку клавиатуры и клавишу Caps Lock."
        ),
        "inactive": _("Эта учётная запись отключена. Обратитесь к администратору портала."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = forms.EmailField(
            label=_("Электронная почта"),
            widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"].label = _("Пароль")
        self.helper = plain_helper()

    def clean_username(self) -> str:
        # django-axes counts failed attempts per spelling: one person must have one.
        return str(self.cleaned_data["username"]).strip().lower()


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label=_("Имя в портале"),
        max_length=150,
        required=False,
        help_text=_("Так вас видят коллеги, например: Иванова М. П."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
