"""Forms around a sheet: who signed it, a remark to a cell."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.enums import SignerRole

MOST_SIGNERS = 9
_TICK = {"class": "form-check-input"}


class SheetStart(forms.Form):
    """How an address begins a new sheet: what it is to show and when it was held.

    `function` offers only forms that show this labour function, `practice` of these only those of
    practice. What cannot be read narrows nothing.
    """

    function = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    practice = forms.BooleanField(required=False)
    held_on = forms.DateField(required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class SignerForm(forms.Form):
    """One member of the commission; a row without a name is not filled."""

    name = forms.CharField(
        label=_("Фамилия и инициалы"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    post = forms.CharField(
        label=_("Должность"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Роль"),
        choices=SignerRole.choices,
        required=False,
        initial=SignerRole.MEMBER,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    is_absent = forms.BooleanField(
        label=_("отсутствует"), required=False, widget=forms.CheckboxInput(attrs=_TICK)
    )


class _Signers(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    def filled(self) -> list[dict[str, Any]]:
        """Return the rows with a name."""
        return [row for row in self.cleaned_data if row.get("name", "").strip()]


SignerFormSet = forms.formset_factory(
    SignerForm, formset=_Signers, extra=0, max_num=MOST_SIGNERS, validate_max=True
)


class CellPlaceForm(forms.Form):
    """Which cell of a sheet is meant."""

    student = forms.IntegerField(min_value=1)
    criterion = forms.IntegerField(min_value=1)


class CellNoteForm(forms.Form):
    """A remark to a cell and the flag to come back to it."""

    comment = forms.CharField(
        label=_("Замечание"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )
    needs_attention = forms.BooleanField(
        label=_("Вернуться к этой ячейке"), required=False, widget=forms.CheckboxInput(attrs=_TICK)
    )
