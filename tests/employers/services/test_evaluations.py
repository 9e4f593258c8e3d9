import datetime as dt
from dataclasses import replace

import pytest

from core.models import AuditEntry, Job
from employers.enums import Answer, EvaluationOrigin, Habit
from employers.models import Evaluation, FunctionRating, RatingRequest
from employers.rules.questionnaire import Problem
from employers.rules.respondents import Respondent
from employers.services.evaluations import (
    ACCEPT_EVALUATION,
    AlreadySubmitted,
    CorrectionClosed,
    FunctionNotAsked,
    NotFitToSend,
    PracticeNotBegun,
    SaidByMentor,
    correct_answer,
    correct_remarks,
    record_answer,
    record_remarks,
    record_whole_evaluation,
    start_evaluation,
    submit_evaluation,
)
from tests.factories.employers import RatingRequestFactory
from tests.factories.standards import LabourFunctionFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk(placement, college_teacher):
    """The college, writing down what the mentor said."""
    return Respondent(
        placement_id=placement.pk,
        mentor_id=placement.mentor_id,
        origin=EvaluationOrigin.PAPER,
        user_id=college_teacher.user_id,
    )


def answers(evaluation: Evaluation) -> dict[int, str]:
    ratings = FunctionRating.objects.filter(evaluation=evaluation)
    return dict(ratings.values_list("function_id", "answer"))


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_start_makes_one_draft_and_marks_the_link_opened_once(respondent, link, mentor, now):
    evaluation = start_evaluation(respondent=respondent, now=now)
    assert start_evaluation(respondent=respondent, now=now + HOUR) == evaluation
    assert Evaluation.objects.count() == 1
    assert (evaluation.mentor, evaluation.origin) == (mentor, EvaluationOrigin.LINK)
    assert evaluation.submitted_at is None
    link.request.refresh_from_db()
    assert link.request.opened_at == now
    assert actions().count("employers.start_evaluation") == 1


def test_answer_is_saved_and_changed_in_place(respondent, functions, now):
    first = functions[0].pk
    record_answer(respondent=respondent, function_id=first, answer=Answer.CANNOT, now=now)
    evaluation = record_answer(
        respondent=respondent, function_id=first, answer=Answer.WITH_HINT, now=now + HOUR
    )
    rating = FunctionRating.objects.get()
    assert (rating.function_id, rating.answer) == (first, Answer.WITH_HINT)
    assert rating.answered_at == now + HOUR
    assert evaluation.updated_at == now + HOUR


def test_same_answer_again_keeps_its_moment(respondent, functions, now):
    for moment in (now, now + HOUR):
        record_answer(
            respondent=respondent,
            function_id=functions[0].pk,
            answer=Answer.CANNOT,
            now=moment,
        )
    assert FunctionRating.objects.get().answered_at == now


def test_function_that_was_not_asked_about_is_refused(respondent, now):
    stranger = LabourFunctionFactory()
    with pytest.raises(FunctionNotAsked):
        record_answer(respondent=respondent, function_id=stranger.pk, answer=Answer.CANNOT, now=now)
    assert not Evaluation.objects.exists()


def test_remarks_not_named_stay_as_they_are(respondent, now):
    record_remarks(respondent=respondent, remarks={"days_missed": 0, "comment": "да"}, now=now)
    evaluation = record_remarks(
        respondent=respondent, remarks={"discipline": Habit.NEVER, "comment": ""}, now=now
    )
    evaluation.refresh_from_db()
    assert (evaluation.days_missed, evaluation.discipline, evaluation.comment) == (
        0,
        Habit.NEVER,
        "",
    )


def test_practice_that_has_not_begun_cannot_be_rated(placement, respondent, functions, now):
    placement.starts_on, placement.ends_on = dt.date(2026, 11, 21), dt.date(2026, 11, 30)
    placement.save()
    with pytest.raises(PracticeNotBegun):
        start_evaluation(respondent=respondent, now=now)
    # 21:00 in London is the next day in Moscow.
    assert start_evaluation(respondent=respondent, now=now + 12 * HOUR)


