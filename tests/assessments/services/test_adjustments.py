"""Readiness with and without adjustment, through jobs."""

import numpy as np
import pytest
from django.utils import timezone

from assessments.enums import EvidenceKind
from assessments.models import AdjustedReadiness, StudentReadiness
from assessments.rules.parameters import default_parameter_values
from assessments.selectors.student_cards import student_card
from assessments.services.adjustments import adjust_college
from assessments.services.movements import carry_out
from assessments.services.runs import compute_students
from assessments.services.severities import estimate_severities
from colleges.enums import MovementKind
from colleges.models import Student
from colleges.services.movements import Order
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


def test_adjusting_again_changes_nothing(group, interns, now):
    publish()
    estimate_severities(now=now)
    adjust_college(college_id=group.college_id, now=now)
    before = list(AdjustedReadiness.objects.order_by("pk").values())
    adjust_college(college_id=group.college_id, now=now)
    assert list(AdjustedReadiness.objects.order_by("pk").values()) == before


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
