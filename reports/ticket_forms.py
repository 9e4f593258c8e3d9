"""Forms of questions about published figures."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.enums import TicketState
from reports.rules.own_figures import OwnFigure


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "form-control"})


class ClaimForm(forms.Form):
    """Which of the college's figures is wrong, and why."""

    figure = forms.ChoiceField(
        label=_("Какое число неверно"),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    expected = forms.CharField(
        label=_("Как должно быть, если знаете"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    claim = forms.CharField(
        label=_("Что неверно и откуда это видно"),
        help_text=_("Без фамилий: назовите группу, ведомость или дату."),
        max_length=2000,
        widget=_area(4),
    )

    def __init__(self, *args: Any, figures: Sequence[OwnFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.name}: {one.printed}") for one in figures
        ]


class AnswerForm(forms.Form):
    """The region's answer: the figure stands, or was wrong and everybody is told so."""

    verdict = forms.ChoiceField(
        label=_("Решение"),
        choices=[
            (TicketState.CONFIRMED.value, _("Число верно")),
            (TicketState.CORRECTED.value, _("Ошибка признана")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    answer = forms.CharField(label=_("Ответ колледжу"), max_length=2000, widget=_area(3))
    correction_note = forms.CharField(
        label=_("Исправление для всех"),
        help_text=_(
            "Нужно, если ошибка признана: появится рядом с числом. Числа и файлы опубликованного"
            " отчёта не меняются."
        ),
        max_length=1000,
        required=False,
        widget=_area(3),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        corrected = values.get("verdict") == TicketState.CORRECTED
        has_note = bool(values.get("correction_note"))
        if corrected and not has_note:
            text = gettext("Напишите, что исправлено: это прочтут все, кто видит число.")
            self.add_error("correction_note", text)
        if has_note and not corrected:
            text = gettext("Исправление пишут, только если ошибка признана.")
            self.add_error("correction_note", text)
        return values


class TicketFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[("", _("Все")), *TicketState.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
