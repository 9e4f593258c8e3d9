"""One screen of the questionnaire, or all of it at once for the college's clerk."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import RADIO, TEXT
from core.text import squeeze
from employers.enums import Answer, Habit, WouldHire
from employers.rules.questionnaire import (
    COMMENT_LENGTH,
    COMMENT_TITLE,
    DAYS_MISSED_TITLE,
    DISCIPLINE_TITLE,
    SAFETY_TITLE,
    WOULD_HIRE_TITLE,
)
from employers.selectors.questionnaires import Question, Questionnaire
from employers.services.evaluations import Remarks


class QuestionnaireForm(forms.Form):
    """A form that knows what is asked and about how long a practice."""

    def __init__(self, questionnaire: Questionnaire, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.questionnaire = questionnaire


class AnswerForm(QuestionnaireForm):
    """The answer about one labour function; an empty answer is a skipped screen."""

    function = forms.TypedChoiceField(coerce=int)
    answer = forms.ChoiceField(choices=Answer.choices, required=False)

    def __init__(self, questionnaire: Questionnaire, data: Any = None, **kwargs: Any) -> None:
        super().__init__(questionnaire, data, **kwargs)
        function = cast("forms.TypedChoiceField", self.fields["function"])
        function.choices = [(pk, str(pk)) for pk in questionnaire.function_ids]


class WorkForm(QuestionnaireForm):
    discipline = forms.ChoiceField(label=DISCIPLINE_TITLE, choices=Habit.choices, required=False)
    safety = forms.ChoiceField(label=SAFETY_TITLE, choices=Habit.choices, required=False)
    days_missed = forms.IntegerField(
        label=DAYS_MISSED_TITLE,
        required=False,
        min_value=0,
        error_messages={
            "invalid": _("Напишите число дней цифрами."),
            "min_value": _("Число дней не может быть меньше нуля."),
        },
    )

    def clean_days_missed(self) -> int | None:
        days = cast("int | None", self.cleaned_data["days_missed"])
        days_total = self.questionnaire.days_total
        if days is not None and days > days_total:
            raise forms.ValidationError(
                _("Практика длилась %(days)s дн., пропустить больше нельзя."),
                params={"days": days_total},
            )
        return days

    def remarks(self) -> Remarks:
        return cast("Remarks", {name: self.cleaned_data[name] for name in WorkForm.base_fields})


class HireForm(QuestionnaireForm):
    would_hire = forms.ChoiceField(
        label=WOULD_HIRE_TITLE, choices=WouldHire.choices, required=False
    )
    comment = forms.CharField(
        label=COMMENT_TITLE,
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_comment(self) -> str:
        lines = str(self.cleaned_data["comment"]).splitlines()
        return "\n".join(squeeze(line) for line in lines).strip()

    def remarks(self) -> Remarks:
        return cast("Remarks", {name: self.cleaned_data[name] for name in HireForm.base_fields})


class PaperEvaluationForm(WorkForm, HireForm):
    """The whole questionnaire as the college copies it from paper or takes it by phone."""

    def __init__(self, questionnaire: Questionnaire, data: Any = None) -> None:
        answers = questionnaire.answers
        initial: dict[str, Any] = {
            "discipline": answers.discipline,
            "safety": answers.safety,
            "days_missed": answers.days_missed,
            "would_hire": answers.would_hire,
            "comment": answers.comment,
        }
        super().__init__(questionnaire, data, initial=initial)
        for name in ("discipline", "safety", "would_hire"):
            field = cast("forms.ChoiceField", self.fields[name])
            field.widget = forms.RadioSelect(attrs=RADIO)
            field.widget.choices = field.choices
        for name in ("days_missed", "comment"):
            self.fields[name].widget.attrs.update(TEXT)
        for question in questionnaire.questions:
            self.fields[_field_name(question)] = forms.ChoiceField(
                label=question.name,
                choices=Answer.choices,
                required=False,
                widget=forms.RadioSelect(attrs=RADIO),
                initial=question.answer,
            )

    def function_fields(self) -> Iterator[tuple[Question, forms.BoundField]]:
        """Yield each function asked about with its row of answers."""
        for question in self.questionnaire.questions:
            yield question, self[_field_name(question)]

    def answers(self) -> dict[int, Answer]:
        """Return the answers given, by function; functions left blank are absent."""
        return {
            question.function_id: Answer(self.cleaned_data[_field_name(question)])
            for question in self.questionnaire.questions
            if self.cleaned_data[_field_name(question)]
        }

    def remarks(self) -> Remarks:
        return cast(
            "Remarks",
            {
                name: self.cleaned_data[name]
                for name in (*WorkForm.base_fields, *HireForm.base_fields)
            },
        )


def _field_name(question: Question) -> str:
    return f"function_{question.function_id}"
