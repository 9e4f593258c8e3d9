"""Readiness with and without adjustment, through jobs."""

import numpy as np
import pytest
from django.utils import timezone

from assessments.enums import EvidenceKind
from assessments.models import (
    AdjustedGroupFunction,
    AdjustedReadiness,
    AdjustedScores,
    SeverityEstimate,
    StudentReadiness,
)
from assessments.rules.packed_adjustments import adjusted_of
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.aggregates import Cut, Level, adjusted_by, functions_by
from assessments.selectors.function_scores import scores_of_students
from assessments.selectors.student_cards import student_card
from assessments.services.adjustments import adjust_college
from assessments.services.movements import carry_out
from assessments.services.runs import compute_students
from assessments.services.severities import estimate_severities
from colleges.enums import MovementKind
from colleges.models import Student
from colleges.services.movements import Order
from core.scope import SYSTEM
from tests.factories.assessments import EvidenceFactory, MethodologyFactory, RaterFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db
INTERNS = 64


@pytest.fixture
def group():
    programme = ProgrammeFactory()
    ProgrammeFunctionFactory.create_batch(4, programme=programme)
    return StudyGroupFactory(programme=programme)


def publish(official="plain"):
    values = default_parameter_values() | {"official": official}
    return MethodologyFactory(published=True, parameters=values)


@pytest.fixture
def interns(group):
    """Students of four harsh mentors and four mild ones; half were judged by one of each."""
    generator = np.random.default_rng(7)
    mentors = [(rater, -0.4) for rater in RaterFactory.create_batch(4, mentor=True)]
    mild = [(rater, 0.4) for rater in RaterFactory.create_batch(4, mentor=True)]
    functions = [row.function for row in group.programme.required_functions.order_by("pk")]
    students = [EnrolmentFactory(group=group).student for _number in range(INTERNS)]
    for number, student in enumerate(students):
        level = generator.normal(0, 0.5)
        both = [mentors[number // 4 % 4], mild[(number // 8 + number // 16) % 4]]
        for rater, bias in both if number % 2 else both[number % 4 // 2 :][:1]:
            for function in functions:
                score = np.clip(np.rint(1.5 + level + bias + generator.normal(0, 1.2)), 0, 3) / 3
                EvidenceFactory(
                    student=student,
                    function=function,
                    rater=rater,
                    score=score,
                    kind=EvidenceKind.EMPLOYER_RATING,
                )
    return students


def compute(group, students, now):
    compute_students(
        college_id=group.college_id, student_ids=[student.pk for student in students], now=now
    )


def test_interns_of_a_harsh_mentor_gain_and_of_a_mild_one_lose(group, interns, now):
    publish()
    compute(group, interns, now)
    estimate_severities(now=now)

    assert adjust_college(college_id=group.college_id, now=now) == INTERNS

    found = {row.student_id: row for row in AdjustedReadiness.objects.all()}
    gains = [found[one.pk].adjusted_index - found[one.pk].plain_index for one in interns]
    only_harsh, only_mild = gains[0::4], gains[2::4]
    assert min(only_harsh) >= 0 >= max(only_mild)
    assert np.mean(only_harsh) > 0.005
    assert np.mean(only_mild) < -0.005
    for row in StudentReadiness.objects.all():
        own = found[row.student_id]
        assert own.plain_index == row.index
        low, high = min(row.index_low, row.index), max(row.index_high, row.index)
        assert low - 1e-9 <= own.adjusted_index <= high + 1e-9


def test_each_function_has_both_numbers_and_each_group_the_sums_of_both(group, interns, now):
    publish()
    compute(group, interns, now)
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)

    blocks = {row.pk: adjusted_of(row.scores) for row in AdjustedScores.objects.all()}
    stored = scores_of_students(student_ids=[student.pk for student in interns])
    # Whom only harsh mentors rated gains in each function, whom only mild ones loses.
    for sign, some in ((1, interns[0::4]), (-1, interns[2::4])):
        gains = [
            sign * (found.adjusted - found.plain)
            for student in some
            for found in blocks.get(student.pk, {}).values()
        ]
        assert len(gains) > len(some)
        assert min(gains) > 0
    for student, functions in blocks.items():
        for function, found in functions.items():
            score = stored[student][function]
            assert found.plain == score.value
            assert min(score.interval_low, score.value) - 1e-9 <= found.adjusted
            assert found.adjusted <= max(score.interval_high, score.value) + 1e-9
    cut = Cut(region_code=group.college.municipality.region_code)
    official = functions_by(level=Level.PROGRAMME, cut=cut, scope=SYSTEM)
    sums = adjusted_by(level=Level.PROGRAMME, cut=cut, scope=SYSTEM)
    assert sums.keys() == official.keys()
    for (programme, function), found in sums.items():
        assert found.students == official[programme, function].students == INTERNS
        assert found.plain == pytest.approx(official[programme, function].mean, abs=1e-12)
        moves = [
            own[function].adjusted - own[function].plain
            for own in blocks.values()
            if function in own
        ]
        assert found.difference == pytest.approx(sum(moves) / INTERNS, abs=1e-12)
        assert found.adjusted == pytest.approx(found.plain + found.difference, abs=1e-12)


def test_without_severity_every_function_stays_as_it_was_given(group, interns, now):
    publish()
    estimate_severities(now=now)
    SeverityEstimate.objects.update(severity=0.0)

    assert adjust_college(college_id=group.college_id, now=now) == 0

    assert not AdjustedScores.objects.exists()
    rows = AdjustedGroupFunction.objects.all()
    assert len(rows) == 4
    assert [row.adjusted_sum for row in rows] == [row.plain_sum for row in rows]


def test_card_shows_both_numbers_of_a_function_until_it_changes(group, interns, now):
    publish()
    compute(group, interns, now)
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)
    student = interns[0]
    lines = student_card(student=student, today=now.date()).functions
    (block,) = AdjustedScores.objects.filter(student=student).values_list("scores", flat=True)
    assert {line.key: line.adjustment for line in lines if line.adjustment} == adjusted_of(block)

    AdjustedScores.objects.filter(student=student).update(
        scores=AdjustedScores.objects.get(student=interns[2]).scores
    )
    lines = student_card(student=student, today=now.date()).functions
    assert not any(line.adjustment for line in lines)


def test_adjusting_again_changes_nothing(group, interns, now):
    publish()
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)
    models = AdjustedReadiness, AdjustedScores, AdjustedGroupFunction

    def stored():
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = stored()
    adjust_college(college_id=group.college_id, now=now)
    assert stored() == before
    assert all(before)


