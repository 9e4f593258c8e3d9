"""Everything that the page of one rating shows, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core.scope import Scope
from employers.enums import EvaluationOrigin
from employers.models import Evaluation, FunctionRating, Placement
from employers.rules.interns import days_of_practice, describe_by_actions
from employers.rules.links import correction_ends
from employers.rules.questionnaire import Answers
from employers.rules.respondents import Respondent
from employers.selectors.functions import actions_of_functions, functions_of_placement
from employers.selectors.interns import intern_name


@dataclass(frozen=True, slots=True)
class Question:
    """One labour function; `answer` is empty while nothing was said."""

    number: int
    function_id: int
    code: str
    name: str
    description: str
    answer: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked about one intern and what one mentor has answered so far."""

    placement_id: int
    intern: str
    starts_on: date
    ends_on: date
    kind: str
    employer: str
    college: str
    college_phone: str
    has_begun: bool
    days_total: int
    questions: tuple[Question, ...]
    answers: Answers
    is_started: bool
    updated_at: datetime | None
    submitted_at: datetime | None
    corrected_at: datetime | None
    correct_until: datetime | None
    can_correct: bool
    is_told_to_college: bool

    @property
    def function_ids(self) -> list[int]:
        return [question.function_id for question in self.questions]


def find_evaluation(respondent: Respondent) -> Evaluation | None:
    """Return what this mentor has said of this placement by any way, None before the first word."""
    return Evaluation.objects.filter(
        placement_id=respondent.placement_id, mentor_id=respondent.mentor_id
    ).first()


def answers_of(evaluation: Evaluation | None) -> Answers:
    """Return the answers of an evaluation; none at all for None."""
    if evaluation is None:
        return Answers(functions={})
    ratings = FunctionRating.objects.filter(evaluation=evaluation).order_by("pk")
    return Answers(
        functions=dict(ratings.values_list("function_id", "answer")),
        discipline=evaluation.discipline,
        safety=evaluation.safety,
        days_missed=evaluation.days_missed,
        would_hire=evaluation.would_hire,
        comment=evaluation.comment,
    )


def questionnaire_of(
    *, placement: Placement, respondent: Respondent, now: datetime
) -> Questionnaire:
    """Return the questions about `placement` with the answers of `respondent`, in five queries.

    The caller has loaded the placement's student with college, and its employer.
    """
    evaluation = find_evaluation(respondent)
    answers = answers_of(evaluation)
    submitted_at = evaluation.submitted_at if evaluation is not None else None
    correct_until = correction_ends(submitted_at) if submitted_at is not None else None
    college = placement.student.college
    return Questionnaire(
        placement_id=placement.pk,
        intern=intern_name(placement, today=timezone.localtime(now).date()),
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        kind=placement.get_kind_display(),
        employer=placement.employer.name,
        college=college.short_name,
        college_phone=college.phone,
        has_begun=placement.starts_on <= timezone.localtime(now).date(),
        days_total=days_of_practice(placement.starts_on, placement.ends_on),
        questions=_questions(placement, answers),
        answers=answers,
        is_started=evaluation is not None,
        updated_at=evaluation.updated_at if evaluation is not None else None,
        submitted_at=submitted_at,
        corrected_at=evaluation.corrected_at if evaluation is not None else None,
        correct_until=correct_until,
        can_correct=correct_until is not None and now < correct_until,
        is_told_to_college=evaluation is not None and evaluation.origin == EvaluationOrigin.PAPER,
    )


def _questions(placement: Placement, answers: Answers) -> tuple[Question, ...]:
    functions = functions_of_placement(placement_id=placement.pk)
    actions = actions_of_functions(function_ids=[function.pk for function in functions])
    return tuple(
        Question(
            number=number,
            function_id=function.pk,
            code=function.code,
            name=function.name,
            description=describe_by_actions(actions.get(function.pk, [])),
            answer=answers.functions.get(function.pk, ""),
        )
        for number, function in enumerate(functions, start=1)
    )


def get_placement(*, placement_id: int, scope: Scope) -> Placement | None:
    """Return a placement within `scope` with all that pages name, None when there is none."""
    return (
        Placement.objects.visible_to(scope)
        .filter(pk=placement_id)
        .select_related("student__college", "employer__municipality", "mentor", "module__programme")
        .first()
    )
