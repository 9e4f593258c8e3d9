"""A student's own view of each labour function."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import MotivationForm
from assessments.rules.motivation import ANSWERS, checked_items
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


class MotivationAnswers(forms.Form):
    """One question a statement; what was said last time is chosen already."""

    def __init__(self, data: Any = None, *, items: Sequence[str], said: Mapping[int, int]) -> None:
        super().__init__(data)
        for number, text in enumerate(items, start=1):
            self.fields[f"item_{number}"] = forms.ChoiceField(
                label=f"{number}. {text}",
                choices=ANSWERS,
                required=False,
                initial=str(said[number]) if number in said else "",
                widget=forms.RadioSelect(attrs=RADIO),
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(gettext("Ответьте хотя бы на одно утверждение."))
        return values

    def values(self) -> dict[int, int]:
        """Return the answers by number, without those not given."""
        given = ((name, self.cleaned_data[name]) for name in self.fields)
        return {int(name.removeprefix("item_")): int(value) for name, value in given if value}


class MotivationFormForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version, a statement a line."""

    lines = forms.CharField(
        label=_("Утверждения, каждое с новой строки"),
        help_text=_("От 8 до 12. Согласие должно означать больший интерес к работе."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    class Meta:
        model = MotivationForm
        fields: ClassVar[list[str]] = []

    def clean_lines(self) -> list[str]:
        return checked_items(self.cleaned_data["lines"].splitlines())


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
