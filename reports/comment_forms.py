"""Forms of the public discussion of a report."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import CHOICE, RADIO, TEXT
from reports.enums import CommentState
from reports.rules.personal import personal_data_in

_AREA = {"class": "form-control"}


def without_personal_data(text: str) -> str:
    """Return the text; raise ValidationError that names what must go out of it."""
    found = personal_data_in(text)
    if found:
        raise forms.ValidationError(
            gettext("Уберите сведения о людях: %(found)s. Текст прочтут все.")
            % {"found": ", ".join(found)}
        )
    return text


def demand_reason(
    form: forms.Form, values: dict[str, Any], *, refuses: bool, name: str
) -> dict[str, Any]:
    """Return the values of a decision: a refusal has the reason `name`, anything else has none."""
    if not refuses:
        values[name] = ""
    elif not values.get(name):
        form.add_error(name, gettext("Напишите причину: её прочтёт автор."))
    return values


class CommentForm(forms.Form):
    """What a person says of the report as a whole or of one of its tables."""

    anchor = forms.ChoiceField(label=_("К чему"), required=False, widget=forms.Select(attrs=CHOICE))
    text = forms.CharField(
        label=_("Ваш отзыв"),
        help_text=_(
            "Прочтут все. Не называйте людей: ни студентов, ни преподавателей, ни наставников;"
            " без телефонов и адресов."
        ),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, **_AREA}),
    )

    def __init__(self, *args: Any, tables: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anchor = cast("forms.ChoiceField", self.fields["anchor"])
        anchor.choices = [("", _("к отчёту в целом")), *tables]

    def clean_text(self) -> str:
        return without_personal_data(self.cleaned_data["text"])


class ModerationForm(forms.Form):
    """Whether everybody reads a comment, why not, and what the ministry answers."""

    decision = forms.ChoiceField(
        label=_("Решение"),
        choices=[
            (CommentState.SHOWN.value, _("Показать всем")),
            (CommentState.HIDDEN.value, _("Скрыть")),
        ],
        widget=forms.RadioSelect(attrs=RADIO),
    )
    hidden_because = forms.CharField(
        label=_("Почему скрыт"),
        help_text=_("Прочтёт автор: что нарушено и как написать иначе."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )
    answer = forms.CharField(
        label=_("Ответ министерства"),
        help_text=_("Необязательно; прочтут все под отзывом."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_AREA}),
    )

    def clean_answer(self) -> str:
        return without_personal_data(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        hides = values.get("decision") == CommentState.HIDDEN
        return demand_reason(self, values, refuses=hides, name="hidden_because")


class CommentFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[("", _("Все")), *CommentState.choices],
        widget=forms.Select(attrs=CHOICE),
    )
