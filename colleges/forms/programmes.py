"""A programme entered by its college: what it is, its next intake, functions, modules."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colleges.enums import EntryBase, ModuleKind, StudyForm
from colleges.models import Module, Programme, ProgrammeFunction
from colleges.rules.curriculum import read_competences
from colleges.services.programme_changes import ProgrammeCorrection
from colleges.services.programmes import ModuleDetails
from core.form_fields import CHOICE, TEXT, offer, plain_helper, row_choice, text_field
from core.text import squeeze
from standards.models import EducationalStandard, ProfessionalStandard
from standards.rules.codes import normalise_standard_code
from standards.selectors.catalogue import educational_standards, specialities
from standards.selectors.editions import editions_in_force

_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        widget=forms.NumberInput(attrs=TEXT),
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs=CHOICE))


def _duration() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Срок обучения, месяцев"),
        min_value=1,
        max_value=84,
        help_text=gettext_lazy("2 года 10 месяцев: 34."),
        widget=forms.NumberInput(attrs=TEXT),
    )


def _standards_field() -> forms.CharField:
    return text_field(
        gettext_lazy("Профессиональные стандарты"),
        length=400,
        required=False,
        hint=gettext_lazy("Коды через запятую, главный первым: 13.006, 13.001."),
    )


class ProgrammeForm(forms.Form):
    """What a new programme is; functions and modules follow on its page."""

    speciality = row_choice(
        gettext_lazy("Специальность или профессия"), gettext_lazy("выберите"), required=True
    )
    educational_standard = row_choice(
        gettext_lazy("ФГОС"), gettext_lazy("новейший из загруженных для специальности")
    )
    intake_year = _year(gettext_lazy("Год набора"))
    duration_months = _duration()
    entry_base = _choice(gettext_lazy("База приёма"), EntryBase.choices)
    study_form = _choice(gettext_lazy("Форма обучения"), StudyForm.choices)
    qualification = text_field(gettext_lazy("Квалификация"), length=200, required=False)
    standards = _standards_field()

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"intake_year": today.year})
        self.today = today
        offer(self, "speciality", specialities())
        _offer_orders(self, educational_standards())
        self.helper = plain_helper(
            "speciality",
            "educational_standard",
            Div("intake_year", "duration_months", css_class="grid grid--2"),
            Div("entry_base", "study_form", css_class="grid grid--2"),
            "qualification",
            "standards",
        )

    def clean_qualification(self) -> str:
        return squeeze(self.cleaned_data["qualification"])

    def clean_standards(self) -> list[ProfessionalStandard]:
        """Return the editions in force, in the order in which their codes are written."""
        return read_standards(self.cleaned_data["standards"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        speciality, order = cleaned.get("speciality"), cleaned.get("educational_standard")
        if speciality is None:
            return cleaned
        if order is None:
            orders = educational_standards().filter(speciality=speciality)
            cleaned["educational_standard"] = orders.first()
        elif order.speciality_id != speciality.pk:
            self.add_error(
                "educational_standard",
                _("Этот ФГОС для другой специальности: %(speciality)s.")
                % {"speciality": order.speciality},
            )
        return cleaned


class ProgrammeCorrectionForm(forms.Form):
    """What may be corrected of a programme."""

    educational_standard = row_choice(gettext_lazy("ФГОС"), gettext_lazy("не указан"))
    duration_months = _duration()
    qualification = text_field(gettext_lazy("Квалификация"), length=200, required=False)
    standards = _standards_field()

    def __init__(
        self,
        data: Any = None,
        *,
        programme: Programme,
        standards: Sequence[ProfessionalStandard],
        today: date,
    ) -> None:
        initial = {
            "educational_standard": programme.educational_standard_id,
            "duration_months": programme.duration_months,
            "qualification": programme.qualification,
            "standards": ", ".join(dict.fromkeys(row.code for row in standards)),
        }
        super().__init__(data, initial=initial)
        self.own, self.today = standards, today
        orders = educational_standards().filter(speciality=programme.speciality_id)
        _offer_orders(self, orders)
        self.helper = plain_helper(
            "educational_standard", "duration_months", "qualification", "standards"
        )

    def clean_qualification(self) -> str:
        return squeeze(self.cleaned_data["qualification"])

    def clean_standards(self) -> list[ProfessionalStandard]:
        """Return the programme's own editions of these codes, the edition in force of new ones."""
        return read_standards(self.cleaned_data["standards"], self.today, own=self.own)

    def correction(self) -> ProgrammeCorrection:
        """Return what was typed; the form has to be valid."""
        return ProgrammeCorrection(**self.cleaned_data)


