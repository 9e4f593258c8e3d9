"""Papers of a practice name the group of those days, whatever became of the student since."""

import datetime as dt

import pytest

from assessments.enums import DocumentKind
from assessments.selectors.document_facts import facts_of
from assessments.selectors.document_subjects import subject_of
from colleges.models import Enrolment, Student
from tests.factories.colleges import CollegeFactory, EnrolmentFactory, StudyGroupFactory
from tests.factories.employers import EvaluationFactory, FunctionRatingFactory, PlacementFactory

pytestmark = pytest.mark.django_db
MOVED = dt.date(2026, 9, 1)
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def placement(college, now):
    group = StudyGroupFactory(programme__college=college, name="М-31", programme__intake_year=2024)
    place = EnrolmentFactory(group=group, started_on=dt.date(2024, 9, 1))
    placement = PlacementFactory(
        student=place.student, starts_on=dt.date(2026, 5, 12), ends_on=dt.date(2026, 5, 30)
    )
    FunctionRatingFactory(evaluation=EvaluationFactory(placement=placement, submitted_at=now))
    return placement


def move(student, group, day=MOVED):
    Enrolment.objects.filter(student=student, ended_on=None).update(
        state="transferred", ended_on=day
    )
    EnrolmentFactory(group=group, student=student, started_on=day)


def said(placement, college):
    subject = subject_of(kind=DocumentKind.REFERENCE, college_id=college.pk, pk=placement.pk)
    if subject is None:
        return None
    facts = facts_of(subject=subject, today=TODAY)
    return facts["группа"], facts["курс"]


def test_practice_of_may_names_the_group_and_the_course_of_may(college, placement):
    move(placement.student, StudyGroupFactory(programme__college=college, name="М-41"))

    assert said(placement, college) == ("М-31", "2")


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (dt.date(2026, 5, 12), "М-41"),
        (dt.date(2026, 5, 13), "М-31"),
        (dt.date(2026, 5, 31), "М-31"),
    ],
)
def test_group_is_the_one_in_which_the_practice_began(college, placement, day, group):
    move(placement.student, StudyGroupFactory(programme__college=college, name="М-41"), day)

    assert said(placement, college)[0] == group


def test_entry_written_down_late_is_taken_for_want_of_another(college, placement):
    Enrolment.objects.update(started_on=MOVED)

    assert said(placement, college)[0] == "М-31"


def test_college_that_held_the_practice_still_says_so_and_a_third_does_not(college, placement, now):
    elsewhere = StudyGroupFactory(name="Т-1")
    move(placement.student, elsewhere)
    Student.objects.filter(pk=placement.student_id).update(college=elsewhere.college)

    assert said(placement, college) == said(placement, elsewhere.college) == ("М-31", "2")
    assert said(placement, CollegeFactory()) is None

    later = PlacementFactory(
        student=placement.student, starts_on=dt.date(2026, 10, 1), ends_on=dt.date(2026, 10, 20)
    )
    FunctionRatingFactory(evaluation__placement=later, evaluation__submitted_at=now)
    assert said(later, college) is None
