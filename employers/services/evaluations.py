"""What mentors say of interns: saved answer by answer, sent, corrected.

Sending and correcting enqueue the job that turns answers into evidence, in the same transaction, so
that neither can happen without the other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from core.audit import record_action
from core.jobs.queue import enqueue
from employers.enums import Answer, EvaluationOrigin
from employers.models import Evaluation, FunctionRating, Placement, RatingRequest
from employers.rules.links import correction_ends
from employers.rules.questionnaire import Problem, submission_problem
from employers.rules.respondents import Respondent
from employers.selectors.questionnaires import answers_of

# Handled by the app above: the name is the contract.
ACCEPT_EVALUATION = "assessments.accept_evaluation"


class PracticeNotBegun(RuntimeError):
    """The practice begins later: there is nothing to rate yet."""


class AlreadySubmitted(RuntimeError):
    """A draft's answer came after the answers had been sent."""


class CorrectionClosed(RuntimeError):
    """The days for corrections are over, or nothing was sent that could be corrected."""


class SaidByMentor(RuntimeError):
    """The mentor has answered himself: the college may not speak for him any more."""


class FunctionNotAsked(LookupError):
    """The placement does not ask about this labour function."""


class NotFitToSend(ValueError):
    """Nothing is judged and nothing explained; `problem` says it in words."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Remarks(TypedDict, total=False):
    """The questions that are not about a labour function; absent keys stay as they are."""

    discipline: str
    safety: str
    days_missed: int | None
    would_hire: str
    comment: str


def start_evaluation(*, respondent: Respondent, now: datetime) -> Evaluation:
    """Open the questionnaire: make the draft if there is none and mark the link as opened.

    Raise PracticeNotBegun before the first day of the practice.
    """
    with transaction.atomic():
        evaluation = _locked(respondent, now)
        if respondent.request_id is not None:
            RatingRequest.objects.filter(pk=respondent.request_id, opened_at__isnull=True).update(
                opened_at=now
            )
    return evaluation


def record_answer(
    *, respondent: Respondent, function_id: int, answer: Answer, now: datetime
) -> Evaluation:
    """Save one answer of a draft. Its own moment is its trace; the audit line comes with sending.

    Raise AlreadySubmitted, FunctionNotAsked or PracticeNotBegun.
    """
    with transaction.atomic():
        evaluation = _draft(respondent, now)
        _set_answers(evaluation, {function_id: answer}, now)
        _touch(evaluation, respondent, now)
    return evaluation


def record_remarks(*, respondent: Respondent, remarks: Remarks, now: datetime) -> Evaluation:
    """Save remarks of a draft; keys that are absent stay as they are. Errors as `record_answer`."""
    with transaction.atomic():
        evaluation = _draft(respondent, now)
        _set_remarks(evaluation, remarks)
        _touch(evaluation, respondent, now)
    return evaluation


def submit_evaluation(*, respondent: Respondent, now: datetime) -> Evaluation:
    """Send the draft: from now on it is what the mentor said.

    Raise NotFitToSend when nothing is judged and nothing explained, AlreadySubmitted when repeated.
    """
    with transaction.atomic():
        evaluation = _draft(respondent, now)
        _submit(evaluation, respondent, now)
    return evaluation


def correct_answer(
    *, respondent: Respondent, function_id: int, answer: Answer, now: datetime
) -> Evaluation:
    """Change one answer that was sent; it takes effect at once.

    Raise CorrectionClosed after RATING_CORRECTION_DAYS, SaidByMentor for a college that would
    change the mentor's own words, FunctionNotAsked, NotFitToSend.
    """
    with transaction.atomic():
        evaluation = _correctable(respondent, now)
        _set_answers(evaluation, {function_id: answer}, now)
        _finish_correction(evaluation, respondent, now)
    return evaluation


def correct_remarks(*, respondent: Respondent, remarks: Remarks, now: datetime) -> Evaluation:
    """Change remarks that were sent. Errors as `correct_answer`."""
    with transaction.atomic():
        evaluation = _correctable(respondent, now)
        _set_remarks(evaluation, remarks)
        _finish_correction(evaluation, respondent, now)
    return evaluation


def record_whole_evaluation(
    *, respondent: Respondent, answers: Mapping[int, Answer], remarks: Remarks, now: datetime
) -> Evaluation:
    """Take a whole questionnaire at once, as from paper, and send it; the second time correct it.

    Functions absent from `answers` stay unanswered; in a correction what was answered before and is
    absent now becomes «не наблюдал». Errors as `submit_evaluation` and `correct_answer`.
    """
    with transaction.atomic():
        evaluation = _locked(respondent, now)
        if evaluation.submitted_at is None:
            FunctionRating.objects.filter(evaluation=evaluation).exclude(
                function_id__in=list(answers)
            ).delete()
            _set_answers(evaluation, answers, now)
            _set_remarks(evaluation, remarks)
            _submit(evaluation, respondent, now)
        else:
            _check_correctable(evaluation, respondent, now)
            _set_answers(evaluation, {**_forgotten(evaluation, answers), **answers}, now)
            _set_remarks(evaluation, remarks)
            _finish_correction(evaluation, respondent, now)
    return evaluation


def _locked(respondent: Respondent, now: datetime) -> Evaluation:
    """Return the one evaluation of this voice, locked; made if there is none."""
    placement = Placement.objects.only("starts_on").get(pk=respondent.placement_id)
    if placement.starts_on > timezone.localtime(now).date():
        raise PracticeNotBegun
    evaluation, is_new = Evaluation.objects.select_for_update(of=("self",)).get_or_create(
        placement_id=respondent.placement_id,
        mentor_id=respondent.mentor_id,
        defaults={
            "origin": respondent.origin,
            "request_id": respondent.request_id,
            "entered_by_id": respondent.user_id,
            "created_at": now,
            "updated_at": now,
        },
    )
    if is_new:
        _audit("employers.start_evaluation", evaluation, respondent, now)
    return evaluation


def _draft(respondent: Respondent, now: datetime) -> Evaluation:
    evaluation = _locked(respondent, now)
    if evaluation.submitted_at is not None:
        raise AlreadySubmitted
    return evaluation


def _correctable(respondent: Respondent, now: datetime) -> Evaluation:
    evaluation = _locked(respondent, now)
    _check_correctable(evaluation, respondent, now)
    return evaluation


def _check_correctable(evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    if evaluation.submitted_at is None or now >= correction_ends(evaluation.submitted_at):
        raise CorrectionClosed
    if respondent.origin == EvaluationOrigin.PAPER and evaluation.origin != EvaluationOrigin.PAPER:
        raise SaidByMentor


def _set_answers(evaluation: Evaluation, answers: Mapping[int, Answer], now: datetime) -> None:
    asked = Placement.functions.through.objects.filter(
        placement_id=evaluation.placement_id, labourfunction_id__in=list(answers)
    )
    if asked.count() != len(answers):
        raise FunctionNotAsked
    known = {
        rating.function_id: rating
        for rating in FunctionRating.objects.filter(
            evaluation=evaluation, function_id__in=list(answers)
        )
    }
    fresh = [
        FunctionRating(
            evaluation=evaluation, function_id=function_id, answer=answer, answered_at=now
        )
        for function_id, answer in answers.items()
        if function_id not in known
    ]
    changed = []
    for function_id, rating in known.items():
        if rating.answer != answers[function_id]:
            rating.answer, rating.answered_at = answers[function_id], now
            changed.append(rating)
    FunctionRating.objects.bulk_create(fresh)
    FunctionRating.objects.bulk_update(changed, ["answer", "answered_at"])


def _set_remarks(evaluation: Evaluation, remarks: Remarks) -> None:
    for name, value in remarks.items():
        setattr(evaluation, name, value)


def _forgotten(evaluation: Evaluation, answers: Mapping[int, Answer]) -> dict[int, Answer]:
    before = FunctionRating.objects.filter(evaluation=evaluation).values_list(
        "function_id", flat=True
    )
    return {
        function_id: Answer.NOT_OBSERVED for function_id in before if function_id not in answers
    }


def _touch(evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    """Save the draft with the way by which the words came last."""
    evaluation.origin = respondent.origin
    evaluation.request_id = respondent.request_id or evaluation.request_id
    evaluation.entered_by_id = respondent.user_id
    evaluation.updated_at = now
    evaluation.save()


def _submit(evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    _check_fitness(evaluation)
    evaluation.submitted_at = now
    _touch(evaluation, respondent, now)
    # A link that would soon expire must still show and correct what was sent by it.
    RatingRequest.objects.filter(
        placement_id=evaluation.placement_id,
        mentor_id=evaluation.mentor_id,
        expires_at__gt=now,
        expires_at__lt=correction_ends(now),
    ).update(expires_at=correction_ends(now))
    _audit("employers.submit_evaluation", evaluation, respondent, now)
    _request_acceptance(evaluation, respondent, now)


def _finish_correction(evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    _check_fitness(evaluation)
    evaluation.corrected_at = now
    _touch(evaluation, respondent, now)
    _audit("employers.correct_evaluation", evaluation, respondent, now)
    _request_acceptance(evaluation, respondent, now)


def _check_fitness(evaluation: Evaluation) -> None:
    asked = Placement.functions.through.objects.filter(placement_id=evaluation.placement_id)
    function_ids = list(asked.values_list("labourfunction_id", flat=True))
    answers = answers_of(evaluation)
    problem = submission_problem(answers, function_ids)
    if problem is not None:
        raise NotFitToSend(problem)


def _request_acceptance(evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    enqueue(
        ACCEPT_EVALUATION,
        now=now,
        requested_by_id=respondent.user_id,
        deduplication_key=f"{ACCEPT_EVALUATION}:{evaluation.pk}",
        evaluation_id=evaluation.pk,
    )


def _audit(action: str, evaluation: Evaluation, respondent: Respondent, now: datetime) -> None:
    record_action(
        action=action,
        actor_id=respondent.user_id,
        now=now,
        target=evaluation,
        details={
            "placement_id": respondent.placement_id,
            "origin": str(respondent.origin),
            "request_id": respondent.request_id,
        },
    )
