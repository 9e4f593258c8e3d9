import pytest

from employers.enums import Answer, Habit, WouldHire
from employers.rules.questionnaire import (
    HIRE_STEP,
    REVIEW_STEP,
    WORK_STEP,
    Answers,
    Doubt,
    Problem,
    doubts,
    first_open_step,
    minutes_needed,
    step_keys,
    submission_problem,
    time_left,
)

ASKED = [10, 20]


def said(first: str = "", second: str = "", **remarks) -> Answers:
    functions = {pk: answer for pk, answer in zip(ASKED, (first, second), strict=True) if answer}
    return Answers(functions=functions, **remarks)


def test_steps_are_functions_then_work_then_hire():
    assert step_keys(2) == ["1", "2", WORK_STEP, HIRE_STEP]


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        (said(), "1"),
        (said(Answer.CANNOT), "2"),
        (said("", Answer.CANNOT), "1"),
        (said(Answer.CANNOT, Answer.CANNOT), WORK_STEP),
        (said(Answer.CANNOT, Answer.CANNOT, days_missed=0), HIRE_STEP),
        (said(Answer.CANNOT, Answer.CANNOT, safety=Habit.NEVER), HIRE_STEP),
        (said(Answer.CANNOT, Answer.CANNOT, days_missed=0, comment="да"), REVIEW_STEP),
        (said(Answer.CANNOT, Answer.CANNOT, discipline=Habit.NEVER, would_hire="no"), REVIEW_STEP),
    ],
)
def test_mentor_continues_at_the_first_unanswered_screen(answers, step):
    assert first_open_step(answers, ASKED) == step


@pytest.mark.parametrize(
    ("functions", "minutes"), [(0, 1), (1, 1), (5, 3), (7, 3), (8, 4), (20, 8)]
)
def test_minutes_needed_grow_with_functions(functions, minutes):
    assert minutes_needed(functions) == minutes


@pytest.mark.parametrize(
    ("step", "functions", "text"),
    [
        ("1", 5, "осталось около трёх минут"),
        ("3", 5, "осталось около двух минут"),
        (WORK_STEP, 5, "осталось около минуты"),
        (HIRE_STEP, 5, "осталось меньше минуты"),
        (REVIEW_STEP, 5, "осталось меньше минуты"),
        ("1", 20, "осталось около 8 минут"),
    ],
)
def test_time_left_counts_the_screens_ahead(step, functions, text):
    assert time_left(step, functions) == text


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (said(), Problem.NOTHING_ANSWERED),
        (said(comment="Хорошо"), Problem.NOTHING_ANSWERED),
        (said(Answer.CANNOT), None),
        (said("", Answer.INDEPENDENT), None),
        (said(Answer.NOT_OBSERVED), Problem.NOTHING_JUDGED),
        (said(Answer.NOT_OBSERVED, Answer.NO_SUCH_WORK), Problem.NOTHING_JUDGED),
        (said(Answer.NOT_OBSERVED, Answer.NO_SUCH_WORK, comment="  "), Problem.NOTHING_JUDGED),
        (said(Answer.NO_SUCH_WORK, comment="Чинил двор"), Problem.NOTHING_JUDGED),
        (said(Answer.NO_SUCH_WORK, Answer.NO_SUCH_WORK, comment="Чинил двор"), None),
        (said(Answer.NO_SUCH_WORK, Answer.WITH_HINT), None),
    ],
)
def test_one_judgement_is_enough_and_none_needs_an_explanation(answers, problem):
    assert submission_problem(answers, ASKED) == problem


def test_practice_without_functions_needs_a_word_only():
    assert submission_problem(said(), []) == Problem.NOTHING_ANSWERED
    assert submission_problem(said(would_hire=WouldHire.YES), []) is None


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (said(Answer.CANNOT, would_hire="yes"), [Doubt.HIRE_WHO_CANNOT]),
        (said(Answer.CANNOT, Answer.WITH_HINT, would_hire="yes"), []),
        (said(Answer.NO_SUCH_WORK, would_hire="yes"), []),
        (said(Answer.INDEPENDENT, would_hire="no"), [Doubt.REFUSE_WHO_CAN]),
        (said(Answer.INDEPENDENT, Answer.NOT_OBSERVED, would_hire="no"), [Doubt.REFUSE_WHO_CAN]),
        (said(Answer.INDEPENDENT, would_hire="no", safety=Habit.NEVER), []),
        (said(Answer.INDEPENDENT, would_hire="maybe"), []),
        (said(Answer.INDEPENDENT, days_missed=14), [Doubt.ABSENT_ALL_THE_TIME]),
        (said(Answer.INDEPENDENT, days_missed=13), []),
        (said(Answer.NOT_OBSERVED, days_missed=14), []),
    ],
)
def test_doubts_name_answers_that_contradict_each_other(answers, found):
    assert doubts(answers, days_total=14) == found
