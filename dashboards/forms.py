"""The filter bar of the dashboards: everything stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.enums import SettlementKind
from standards.models import Speciality


class CutForm(forms.Form):
    """Year of graduation, speciality and kind of place; nothing is required."""

    year = forms.TypedChoiceField(label=_("Выпуск"), coerce=int, required=False, empty_value=None)
    speciality = forms.TypedChoiceField(
        label=_("Специальность"), coerce=int, required=False, empty_value=None
    )
    settlement = forms.ChoiceField(
        label=_("Место"),
        choices=[("", _("Город, малый город, село")), *SettlementKind.choices],
        required=False,
    )

    def __init__(
        self, *args: Any, years: list[int], specialities: list[Speciality], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("Все выпуски")),
            *((year, str(year)) for year in years),
        ]
        self.fields["speciality"].choices = [  # type: ignore[attr-defined]
            ("", _("Все специальности")),
            *((row.pk, f"{row.code} {row.name}") for row in specialities),
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
