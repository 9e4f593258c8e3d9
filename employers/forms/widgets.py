"""Fields as the design system draws them."""

from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

if TYPE_CHECKING:
    RowChoice = forms.ModelChoiceField[Any]
    RowsChoice = forms.ModelMultipleChoiceField[Any]
else:
    RowChoice = forms.ModelChoiceField
    RowsChoice = forms.ModelMultipleChoiceField

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
RADIO = {"class": "form-check-input"}
DAY = {"class": "form-control", "type": "date"}
DAY_FORMAT = "%Y-%m-%d"


def plain_helper(*fields: Any) -> FormHelper:
    """Return a helper that prints fields only: form tag, token and buttons are the template's."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if fields:
        helper.layout = Layout(*fields)
    return helper


def row_choice(label: Any, empty: Any, *, required: bool = False) -> RowChoice:
    """Return a field that chooses one row; what it offers is set by `offer`."""
    return RowChoice(
        queryset=None,
        label=label,
        empty_label=empty,
        required=required,
        widget=forms.Select(attrs=CHOICE),
    )


def offer(form: forms.Form, name: str, queryset: QuerySet[Any]) -> None:
    """Let a field that chooses rows offer these."""
    cast("RowChoice", form.fields[name]).queryset = queryset
