import datetime as dt

import pytest

from assessments.models import StaleStudent
from assessments.services.requirements import accept_requirements
from colleges.enums import EnrolmentState
from core.models import Job
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def test_those_who_belong_to_the_programme_wait_for_a_computation():
    college = CollegeFactory()
    programme, other = ProgrammeFactory.create_batch(2, college=college)
    groups = StudyGroupFactory.create_batch(2, programme=programme)
    kept = [
        EnrolmentFactory(group=groups[0]).student,
        EnrolmentFactory(group=groups[1], state=EnrolmentState.GRADUATED).student,
    ]
    EnrolmentFactory(group=groups[0], state=EnrolmentState.EXPELLED)
    EnrolmentFactory(group=StudyGroupFactory(programme=other))

    assert accept_requirements(programme_id=programme.pk, now=NOW) == 2
    assert accept_requirements(programme_id=programme.pk, now=NOW) == 2

    assert set(StaleStudent.objects.values_list("student_id", "college_id")) == {
        (student.pk, college.pk) for student in kept
    }
    job = Job.objects.get(kind="assessments.compute_students")
    assert job.parameters == {"college_id": college.pk}


def test_a_programme_without_students_or_removed_asks_for_nothing():
    assert accept_requirements(programme_id=ProgrammeFactory().pk, now=NOW) == 0
    assert accept_requirements(programme_id=987_654, now=NOW) == 0
    assert not Job.objects.exists()
