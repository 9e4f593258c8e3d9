"""Forms of the catalogue of good practice."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import RADIO, TEXT, offer, row_choice
from core.scope import Scope
from reports.comment_forms import demand_reason, without_personal_data
from reports.enums import PracticeCardState
from reports.models import PracticeCard, Release
from reports.selectors.practices import (
    offered_functions,
    offered_releases,
    offered_specialities,
    used_functions,
    used_specialities,
)
from reports.services.practices import CardDetails

_CHOICES = ("speciality", "function", "release_before", "release_after")
_TEXTS = ("title", "problem", "action", "outcome")


def _text(label: Any, hint: Any, length: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )


class PracticeForm(forms.Form):
    """What was done, and between which reports a college shows its figures."""

    title = forms.CharField(label=_("Название"), max_length=200, widget=forms.TextInput(attrs=TEXT))
    speciality = row_choice(_("Специальность"), _("любая"))
    function = row_choice(_("Трудовая функция"), _("не указана"))
    problem = _text(_("Что не получалось"), _("По каким данным это было видно."), 2000)
    action = _text(
        _("Что сделали"),
        _("Так, чтобы другие могли повторить: кто, сколько часов, на чём, во что обошлось."),
        4000,
    )
    outcome = _text(
        _("Что получилось"), _("Без имён: ни студентов, ни преподавателей, ни наставников."), 2000
    )
    release_before = row_choice(_("Отчёт до"), _("не сравнивать"))
    release_after = row_choice(_("Отчёт после"), _("не сравнивать"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "speciality", offered_specialities(scope=scope))
        offer(self, "function", offered_functions(scope=scope))
        if scope.is_college_staff:
            offer(self, "release_before", offered_releases())
            offer(self, "release_after", offered_releases())
        else:
            # Reports print figures of colleges only.
            del self.fields["release_before"], self.fields["release_after"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in _TEXTS:
            try:
                without_personal_data(values.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        before, after = values.get("release_before"), values.get("release_after")
        if "release_after" in self.fields and not _in_order(before, after):
            text = gettext(
                "Выберите оба отчёта, первый из них за более ранний выпуск, или ни одного."
            )
            self.add_error("release_after", text)
        return values

    def details(self) -> CardDetails:
        """Return what is to be stored."""
        values = self.cleaned_data
        return CardDetails(
            title=values["title"],
            problem=values["problem"],
            action=values["action"],
            outcome=values["outcome"],
            speciality_id=_key(values.get("speciality")),
            function_id=_key(values.get("function")),
            release_before_id=_key(values.get("release_before")),
            release_after_id=_key(values.get("release_after")),
        )


def _in_order(before: Release | None, after: Release | None) -> bool:
    if before is None or after is None:
        return before is after
    return before.graduation_year < after.graduation_year


def _key(row: Any) -> int | None:
    return None if row is None else row.pk


def initial_of(card: PracticeCard) -> dict[str, Any]:
    """Return what the form of an existing card begins with."""
    return {name: getattr(card, name) for name in _TEXTS} | {
        name: getattr(card, f"{name}_id") for name in _CHOICES
    }


class DecisionForm(forms.Form):
    """What the ministry decides, and the fingerprint of the card as it was read."""

    # Without it nothing is decided; the page prints it, so that no person ever fills it in.
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("Решение"),
        choices=[
            (PracticeCardState.PUBLISHED.value, _("Опубликовать")),
            (PracticeCardState.RETURNED.value, _("Вернуть автору")),
        ],
        widget=forms.RadioSelect(attrs=RADIO),
    )
    returned_because = forms.CharField(
        label=_("Почему возвращена"),
        help_text=_("Прочтёт автор: чего не хватает и что исправить."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        returns = values.get("decision") == PracticeCardState.RETURNED
        return demand_reason(self, values, refuses=returns, name="returned_because")


class PracticeFilterForm(forms.Form):
    speciality = row_choice(_("Специальность"), _("все"))
    function = row_choice(_("Трудовая функция"), _("все"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "speciality", used_specialities())
        offer(self, "function", used_functions())

    def chosen(self) -> dict[str, int | None]:
        """Return what narrows the list; a value that is not on offer narrows nothing."""
        self.is_valid()
        return {
            f"{name}_id": _key(self.cleaned_data.get(name)) for name in ("speciality", "function")
        }
