"""Forms of officials who make reports."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """What a new report is about."""

    title = forms.CharField(label=_("Название"), max_length=300)
    graduation_year = forms.TypedChoiceField(label=_("Выпуск"), coerce=int)

    def __init__(self, *args: Any, years: list[int], proposed: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["graduation_year"].initial = proposed
        self.fields["graduation_year"].choices = [  # type: ignore[attr-defined]
            (year, str(year)) for year in years
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ConfirmWarningsForm(forms.Form):
    """The person has read the warnings of the checklist."""

    acknowledged = forms.BooleanField(label=_("Замечания прочитаны, отчёт можно утвердить"))


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=_("Почему отчёт отозван"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