def test_student_who_changes_the_college_is_adjusted_there_first(group, interns, now):
    publish()
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)
    before = AdjustedReadiness.objects.count()
    other = StudyGroupFactory(programme__college=CollegeFactory())
    student = Student.objects.get(pk=AdjustedReadiness.objects.latest("pk").student_id)
    for kind, target in (
        (MovementKind.CHANGED_COLLEGE, {"to_college": other.college}),
        (MovementKind.REINSTATED, {"to_group": other}),
    ):
        order = Order(kind=kind, happened_on=timezone.localdate(now), **target)
        carry_out(student=student, order=order, actor_id=None, now=now)
        student.refresh_from_db()
    assert AdjustedReadiness.objects.count() == before - 1
    assert not AdjustedScores.objects.filter(student=student).exists()

    adjust_college(college_id=other.college_id, now=now)

    assert set(AdjustedReadiness.objects.filter(student=student).values_list("college")) <= {
        (other.college_id,)
    }


def test_card_shows_both_until_the_index_changes(group, interns, now):
    publish()
    compute(group, interns, now)
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)
    student = interns[0]
    shown = student_card(student=student, today=now.date()).adjustment
    assert shown.adjusted > shown.plain
    assert not shown.adjusted_is_official

    StudentReadiness.objects.filter(student=student).update(index=0.123)
    assert student_card(student=student, today=now.date()).adjustment is None


def test_methodology_may_make_the_adjusted_readiness_official(group, interns, now):
    publish(official="adjusted")
    estimate_severities(now=now)
    compute(group, interns, now)
    adjust_college(college_id=group.college_id, now=now)
    found = AdjustedReadiness.objects.get(student=interns[0])
    official = StudentReadiness.objects.get(student=interns[0])
    assert official.index == found.adjusted_index > found.plain_index
    assert student_card(student=interns[0], today=now.date()).adjustment.adjusted_is_official


def test_without_estimates_nobody_is_adjusted(group, interns, now):
    publish(official="adjusted")
    compute(group, interns, now)
    assert adjust_college(college_id=group.college_id, now=now) == 0
    assert StudentReadiness.objects.count() == INTERNS
    assert not AdjustedGroupFunction.objects.exists()


def test_severity_of_few_interns_adjusts_nobody(group, now):
    publish()
    functions = [row.function for row in group.programme.required_functions.order_by("pk")]
    harsh, mild = RaterFactory.create_batch(2, mentor=True)
    for number in range(4):
        student = EnrolmentFactory(group=group).student
        for place, function in enumerate(functions):
            for rater, category in (
                (harsh, (number + place) % 3),
                (mild, 1 + (number + place) % 3),
            ):
                EvidenceFactory(
                    student=student,
                    function=function,
                    rater=rater,
                    score=category / 3,
                    kind=EvidenceKind.EMPLOYER_RATING,
                )
    run = estimate_severities(now=now)
    assert run.estimates.count() == 2
    assert adjust_college(college_id=group.college_id, now=now) == 0


def test_college_without_a_methodology_has_no_adjusted_readiness(group, interns, now):
    estimate_severities(now=now)
    assert adjust_college(college_id=group.college_id, now=now) == 0
