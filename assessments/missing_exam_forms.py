"""What a person says of a КОД that a file of points names: the maximum of each module."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import DemoExamLevel
from assessments.imports.demo_exam import LEVELS
from core.form_fields import TEXT, text_field


class MissingModuleForm(forms.Form):
    """One module of one КОД at one level."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    level = forms.ChoiceField(choices=DemoExamLevel.choices, widget=forms.HiddenInput)
    name = text_field(gettext_lazy("Модуль"), length=300)
    maximum = forms.DecimalField(
        label=gettext_lazy("Наибольший балл"),
        min_value=Decimal("0.01"),
        max_value=1000,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
    )
    functions = text_field(gettext_lazy("Трудовые функции"), length=300, required=False)

    def clean_maximum(self) -> Decimal:
        """Refuse a maximum below points that the file has."""
        maximum: Decimal = self.cleaned_data["maximum"]
        most = self.initial.get("most")
        if most is not None and maximum < Decimal(most):
            message = _("В файле есть балл %(most)s: наибольший не может быть меньше.")
            raise forms.ValidationError(message % {"most": most.replace(".", ",")})
        return maximum


class _Modules(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of a table of КОД; the formset has to be valid."""
        return [
            {
                "code": row["code"],
                "level": LEVELS.options[row["level"]][0],
                "maximum": f"{row['maximum'].normalize():f}".replace(".", ","),
                "module": row["name"],
                "functions": row["functions"],
            }
            for row in self.cleaned_data
        ]

    def by_code(self, missing: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the forms under what they belong to, with what the file says of its points."""
        totals = {(one["code"], one["level"]): one["total"] for one in missing}
        groups = groupby(self.forms, key=lambda form: (form["code"].value(), form["level"].value()))
        return [
            {
                "code": code,
                "level": dict(DemoExamLevel.choices).get(level, level),
                "total": totals.get((code, level), ""),
                "forms": list(found),
            }
            for (code, level), found in groups
        ]


MissingModuleFormSet = forms.formset_factory(MissingModuleForm, formset=_Modules, extra=0)


def modules_of_missing(missing: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what the rows begin with: the modules for which the file has points."""
    return [
        {"code": one["code"], "level": one["level"], "name": name, "most": most}
        for one in missing
        for name, most in one["modules"]
    ]
