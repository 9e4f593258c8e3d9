"""A student's own view of each labour function."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import RADIO
from standards.models import LabourFunction

# The mentor's anchors, said by oneself; nothing chosen is no answer and no zero.
ANCHORS: Final = [
    ("3", _("делаю сам")),
    ("2", _("с подсказкой")),
    ("1", _("под присмотром")),
    ("0", _("пока не могу")),
    ("", _("не пробовал")),
]


class SelfAssessmentForm(forms.Form):
    """One question a function; what was said last time is chosen already."""

    def __init__(
        self,
        data: Any = None,
        *,
        functions: Sequence[LabourFunction],
        said: Mapping[int, int],
    ) -> None:
        super().__init__(data)
        self.functions = functions
        for function in functions:
            self.fields[self.name_of(function)] = forms.ChoiceField(
                label=f"{function.code} {function.name}",
                choices=ANCHORS,
                required=False,
                initial=str(said[function.pk]) if function.pk in said else "",
                widget=forms.RadioSelect(attrs=RADIO),
            )

    @staticmethod
    def name_of(function: LabourFunction) -> str:
        return f"function_{function.pk}"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(gettext("Ответьте хотя бы об одной функции."))
        return values

    def values(self) -> dict[int, int]:
        """Return the answers by function, without those not tried."""
        given = ((one.pk, self.cleaned_data[self.name_of(one)]) for one in self.functions)
        return {key: int(value) for key, value in given if value}
