"""Forms of a college's scales of marks."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.models import GradeScale
from assessments.selectors.grade_scales import has_scale_from
from assessments.services.grade_scales import LATER_SCALE, ScaleOfAct
from core.form_fields import day_field, plain_helper

if TYPE_CHECKING:
    ScaleModelForm = forms.ModelForm[GradeScale]
else:
    ScaleModelForm = forms.ModelForm


def _bound(mark: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("«%(mark)s» от, %%") % {"mark": mark},
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )


class GradeScaleForm(forms.Form):
    """A new scale: bounds in per cent of the greatest number of points, and its act."""

    name = forms.CharField(label=_("Наименование"), max_length=200)
    bound_3 = _bound(3)
    bound_4 = _bound(4)
    bound_5 = _bound(5)
    act_reference = forms.CharField(
        label=_("Локальный акт"),
        max_length=300,
        help_text=_("Например: приказ от 01.09.2026 № 112-од."),
    )
    valid_from = day_field(_("Действует с"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        three, four, five = (cleaned.get(f"bound_{mark}") for mark in (3, 4, 5))
        if three is not None and four is not None and four <= three:
            self.add_error("bound_4", _("Граница «4» должна быть выше границы «3»."))
        if four is not None and five is not None and five <= four:
            self.add_error("bound_5", _("Граница «5» должна быть выше границы «4»."))
        return cleaned

    def wanted(self) -> ScaleOfAct:
        return _wanted(self.cleaned_data)


class CommonScaleForm(ScaleModelForm):
    """A scale for all colleges without an own one, in the service part."""

    class Meta:
        model = GradeScale
        fields = ("name", "bound_3", "bound_4", "bound_5", "act_reference", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "act_reference" in self.fields:
            self.fields["act_reference"].required = True

    def clean_valid_from(self) -> date:
        """Refuse a day that the service refuses."""
        valid_from: date = self.cleaned_data["valid_from"]
        if has_scale_from(college_id=None, day=valid_from):
            raise ValidationError(LATER_SCALE)
        return valid_from

    def wanted(self) -> ScaleOfAct:
        return _wanted(self.cleaned_data)


def _wanted(data: Mapping[str, Any]) -> ScaleOfAct:
    return ScaleOfAct(
        name=data["name"],
        bounds=(data["bound_3"], data["bound_4"], data["bound_5"]),
        act_reference=data["act_reference"],
        valid_from=data["valid_from"],
    )


class RetireScaleForm(forms.Form):
    """The last day of a scale."""

    valid_to = day_field(_("Последний день"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