def test_sending_keeps_the_answers_and_asks_for_their_acceptance(
    respondent, functions, placement, now
):
    record_answer(respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now)
    evaluation = submit_evaluation(respondent=respondent, now=now + HOUR)
    evaluation.refresh_from_db()
    assert evaluation.submitted_at == now + HOUR
    assert evaluation.corrected_at is None
    job = Job.objects.get(kind=ACCEPT_EVALUATION)
    assert job.parameters == {"evaluation_id": evaluation.pk}
    line = AuditEntry.objects.get(action="employers.submit_evaluation")
    assert (line.actor_id, line.object_id) == (None, str(evaluation.pk))
    assert line.details == {
        "placement_id": placement.pk,
        "origin": "link",
        "request_id": respondent.request_id,
    }


@pytest.mark.parametrize(
    ("given", "problem"),
    [([], Problem.NOTHING_ANSWERED), ([Answer.NOT_OBSERVED], Problem.NOTHING_JUDGED)],
)
def test_nothing_judged_and_nothing_explained_is_not_sent(
    respondent, functions, given, problem, now
):
    start_evaluation(respondent=respondent, now=now)
    for answer in given:
        record_answer(respondent=respondent, function_id=functions[0].pk, answer=answer, now=now)
    with pytest.raises(NotFitToSend) as refusal:
        submit_evaluation(respondent=respondent, now=now)
    assert refusal.value.problem == problem
    assert Evaluation.objects.get().submitted_at is None
    assert not Job.objects.filter(kind=ACCEPT_EVALUATION).exists()


def test_no_such_work_at_all_is_sent_with_an_explanation(respondent, functions, now):
    for function in functions:
        record_answer(
            respondent=respondent, function_id=function.pk, answer=Answer.NO_SUCH_WORK, now=now
        )
    record_remarks(respondent=respondent, remarks={"comment": "Красил забор"}, now=now)
    assert submit_evaluation(respondent=respondent, now=now).submitted_at == now


@pytest.fixture
def sent(respondent, functions, now) -> Evaluation:
    record_answer(respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now)
    return submit_evaluation(respondent=respondent, now=now)


def test_sent_draft_takes_no_more_answers(sent, respondent, functions, now):
    with pytest.raises(AlreadySubmitted):
        record_answer(
            respondent=respondent, function_id=functions[0].pk, answer=Answer.WITH_HINT, now=now
        )
    with pytest.raises(AlreadySubmitted):
        record_remarks(respondent=respondent, remarks={"comment": "поздно"}, now=now)
    with pytest.raises(AlreadySubmitted):
        submit_evaluation(respondent=respondent, now=now)
    assert answers(sent) == {functions[0].pk: Answer.CANNOT}


def test_sending_lets_the_link_live_through_the_days_of_correction(
    respondent, link, functions, now
):
    last_day = link.request.expires_at - DAY
    record_answer(
        respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=last_day
    )
    submit_evaluation(respondent=respondent, now=last_day)
    link.request.refresh_from_db()
    assert link.request.expires_at == last_day + 14 * DAY


def test_sending_revives_no_expired_link_and_shortens_none(
    respondent, link, placement, functions, now
):
    before = link.request.expires_at
    expired = RatingRequestFactory(placement=placement, created_at=now - DAY, expires_at=now)
    record_answer(respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now)
    submit_evaluation(respondent=respondent, now=now)
    for request in (link.request, expired):
        request.refresh_from_db()
    assert (link.request.expires_at, expired.expires_at) == (before, now)


def test_correction_takes_effect_at_once(sent, respondent, functions, now):
    Job.objects.all().delete()
    later = now + 13 * DAY
    correct_answer(
        respondent=respondent, function_id=functions[0].pk, answer=Answer.WITH_HINT, now=later
    )
    correct_remarks(respondent=respondent, remarks={"would_hire": "maybe"}, now=later)
    sent.refresh_from_db()
    assert answers(sent) == {functions[0].pk: Answer.WITH_HINT}
    assert (sent.submitted_at, sent.corrected_at) == (now, later)
    assert sent.would_hire == "maybe"
    # The two corrections wait for one acceptance.
    assert Job.objects.get(kind=ACCEPT_EVALUATION).parameters == {"evaluation_id": sent.pk}
    assert actions().count("employers.correct_evaluation") == 2


def test_correction_is_closed_after_its_days(sent, respondent, functions, now):
    with pytest.raises(CorrectionClosed):
        correct_answer(
            respondent=respondent,
            function_id=functions[0].pk,
            answer=Answer.WITH_HINT,
            now=now + 14 * DAY,
        )
    assert answers(sent) == {functions[0].pk: Answer.CANNOT}


def test_nothing_sent_cannot_be_corrected(respondent, now):
    with pytest.raises(CorrectionClosed):
        correct_remarks(respondent=respondent, remarks={"comment": "рано"}, now=now)


