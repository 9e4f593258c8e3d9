"""Forms of the methodology's versions."""

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import Level
from assessments.models import Methodology
from assessments.rules.parameter_checks import what_is_needed
from assessments.rules.parameter_lines import (
    READY_LEVELS,
    Input,
    ParameterLine,
    parameter_lines,
    plain_number,
    set_value,
    value_at,
)
from assessments.rules.parameters import (
    ParameterProblems,
    default_parameter_values,
    parameters_from_json,
)
from core.form_fields import plain_helper


class NumberField(forms.CharField):
    """A number with a decimal comma or point; empty is None where it is not required."""

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.whole = whole
        self.widget.attrs |= {
            "class": "form-control",
            "inputmode": "decimal",
            "autocomplete": "off",
        }

    def prepare_value(self, value: Any) -> Any:
        is_number = isinstance(value, int | float) and math.isfinite(value)
        return plain_number(value) if is_number else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = float(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        except ValueError as error:
            raise ValidationError(_("Введите число, например 0,25.")) from error
        if not math.isfinite(number):
            raise ValidationError(_("Введите число, например 0,25."))
        if self.whole and number != int(number):
            raise ValidationError(_("Введите целое число."))
        return int(number) if self.whole else number


def _field(line: ParameterLine) -> forms.Field:
    shared: dict[str, Any] = {"label": line.title, "help_text": line.hint}
    select = forms.Select(attrs={"class": "form-select"})
    if line.input is Input.CHOICE:
        return forms.ChoiceField(choices=line.choices, widget=select, **shared)
    if line.input is Input.LEVEL:
        return forms.TypedChoiceField(coerce=int, choices=Level.choices, widget=select, **shared)
    if line.input is Input.LEVELS:
        return forms.TypedMultipleChoiceField(
            coerce=int,
            choices=[(level.value, level.label) for level in READY_LEVELS],
            widget=forms.CheckboxSelectMultiple,
            **shared,
        )
    shared["help_text"] = f"{_sentence(line.allowed.words())} {line.hint}".strip()
    return NumberField(whole=line.input is Input.COUNT, required=not line.optional, **shared)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


class ParametersForm(forms.Form):
    """A draft's name and all its parameters; `parameters` holds the valid JSON values."""

    name = forms.CharField(
        label=gettext_lazy("Наименование"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, version: Methodology, **kwargs: Any) -> None:
        lines = parameter_lines()
        kwargs["initial"] = {"name": version.name} | {
            line.name: value_at(version.parameters, line.path) for line in lines
        }
        super().__init__(*args, **kwargs)
        self._lines = lines
        for line in lines:
            self.fields[line.name] = _field(line)
        self.parameters: dict[str, Any] = {}
        self.helper = plain_helper()

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by section, in the order of the page."""
        found: dict[str, list[forms.BoundField]] = {}
        for line in self._lines:
            found.setdefault(str(line.section), []).append(self[line.name])
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self._lines:
            if line.name in cleaned and (needed := what_is_needed(line, cleaned[line.name])):
                self.add_error(line.name, _sentence(needed))
                # The error tells the range: it is not said twice under one field.
                self[line.name].help_text = str(line.hint)
        if self.errors:
            return cleaned
        values = default_parameter_values()
        for line in self._lines:
            set_value(values, line.path, cleaned[line.name])
        try:
            parameters_from_json(values)
        except ParameterProblems as error:
            raise ValidationError(list(error.problems)) from error
        self.parameters = values
        return cleaned


class PublishForm(forms.Form):
    """The act that puts a draft into force."""

    act_reference = forms.CharField(
        label=gettext_lazy("Реквизиты акта"),
        max_length=300,
        help_text=gettext_lazy("Например: приказ министерства от 12.01.2027 № 15-пр."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class DiffForm(forms.Form):
    """Two versions to be compared."""

    old = forms.TypedChoiceField(label=gettext_lazy("Было"), coerce=int)
    new = forms.TypedChoiceField(label=gettext_lazy("Стало"), coerce=int)

    def __init__(self, *args: Any, versions: list[Methodology], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.pk, _("версия %(number)s") % {"number": row.version}) for row in versions]
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "form-select"
        self.helper = plain_helper()
