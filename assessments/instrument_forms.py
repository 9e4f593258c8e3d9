"""Making a form of assessment: what it is, its criteria, the functions that each shows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.enums import Component, DemoExamLevel, EvidenceKind, ScaleKind
from assessments.models import Criterion, Instrument
from assessments.services.instruments import CriterionContent
from colleges.models import Programme
from core.form_fields import CHOICE, TEXT, offer, plain_helper, row_choice, text_field
from core.form_rows import OrderedRows
from core.numbers import format_percent
from core.text import squeeze
from standards.models import LabourFunction

MOST_CRITERIA = 40
# What a mentor or a student says comes by other ways than a sheet of the college.
_NOT_IN_SHEETS = (
    EvidenceKind.EMPLOYER_RATING,
    EvidenceKind.QUESTIONNAIRE,
    EvidenceKind.SELF_ASSESSMENT,
)
KINDS = [(kind.value, kind.label) for kind in EvidenceKind if kind not in _NOT_IN_SHEETS]
COMPONENTS = [(one.value, one.label) for one in (Component.PRACTICAL, Component.KNOWLEDGE)]
USUAL_STRENGTHS = (1.0, 0.5)


class InstrumentFilter(forms.Form):
    """The filter bar of the list of forms."""

    query = text_field(_("Название или КОД"), length=200, required=False)
    kind = forms.TypedChoiceField(
        label=_("Вид"),
        choices=[("", _("все")), *KINDS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )
    owner = forms.ChoiceField(
        label=_("Чья"),
        choices=[("", _("все")), ("own", _("своя")), ("shared", _("общая"))],
        required=False,
        widget=forms.Select(attrs=CHOICE),
    )


def _programme_label(programme: Programme) -> str:
    return f"{programme.speciality}, {programme.intake_year}"


class InstrumentForm(forms.Form):
    """What the form is. `programme` only says whose functions the criteria offer."""

    name = text_field(
        _("Наименование"), length=300, hint=_("Например: Экзамен по модулю ПМ.01, 35.02.16.")
    )
    kind = forms.TypedChoiceField(
        label=_("Вид"), choices=[("", _("выберите вид")), *KINDS], coerce=int
    )
    component = forms.TypedChoiceField(label=_("Компонент"), choices=COMPONENTS, coerce=int)
    code = text_field(
        _("КОД"), length=40, required=False, hint=_("Только у демонстрационного экзамена.")
    )
    level = forms.ChoiceField(
        label=_("Уровень ДЭ"), choices=[("", _("нет")), *DemoExamLevel.choices], required=False
    )
    programme = row_choice(_("Чьи трудовые функции предлагать критериям"), _("выберите программу"))

    def __init__(
        self, *args: Any, programmes: Any, instrument: Instrument | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "programme", programmes)
        named: Any = self.fields["programme"]
        named.label_from_instance = _programme_label
        if instrument is not None:
            # A form of another making keeps its kind and component.
            self._keep("kind", EvidenceKind(instrument.kind))
            self._keep("component", Component(instrument.component))
        self.helper = plain_helper(
            "name",
            Div("kind", "component", css_class="grid grid--2"),
            Div("code", "level", css_class="grid grid--2"),
            "programme",
        )

    def _keep(self, name: str, word: EvidenceKind | Component) -> None:
        field: Any = self.fields[name]
        if word.value not in dict(field.choices):
            field.choices = [*field.choices, (word.value, word.label)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_exam = cleaned.get("kind") == EvidenceKind.DEMO_EXAM
        code, level = cleaned.get("code"), cleaned.get("level")
        if code and not is_exam:
            self.add_error("code", gettext("КОД бывает только у демонстрационного экзамена."))
        if level and not is_exam:
            self.add_error("level", gettext("Уровень бывает только у демонстрационного экзамена."))
        if code and is_exam and not level:
            self.add_error("level", gettext("Укажите уровень: у одного КОД их несколько."))
        return cleaned


def word_of(function_id: int, strength: float) -> str:
    """Return the value of the box that says how strongly a criterion shows a function."""
    return f"{function_id}:{strength:g}"


def strength_label(strength: float) -> str:
    """Say how fully a criterion shows a function."""
    usual = {1.0: gettext("полностью"), 0.5: gettext("частично")}
    return usual.get(strength) or format_percent(strength)


class CriterionForm(forms.Form):
    """One criterion; a box a function and strength, so that only what is ticked is posted."""

    code = text_field(_("Код"), length=20, required=False)
    name = text_field(_("Критерий"), length=300)
    scale = forms.ChoiceField(
        label=_("Шкала"),
        choices=ScaleKind.choices,
        initial=ScaleKind.MARK,
        widget=forms.Select(attrs=CHOICE),
    )
    maximum = forms.DecimalField(
        label=_("Наибольший балл"),
        max_digits=7,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
    )
    bears = forms.MultipleChoiceField(label=_("Трудовые функции"), required=False)

    def __init__(
        self,
        *args: Any,
        functions: Sequence[LabourFunction],
        strengths: Sequence[float],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.functions, self.strengths = functions, strengths
        field: Any = self.fields["bears"]
        field.choices = [(word_of(one.pk, own), "") for one in functions for own in strengths]
        field.error_messages["invalid_choice"] = gettext("Этой функции нет в программах колледжа.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needs_maximum = cleaned.get("scale") == ScaleKind.POINTS and "maximum" not in self.errors
        if needs_maximum and (cleaned.get("maximum") or 0) <= 0:
            self.add_error("maximum", gettext("Для баллов нужен наибольший балл больше нуля."))
        ids = [word.split(":")[0] for word in cleaned.get("bears", ())]
        if len(set(ids)) != len(ids):
            self.add_error("bears", gettext("У каждой функции отметьте одно: как полно она видна."))
        return cleaned

    def ticked(self) -> set[str]:
        """Return the boxes that are ticked, as typed."""
        return set(self["bears"].value() or ())

    def function_rows(self, shown: Collection[int]) -> list[dict[str, Any]]:
        """Return the functions to print, each with its boxes."""
        ticked = self.ticked()
        return [
            {
                "title": f"{one.code} {one.name}",
                "standard": one.standard.code,
                "boxes": [
                    {
                        "value": (word := word_of(one.pk, strength)),
                        "label": strength_label(strength),
                        "is_ticked": word in ticked,
                    }
                    for strength in self.strengths
                ],
            }
            for one in self.functions
            if one.pk in shown
        ]

    def content(self) -> CriterionContent:
        """Return the criterion as written."""
        data = self.cleaned_data
        pairs = (word.split(":") for word in data["bears"])
        return CriterionContent(
            name=squeeze(data["name"]),
            code=squeeze(data["code"]),
            scale=data["scale"],
            maximum=data["maximum"],
            bearings=[(int(pk), float(strength)) for pk, strength in pairs],
        )


class _Criteria(OrderedRows):
    telling = ("name", "code", "maximum", "bears")


CriterionFormSet = forms.formset_factory(
    CriterionForm,
    formset=_Criteria,
    extra=0,
    can_order=True,
    can_delete=True,
    max_num=MOST_CRITERIA,
    absolute_max=MOST_CRITERIA + 20,
    validate_max=True,
)


def row_of(
    criterion: Criterion, successors: Mapping[int, Sequence[int]] | None = None
) -> dict[str, Any]:
    """Return a stored criterion as the values of its row; `successors` replace functions."""
    bears = [
        word_of(function, own.strength)
        for own in criterion.bearings.all()
        for function in (successors or {}).get(own.function_id, (own.function_id,))
    ]
    return {
        "code": criterion.code,
        "name": criterion.name,
        "scale": criterion.scale,
        "maximum": criterion.maximum,
        "bears": list(dict.fromkeys(bears)),
    }
