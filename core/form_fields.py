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


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """Return a date field with the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(format=DAY_FORMAT, attrs=DAY)
    )


def text_field(
    label: Any, *, length: int, required: bool = True, hint: Any = ""
) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs=TEXT),
    )
