"""What a student is asked about oneself."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.rules.motivation import ANSWERS
from core.form_fields import RADIO

# The mentor's anchors, said by oneself; nothing chosen is no answer and no zero.
ANCHORS: Final = (
    ("3", _("делаю сам")),
    ("2", _("с подсказкой")),
    ("1", _("под присмотром")),
    ("0", _("пока не могу")),
    ("", _("не пробовал")),
)


class OwnAnswers(forms.Form):
    """One question after another; what was said last time is chosen already."""

    stem: ClassVar[str]
    choices: ClassVar[Sequence[tuple[str, Any]]]
    nothing: ClassVar[Any]

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[tuple[int, str]],
        said: Mapping[int, int],
    ) -> None:
        super().__init__(data)
        self._keys = [key for key, _text in questions]
        for key, text in questions:
            self.fields[self._name(key)] = forms.ChoiceField(
                label=text,
                choices=self.choices,
                required=False,
                initial=str(said[key]) if key in said else "",
                widget=forms.RadioSelect(attrs=RADIO),
            )

    def _name(self, key: int) -> str:
        return f"{self.stem}_{key}"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError(str(self.nothing))
        return values

    def values(self) -> dict[int, int]:
        """Return the answers by key of the question, without those not given."""
        given = ((key, self.cleaned_data[self._name(key)]) for key in self._keys)
        return {key: int(value) for key, value in given if value}


class MotivationAnswers(OwnAnswers):
    """A statement after another, by its number."""

    stem = "item"
    choices = ANSWERS
    nothing = _("Ответьте хотя бы на одно утверждение.")

    @classmethod
    def of(
        cls, items: Sequence[str], said: Mapping[int, int] | None = None, data: Any = None
    ) -> Self:
        """Return the form of a version's statements."""
        numbered = [(number, f"{number}. {text}") for number, text in enumerate(items, start=1)]
        return cls(data, questions=numbered, said=said or {})


class SelfAnswers(OwnAnswers):
    """A labour function after another, by its key."""

    stem = "function"
    choices = ANCHORS
    nothing = _("Ответьте хотя бы об одной функции.")
