import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assessments.models import Evidence, GroupReadiness, StaleStudent, StudentReadiness
from assessments.rules.parameters import default_parameter_values
from assessments.services.movements import carry_out, graduate_group
from assessments.services.runs import compute_students
from colleges.enums import MovementKind
from colleges.models import Movement, Student
from colleges.services.movements import Order
from colleges.services.students import StudentDetails, change_student
from tests.assessments.services.test_runs import full_evidence
from tests.factories.assessments import MethodologyFactory
from tests.factories.colleges import (
    CollegeFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    ProgrammeFunctionFactory,
    StudyGroupFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 16)


@pytest.fixture
def programme(college):
    made = ProgrammeFactory(college=college)
    ProgrammeFunctionFactory.create_batch(2, programme=made)
    return made


@pytest.fixture
def group(programme):
    return StudyGroupFactory(programme=programme)


@pytest.fixture
def student(group, programme):
    """A student whose readiness has been computed."""
    MethodologyFactory(published=True, parameters=default_parameter_values())
    made = EnrolmentFactory(group=group).student
    full_evidence(made, programme, 0.8)
    compute_students(college_id=made.college_id, student_ids=[made.pk], now=NOW)
    return made


def do(student, kind, **more):
    order = Order(kind=kind, happened_on=DAY, **more)
    return carry_out(student=student, order=order, actor_id=None, now=NOW)


def live():
    return Evidence.objects.filter(voided_at__isnull=True)


def test_transfer_leaves_the_evidence_and_is_computed_for_the_new_group(
    student, programme, run_jobs
):
    to_group = StudyGroupFactory(programme=programme)
    before = set(live().values_list("pk", flat=True))

    do(student, MovementKind.TRANSFERRED, to_group=to_group)
    assert StaleStudent.objects.get().student_id == student.pk
    run_jobs(at=NOW)

    assert set(live().values_list("pk", flat=True)) == before
    stored = StudentReadiness.objects.get(student=student)
    assert (stored.group, stored.index is None) == (to_group, False)


def test_expelled_student_is_no_longer_counted(student, run_jobs):
    do(student, MovementKind.EXPELLED)
    run_jobs(at=NOW)

    assert not StudentReadiness.objects.filter(student=student).exists()
    assert live().exists()


def test_whoever_changes_college_takes_the_evidence_along(student, college):
    there = CollegeFactory()
    scores = sorted(live().values_list("score", flat=True))

    do(student, MovementKind.CHANGED_COLLEGE, to_college=there)

    assert {row.college_id for row in live()} == {there.pk}
    assert sorted(live().values_list("score", flat=True)) == scores
    # The old college's past runs can be repeated: its rows stand, annulled with a reason.
    annulled = Evidence.objects.filter(college=college)
    assert {(row.voided_at, row.void_reason) for row in annulled} == {
        (NOW, "перевод в другой колледж")
    }
    assert not StudentReadiness.objects.filter(student=student, college=college).exists()


def test_refused_order_changes_nothing(student):
    with pytest.raises(ValidationError, match="Выберите другой колледж"):
        do(student, MovementKind.CHANGED_COLLEGE, to_college=student.college)

    assert not Movement.objects.exists()
    assert not StaleStudent.objects.exists()
    assert not Evidence.objects.filter(voided_at__isnull=False).exists()


def test_change_of_college_works_before_any_methodology(group):
    student = EnrolmentFactory(group=group).student
    there = CollegeFactory()

    do(student, MovementKind.CHANGED_COLLEGE, to_college=there)

    assert Student.objects.get(pk=student.pk).college == there


def test_graduates_are_computed_once_more_all_together(student, group):
    other = EnrolmentFactory(group=group).student

    count = graduate_group(group=group, graduated_on=DAY, actor_id=None, now=NOW)

    assert count == 2
    assert set(StaleStudent.objects.values_list("student_id", flat=True)) == {student.pk, other.pk}


def test_corrected_sex_moves_the_student_between_the_sums_by_sex(student, run_jobs):
    assert list(GroupReadiness.objects.values_list("sex", "students_count")) == [("m", 1)]
    details = StudentDetails(
        last_name=student.last_name,
        first_name=student.first_name,
        patronymic=student.patronymic,
        birth_date=student.birth_date,
        sex="f",
        record_book=student.record_book,
    )

    change_student(student=student, details=details, actor_id=None, now=NOW)
    run_jobs(at=NOW)

    assert list(GroupReadiness.objects.values_list("sex", "students_count")) == [("f", 1)]
