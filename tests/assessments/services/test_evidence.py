"""Evidence of mentors' evaluations and of students' surveys."""

import datetime as dt

import pytest

from assessments.enums import Component, EvidenceKind, RaterKind
from assessments.models import Evidence, StaleStudent
from assessments.services.evaluations import accept_evaluation
from assessments.services.surveys import submit_motivation, submit_self_assessment
from core.models import AuditEntry, Job
from employers.enums import Answer
from tests.factories.colleges import ConsentFactory
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory
from tests.factories.standards import LabourFunctionFactory

# Half past midnight in Moscow: the day there is already the 21st.
SENT = dt.datetime(2026, 6, 20, 21, 30, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 6, 21, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation():
    return EvaluationFactory(submitted_at=SENT)


def agreed():
    """A student whose parents agreed to questionnaires."""
    return ConsentFactory(purpose="questionnaire", given_by="representative").student


def rate(evaluation, answer):
    return FunctionRatingFactory(evaluation=evaluation, answer=answer)


def live():
    return Evidence.objects.filter(voided_at__isnull=True).order_by("pk")


def test_answers_become_scores_of_their_functions(evaluation):
    ratings = [
        rate(evaluation, answer)
        for answer in (Answer.INDEPENDENT, Answer.WITH_HINT, Answer.SUPERVISED, Answer.CANNOT)
    ]

    assert accept_evaluation(evaluation_id=evaluation.pk, now=NOW) == 1

    scores = dict(live().values_list("function_id", "score"))
    assert scores == {
        ratings[0].function_id: 1.0,
        ratings[1].function_id: pytest.approx(2 / 3),
        ratings[2].function_id: pytest.approx(1 / 3),
        ratings[3].function_id: 0.0,
    }
    row = live().first()
    assert (row.kind, row.component) == (EvidenceKind.EMPLOYER_RATING, Component.PRACTICAL)
    assert row.observed_on == dt.date(2026, 6, 21)
    assert row.college_id == evaluation.placement.student.college_id
    assert (row.rater.kind, row.rater.contact) == (RaterKind.EMPLOYER, evaluation.mentor)
    assert row.rater.employer_id == evaluation.mentor.employer_id
    assert StaleStudent.objects.get().pk == evaluation.placement.student_id
    assert Job.objects.filter(kind="assessments.compute_students").count() == 1
    assert AuditEntry.objects.filter(action="assessments.accept_evaluation").count() == 1


def test_what_was_not_observed_is_no_evidence(evaluation):
    for answer in Answer:
        rate(evaluation, answer)

    accept_evaluation(evaluation_id=evaluation.pk, now=NOW)

    assert live().count() == 4


def test_draft_gives_no_evidence(evaluation):
    evaluation.submitted_at = None
    evaluation.save()
    rate(evaluation, Answer.CANNOT)

    assert accept_evaluation(evaluation_id=evaluation.pk, now=NOW) == 0
    assert not Evidence.objects.exists()


def test_same_evaluation_accepted_twice_changes_nothing(evaluation):
    rate(evaluation, Answer.WITH_HINT)
    accept_evaluation(evaluation_id=evaluation.pk, now=NOW)
    before = list(Evidence.objects.values_list())

    accept_evaluation(evaluation_id=evaluation.pk, now=LATER)

    assert list(Evidence.objects.values_list()) == before


def test_corrected_answer_voids_its_evidence_and_leaves_the_others(evaluation):
    changed = rate(evaluation, Answer.WITH_HINT)
    withdrawn = rate(evaluation, Answer.CANNOT)
    kept = rate(evaluation, Answer.INDEPENDENT)
    accept_evaluation(evaluation_id=evaluation.pk, now=NOW)
    untouched = Evidence.objects.get(rating=kept).pk
    changed.answer = Answer.INDEPENDENT
    changed.save()
    withdrawn.answer = Answer.NOT_OBSERVED
    withdrawn.save()

    accept_evaluation(evaluation_id=evaluation.pk, now=LATER)

    assert dict(live().values_list("rating_id", "score")) == {changed.pk: 1.0, kept.pk: 1.0}
    assert Evidence.objects.get(rating=kept).pk == untouched
    voided = Evidence.objects.filter(voided_at=LATER)
    assert {row.rating_id for row in voided} == {changed.pk, withdrawn.pk}
    assert {row.void_reason for row in voided} == {"оценка исправлена наставником"}


def test_unknown_mentor_leaves_evidence_without_a_rater(evaluation):
    evaluation.mentor = None
    evaluation.save()
    rate(evaluation, Answer.CANNOT)

    accept_evaluation(evaluation_id=evaluation.pk, now=NOW)

    assert live().get().rater is None


def test_self_assessment_gives_a_row_for_each_function():
    student = agreed()
    first, second = LabourFunctionFactory.create_batch(2)

    submit_self_assessment(
        student=student, values={first.pk: 3, second.pk: 1}, actor_id=None, now=SENT
    )

    rows = live().values_list("function_id", "score", "component", "observed_on")
    day = dt.date(2026, 6, 21)
    assert list(rows) == [
        (first.pk, 1.0, Component.SELF, day),
        (second.pk, pytest.approx(1 / 3), Component.SELF, day),
    ]
    assert Job.objects.filter(kind="assessments.compute_students").count() == 1


def test_motivation_is_one_row_with_the_mean_of_its_items():
    student = agreed()

    submit_motivation(student=student, values={1: 3, 2: 0, 3: 3}, actor_id=None, now=SENT)

    row = live().get()
    assert (row.function_id, row.component) == (None, Component.MOTIVATION)
    assert row.score == pytest.approx(2 / 3)


def test_newer_survey_replaces_only_its_own_kind_and_student():
    student, other = agreed(), agreed()
    function = LabourFunctionFactory()
    for person in (student, other):
        submit_self_assessment(student=person, values={function.pk: 3}, actor_id=None, now=SENT)
    submit_motivation(student=student, values={1: 3}, actor_id=None, now=SENT)

    submit_self_assessment(student=student, values={function.pk: 0}, actor_id=None, now=LATER)

    assert sorted(live().values_list("student_id", "component", "score")) == [
        (student.pk, Component.MOTIVATION, 1.0),
        (student.pk, Component.SELF, 0.0),
        (other.pk, Component.SELF, 1.0),
    ]
