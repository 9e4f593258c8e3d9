"""Consents: the list's filter and a signed paper."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.models import Student
from colleges.rules.consents import giver_needed
from colleges.services.consents import LARGEST_SCAN, SignedPaper
from core.form_fields import CHOICE, TEXT, day_field, offer, plain_helper, row_choice


class ConsentFilterForm(forms.Form):
    """Who lacks which consent."""

    purpose = forms.ChoiceField(
        label=_("Нет согласия"),
        required=False,
        choices=[("", _("показать всех")), *ConsentPurpose.choices],
        widget=forms.Select(attrs=CHOICE),
    )
    group = row_choice(_("Группа"), _("все"))

    def __init__(self, data: Any, *, groups: Any) -> None:
        super().__init__(data)
        offer(self, "group", groups)


class SignedPaperForm(forms.Form):
    """One signed consent: what for, by whom, when, and its scan."""

    purpose = forms.ChoiceField(
        label=_("Цель"), choices=ConsentPurpose.choices, widget=forms.Select(attrs=CHOICE)
    )
    given_by = forms.ChoiceField(
        label=_("Кто подписал"), choices=ConsentGiver.choices, widget=forms.Select(attrs=CHOICE)
    )
    given_on = day_field(_("Дата подписи"))
    scan = forms.FileField(
        label=_("Скан"),
        required=False,
        help_text=_("PDF, JPEG или PNG до 5 МБ. Можно без скана."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control"}),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, student: Student, today: date, purpose: str
    ) -> None:
        initial = {
            "purpose": purpose,
            "given_by": giver_needed(student.birth_date, today),
            "given_on": today,
        }
        super().__init__(data, files, initial=initial)
        self.today = today
        self.helper = plain_helper(
            "purpose", Div("given_by", "given_on", css_class="grid grid--2"), "scan"
        )

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > self.today:
            raise forms.ValidationError(_("Этот день ещё не наступил."))
        return day

    def clean_scan(self) -> Any:
        """Look at the size before anything is read into memory."""
        scan = self.cleaned_data["scan"]
        if scan is not None and scan.size > LARGEST_SCAN:
            raise forms.ValidationError(_("Скан больше 5 МБ: уменьшите его."))
        return scan

    def paper(self) -> SignedPaper:
        """Return the paper as the form says."""
        values = self.cleaned_data
        return SignedPaper(
            purpose=ConsentPurpose(values["purpose"]),
            given_by=ConsentGiver(values["given_by"]),
            given_on=values["given_on"],
            scan=b"" if values["scan"] is None else values["scan"].read(),
        )


class WithdrawalReviewForm(forms.Form):
    """What the college keeps after a withdrawal."""

    note = forms.CharField(
        label=_("Что остаётся и по какому закону, что удалено"),
        max_length=500,
        help_text=_("Без фамилий."),
        widget=forms.Textarea(attrs={"rows": 4, **TEXT}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = plain_helper("note")