def test_correction_cannot_take_the_last_judgement_away(sent, respondent, functions, now):
    with pytest.raises(NotFitToSend):
        correct_answer(
            respondent=respondent,
            function_id=functions[0].pk,
            answer=Answer.NOT_OBSERVED,
            now=now,
        )
    assert answers(sent) == {functions[0].pk: Answer.CANNOT}


def test_two_links_lead_to_one_evaluation(respondent, placement, functions, now):
    record_answer(respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now)
    second = RatingRequest.objects.create(
        placement=placement,
        mentor=placement.mentor,
        token_sha256="0" * 64,
        channel="sms",
        created_at=now,
        expires_at=now + DAY,
    )
    by_second = replace(respondent, request_id=second.pk)
    record_answer(
        respondent=by_second, function_id=functions[1].pk, answer=Answer.WITH_HINT, now=now
    )
    evaluation = Evaluation.objects.get()
    assert answers(evaluation) == {
        functions[0].pk: Answer.CANNOT,
        functions[1].pk: Answer.WITH_HINT,
    }
    assert evaluation.request == second


def test_college_writes_a_whole_evaluation_over_the_mentors_draft(
    respondent, clerk, functions, now
):
    record_answer(respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now)
    evaluation = record_whole_evaluation(
        respondent=clerk,
        answers={functions[1].pk: Answer.INDEPENDENT},
        remarks={"days_missed": 2},
        now=now,
    )
    evaluation.refresh_from_db()
    assert answers(evaluation) == {functions[1].pk: Answer.INDEPENDENT}
    assert (evaluation.origin, evaluation.entered_by_id) == (EvaluationOrigin.PAPER, clerk.user_id)
    assert (evaluation.days_missed, evaluation.submitted_at) == (2, now)
    line = AuditEntry.objects.get(action="employers.submit_evaluation")
    assert line.actor_id == clerk.user_id


def test_college_corrects_what_it_wrote_itself(clerk, functions, now):
    first, second = (function.pk for function in functions)
    written = {first: Answer.CANNOT, second: Answer.INDEPENDENT}
    record_whole_evaluation(respondent=clerk, answers=written, remarks={}, now=now)
    evaluation = record_whole_evaluation(
        respondent=clerk, answers={second: Answer.WITH_HINT}, remarks={}, now=now + DAY
    )
    evaluation.refresh_from_db()
    assert answers(evaluation) == {first: Answer.NOT_OBSERVED, second: Answer.WITH_HINT}
    assert evaluation.corrected_at == now + DAY


def test_college_cannot_change_the_mentors_own_words(sent, clerk, functions, now):
    written = {functions[0].pk: Answer.INDEPENDENT}
    with pytest.raises(SaidByMentor):
        record_whole_evaluation(respondent=clerk, answers=written, remarks={}, now=now)
    with pytest.raises(SaidByMentor):
        correct_answer(
            respondent=clerk, function_id=functions[0].pk, answer=Answer.INDEPENDENT, now=now
        )
    assert answers(sent) == {functions[0].pk: Answer.CANNOT}


def test_mentor_corrects_what_the_college_wrote_and_makes_it_his_own(
    clerk, respondent, functions, now
):
    written = {functions[0].pk: Answer.INDEPENDENT}
    record_whole_evaluation(respondent=clerk, answers=written, remarks={}, now=now)
    evaluation = correct_answer(
        respondent=respondent, function_id=functions[0].pk, answer=Answer.CANNOT, now=now
    )
    evaluation.refresh_from_db()
    assert (evaluation.origin, evaluation.entered_by_id) == (EvaluationOrigin.LINK, None)
    with pytest.raises(SaidByMentor):
        record_whole_evaluation(respondent=clerk, answers=written, remarks={}, now=now)


def test_failed_whole_evaluation_leaves_nothing(clerk, functions, now):
    with pytest.raises(NotFitToSend):
        record_whole_evaluation(
            respondent=clerk,
            answers={functions[0].pk: Answer.NOT_OBSERVED},
            remarks={"comment": "x"},
            now=now,
        )
    assert not Evaluation.objects.exists()
    assert not FunctionRating.objects.exists()


def test_audit_lines_hold_no_names_and_no_marks(sent, now):
    for line in AuditEntry.objects.all():
        assert set(line.details) <= {
            "placement_id",
            "origin",
            "request_id",
            "channel",
            "is_reminder",
        }