def _offer_orders(form: forms.Form, orders: QuerySet[EducationalStandard]) -> None:
    offer(form, "educational_standard", orders)
    field: Any = form.fields["educational_standard"]
    field.label_from_instance = _order_label


def _order_label(order: EducationalStandard) -> str:
    return _("%(code)s: приказ № %(number)s от %(day)s") % {
        "code": order.speciality.code,
        "number": order.order_number,
        "day": f"{order.approved_on:%d.%m.%Y}",
    }


def read_standards(
    text: str, today: date, *, own: Sequence[ProfessionalStandard] = ()
) -> list[ProfessionalStandard]:
    """Read codes of professional standards, each as the edition in force.

    Codes of `own` editions mean all of these. ValidationError names codes without an edition.
    """
    written = [part for part in re.split(r"[,;\s]+", text) if part]
    codes = list(dict.fromkeys(normalise_standard_code(part) for part in written))
    found = {code: [row] for code, row in editions_in_force(codes=codes, today=today).items()}
    found |= {code: [row for row in own if row.code == code] for code in {r.code for r in own}}
    unknown = [code for code in codes if code not in found]
    if unknown:
        message = ngettext(
            "Действующего стандарта с кодом %(codes)s на портале нет: проверьте код.",
            "Действующих стандартов с кодами %(codes)s на портале нет: проверьте коды.",
            len(unknown),
        )
        raise ValidationError(message % {"codes": ", ".join(unknown)})
    return [row for code in codes for row in found[code]]


class NextIntakeForm(forms.Form):
    """The year of the next intake, and whether the alignment goes along."""

    intake_year = _year(gettext_lazy("Год набора"))
    with_alignment = forms.BooleanField(
        label=gettext_lazy("Перенести сопряжение черновиком"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, programme: Programme, has_alignment: bool) -> None:
        initial = {"intake_year": programme.intake_year + 1, "with_alignment": True}
        super().__init__(data, initial=initial)
        if not has_alignment:
            del self.fields["with_alignment"]
        self.helper = plain_helper(*self.fields)


class RequiredFunctionForm(forms.Form):
    """How much a required function counts."""

    importance = forms.FloatField(
        label=gettext_lazy("Важность"),
        min_value=0.1,
        max_value=10,
        help_text=gettext_lazy("1 обычная; функция с важностью 2 весит вдвое больше."),
        widget=forms.NumberInput(attrs={**TEXT, "step": "0.1"}),
    )
    is_mandatory = forms.BooleanField(
        label=gettext_lazy("Обязательная"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, required: ProgrammeFunction) -> None:
        initial = {"importance": required.importance, "is_mandatory": required.is_mandatory}
        super().__init__(data, initial=initial)
        self.helper = plain_helper("importance", "is_mandatory")


class ModuleForm(forms.Form):
    """A module, course or practice of a programme."""

    kind = _choice(gettext_lazy("Вид"), ModuleKind.choices)
    code = text_field(gettext_lazy("Код"), length=20, hint=gettext_lazy("Например, ПМ.01."))
    name = text_field(gettext_lazy("Наименование"), length=400)
    hours = forms.IntegerField(
        label=gettext_lazy("Часов"),
        required=False,
        min_value=1,
        max_value=10000,
        widget=forms.NumberInput(attrs=TEXT),
    )
    competence_codes = text_field(
        gettext_lazy("Компетенции"),
        length=600,
        required=False,
        hint=gettext_lazy("Коды через запятую: ПК 1.1-1.3, ОК 01, 02."),
    )

    def __init__(self, data: Any = None, *, module: Module | None = None) -> None:
        initial = {}
        if module is not None:
            initial = {name: getattr(module, name) for name in ("kind", "code", "name", "hours")}
            initial["competence_codes"] = ", ".join(module.competence_codes)
        super().__init__(data, initial=initial)
        self.helper = plain_helper(
            Div("kind", "code", css_class="grid grid--2"), "name", "hours", "competence_codes"
        )

    def clean_code(self) -> str:
        return squeeze(self.cleaned_data["code"])

    def clean_name(self) -> str:
        return squeeze(self.cleaned_data["name"])

    def clean_competence_codes(self) -> list[str]:
        """Return the official codes in the order in which they are written."""
        codes, strange = read_competences(self.cleaned_data["competence_codes"])
        if strange:
            message = _("Не похоже на коды компетенций: %(codes)s.")
            raise ValidationError(message % {"codes": ", ".join(strange)})
        return codes

    def details(self) -> ModuleDetails:
        """Return what was typed; the form has to be valid."""
        return ModuleDetails(**self.cleaned_data)
