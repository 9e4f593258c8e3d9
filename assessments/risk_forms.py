"""The filter of the list of those at risk."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.enums import RiskReason
from core.form_fields import CHOICE

STUDENTS, GRADUATES = "students", "graduates"


class RiskFilterForm(forms.Form):
    """Who of those at risk is shown; it stands in the address."""

    who = forms.ChoiceField(
        label=_("Кто"),
        required=False,
        choices=[
            ("", _("все")),
            (STUDENTS, _("выпускной курс")),
            (GRADUATES, _("выпускники")),
        ],
        widget=forms.Select(attrs=CHOICE),
    )
    reason = forms.ChoiceField(
        label=_("Причина"),
        required=False,
        choices=[("", _("все")), *RiskReason.choices],
        widget=forms.Select(attrs=CHOICE),
    )
    group = forms.TypedChoiceField(
        label=_("Группа"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs=CHOICE),
    )

    def __init__(self, data: Any, *, groups: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        field = cast("forms.ChoiceField", self.fields["group"])
        field.choices = [("", _("все")), *((str(key), name) for key, name in groups)]
