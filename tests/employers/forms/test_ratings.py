import pytest

from employers.enums import Answer
from employers.forms.ratings import AnswerForm, HireForm, PaperEvaluationForm, WorkForm
from employers.selectors.questionnaires import get_placement, questionnaire_of
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(placement, college_teacher_client, respondent, now):
    loaded = get_placement(placement_id=placement.pk, scope=college_teacher_client.scope)
    return questionnaire_of(placement=loaded, respondent=respondent, now=now)


def test_answer_is_about_a_function_asked_and_in_known_words(asked, functions):
    stranger = LabourFunctionFactory()
    assert AnswerForm(asked, {"function": functions[0].pk, "answer": "cannot"}).is_valid()
    assert not AnswerForm(asked, {"function": functions[0].pk, "answer": "хорошо"}).is_valid()
    assert not AnswerForm(asked, {"function": stranger.pk, "answer": "cannot"}).is_valid()


def test_skipped_answer_is_empty(asked, functions):
    form = AnswerForm(asked, {"function": functions[0].pk})
    assert form.is_valid()
    assert form.cleaned_data == {"function": functions[0].pk, "answer": ""}


@pytest.mark.parametrize(("typed", "days"), [("", None), ("0", 0), ("14", 14), (" 3 ", 3)])
def test_days_missed_are_a_number_or_unknown(asked, typed, days):
    form = WorkForm(asked, {"days_missed": typed})
    assert form.is_valid()
    assert form.remarks() == {"discipline": "", "safety": "", "days_missed": days}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("15", "Практика длилась 14 дн., пропустить больше нельзя."),
        ("-1", "Число дней не может быть меньше нуля."),
        ("два", "Напишите число дней цифрами."),
    ],
)
def test_wrong_days_are_refused_in_words(asked, typed, message):
    assert WorkForm(asked, {"days_missed": typed}).errors == {"days_missed": [message]}


def test_comment_keeps_its_lines_and_loses_its_spaces(asked):
    form = HireForm(asked, {"would_hire": "maybe", "comment": "  Хорошо  сеет.\r\n\r\nОпаздывал. "})
    assert form.is_valid()
    assert form.remarks() == {"would_hire": "maybe", "comment": "Хорошо сеет.\n\nОпаздывал."}


def test_comment_longer_than_its_column_is_refused(asked):
    assert "comment" in HireForm(asked, {"comment": "я" * 2001}).errors


def test_paper_form_takes_answers_and_remarks_and_leaves_blanks_out(asked, functions):
    first, second = functions
    form = PaperEvaluationForm(
        asked, {f"function_{second.pk}": "with_hint", "safety": "regularly", "days_missed": "1"}
    )
    assert form.is_valid()
    assert form.answers() == {second.pk: Answer.WITH_HINT}
    assert form.remarks() == {
        "discipline": "",
        "safety": "regularly",
        "days_missed": 1,
        "would_hire": "",
        "comment": "",
    }
    assert first.pk not in form.answers()


def test_paper_form_begins_with_what_is_known(
    placement, functions, college_teacher_client, respondent, now
):
    evaluation = EvaluationFactory(placement=placement, days_missed=0, comment="да")
    FunctionRatingFactory(evaluation=evaluation, function=functions[0], answer=Answer.CANNOT)
    loaded = get_placement(placement_id=placement.pk, scope=college_teacher_client.scope)
    known = questionnaire_of(placement=loaded, respondent=respondent, now=now)
    form = PaperEvaluationForm(known)
    assert [(q.function_id, field.value()) for q, field in form.function_fields()] == [
        (functions[0].pk, Answer.CANNOT),
        (functions[1].pk, ""),
    ]
    assert (form["days_missed"].value(), form["comment"].value()) == (0, "да")
