import datetime as dt

import pytest

from core.scope import NOBODY
from employers.enums import Answer, EvaluationOrigin
from employers.rules.questionnaire import Answers
from employers.rules.respondents import Respondent
from employers.selectors.questionnaires import (
    answers_of,
    find_evaluation,
    get_placement,
    questionnaire_of,
)
from tests.factories.employers import (
    EvaluationFactory,
    FunctionRatingFactory,
    PlacementFactory,
)
from tests.factories.standards import FunctionElementFactory, LabourFunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(placement, college_teacher_client):
    return get_placement(placement_id=placement.pk, scope=college_teacher_client.scope)


def test_new_questionnaire_asks_about_each_function_in_order(loaded, functions, respondent, now):
    FunctionElementFactory(function=functions[0], text="Настройка плуга", position=0)
    FunctionElementFactory(function=functions[0], text="Ведение агрегата", position=1)
    FunctionElementFactory(function=functions[0], kind="skill", text="Умение", position=0)
    questionnaire = questionnaire_of(placement=loaded, respondent=respondent, now=now)
    assert [(q.number, q.name, q.description, q.answer) for q in questionnaire.questions] == [
        (1, "Подготовка почвы", "Настройка плуга; ведение агрегата.", ""),
        (2, "Посев культур", "", ""),
    ]
    assert questionnaire.function_ids == [function.pk for function in functions]
    assert questionnaire.intern == "Мария\xa0В."
    assert questionnaire.employer == "СПК «Заря»"
    assert questionnaire.days_total == 14
    assert (questionnaire.is_started, questionnaire.has_begun) == (False, True)
    assert questionnaire.answers == Answers(functions={})
    assert questionnaire.submitted_at is None
    assert not questionnaire.can_correct


@pytest.mark.parametrize("count", [1, 6])
def test_questionnaire_takes_five_queries(
    loaded, respondent, now, count, django_assert_num_queries
):
    evaluation = EvaluationFactory(placement=loaded)
    for _function in range(count):
        function = LabourFunctionFactory()
        loaded.functions.add(function)
        FunctionRatingFactory(evaluation=evaluation, function=function)
    with django_assert_num_queries(5):
        questionnaire_of(placement=loaded, respondent=respondent, now=now)


def test_draft_shows_what_was_answered(loaded, functions, respondent, now):
    evaluation = EvaluationFactory(placement=loaded, days_missed=0, would_hire="maybe")
    FunctionRatingFactory(evaluation=evaluation, function=functions[1], answer=Answer.CANNOT)
    questionnaire = questionnaire_of(placement=loaded, respondent=respondent, now=now)
    assert [question.answer for question in questionnaire.questions] == ["", Answer.CANNOT]
    assert questionnaire.answers == Answers(
        functions={functions[1].pk: Answer.CANNOT}, days_missed=0, would_hire="maybe"
    )
    assert questionnaire.is_started


def test_sent_answers_may_be_corrected_for_so_many_days(loaded, respondent, now, settings):
    settings.RATING_CORRECTION_DAYS = 14
    EvaluationFactory(placement=loaded, submitted_at=now, origin=EvaluationOrigin.PAPER)
    end = now + dt.timedelta(days=14)
    second = dt.timedelta(seconds=1)
    before = questionnaire_of(placement=loaded, respondent=respondent, now=end - second)
    after = questionnaire_of(placement=loaded, respondent=respondent, now=end)
    assert (before.can_correct, after.can_correct) == (True, False)
    assert before.correct_until == end
    assert before.is_told_to_college


def test_practice_begins_on_its_first_day_of_the_portals_zone(loaded, respondent):
    loaded.starts_on = dt.date(2026, 11, 21)
    loaded.ends_on = dt.date(2026, 11, 30)
    evening = dt.datetime(2026, 11, 20, 20, 59, tzinfo=dt.UTC)  # 23:59 in Moscow
    midnight = dt.datetime(2026, 11, 20, 21, 0, tzinfo=dt.UTC)
    shown = [
        questionnaire_of(placement=loaded, respondent=respondent, now=now).has_begun
        for now in (evening, midnight)
    ]
    assert shown == [False, True]


def test_evaluation_is_found_by_placement_and_mentor(placement, mentor):
    evaluation = EvaluationFactory(placement=placement)
    unknown = EvaluationFactory(placement=placement, mentor=None)
    named = Respondent(placement.pk, mentor.pk, EvaluationOrigin.CABINET)
    nobody = Respondent(placement.pk, None, EvaluationOrigin.LINK)
    assert find_evaluation(named) == evaluation
    assert find_evaluation(nobody) == unknown
    assert find_evaluation(Respondent(placement.pk + 1, mentor.pk, EvaluationOrigin.LINK)) is None


def test_answers_of_nothing_are_empty():
    assert answers_of(None) == Answers(functions={})


def test_placement_is_got_within_scope_alone(placement, college_teacher_client):
    scope = college_teacher_client.scope
    assert get_placement(placement_id=placement.pk, scope=scope) == placement
    assert get_placement(placement_id=PlacementFactory().pk, scope=scope) is None
    assert get_placement(placement_id=placement.pk, scope=NOBODY) is None
