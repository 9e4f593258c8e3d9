import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from colleges.enums import EnrolmentState, MovementKind
from colleges.models import Enrolment, Movement, Student
from colleges.services.movements import Order, carry_out, graduate_group, orders_possible
from core.models import AuditEntry
from tests.factories.colleges import CollegeFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 16)


@pytest.fixture
def enrolment():
    return EnrolmentFactory(funding="paid", has_target_contract=True)


@pytest.fixture
def student(enrolment):
    return enrolment.student


def do(student, kind, **more):
    order = Order(kind=kind, happened_on=more.pop("on", DAY), number="12-у", **more)
    return carry_out(student=student, order=order, actor_id=None, now=NOW)


def states(student):
    rows = Enrolment.objects.filter(student=student).order_by("pk")
    return [(row.group_id, row.state, row.ended_on) for row in rows]


def test_transfer_ends_one_enrolment_and_begins_another_on_the_same_terms(student, enrolment):
    to_group = StudyGroupFactory(programme=enrolment.group.programme)

    movement = do(student, MovementKind.TRANSFERRED, to_group=to_group)

    assert states(student) == [
        (enrolment.group_id, "transferred", DAY),
        (to_group.pk, "studying", None),
    ]
    now = Enrolment.objects.current().get(student=student)
    assert (now.started_on, now.funding, now.has_target_contract) == (DAY, "paid", True)
    assert (movement.order_number, movement.group, movement.to_group) == (
        "12-у",
        enrolment.group,
        to_group,
    )
    line = AuditEntry.objects.get()
    assert (line.action, line.object_id, line.details["order"]) == (
        "colleges.carry_out_order",
        str(student.pk),
        "transferred",
    )


def test_leave_and_return_into_a_younger_group(student, enrolment):
    younger = StudyGroupFactory(programme=enrolment.group.programme)

    do(student, MovementKind.WENT_ON_LEAVE)
    assert states(student) == [(enrolment.group_id, "leave", None)]
    do(student, MovementKind.RETURNED, to_group=younger)

    assert states(student) == [
        (enrolment.group_id, "transferred", DAY),
        (younger.pk, "studying", None),
    ]


def test_return_into_the_same_group(student, enrolment):
    do(student, MovementKind.WENT_ON_LEAVE)
    do(student, MovementKind.RETURNED)

    assert states(student) == [(enrolment.group_id, "studying", None)]


def test_expulsion_and_reinstatement(student, enrolment):
    do(student, MovementKind.EXPELLED)
    assert states(student) == [(enrolment.group_id, "expelled", DAY)]
    do(student, MovementKind.REINSTATED, to_group=enrolment.group, on=DAY)

    assert states(student) == [
        (enrolment.group_id, "expelled", DAY),
        (enrolment.group_id, "studying", None),
    ]
    assert [row.kind for row in Movement.objects.all()] == ["expelled", "reinstated"]


def test_leaving_for_another_college_gives_up_the_record_book(student, enrolment):
    college = CollegeFactory()

    do(student, MovementKind.CHANGED_COLLEGE, to_college=college)

    student = Student.objects.get(pk=student.pk)
    assert (student.college, student.record_book) == (college, "")
    assert states(student) == [(enrolment.group_id, "transferred", DAY)]
    assert orders_possible(student=student) == [MovementKind.REINSTATED]


@pytest.mark.parametrize(
    ("state", "kind", "reason"),
    [
        ("leave", MovementKind.TRANSFERRED, "сначала оформите выход"),
        ("leave", MovementKind.WENT_ON_LEAVE, "сначала оформите выход"),
        ("studying", MovementKind.RETURNED, "не в академическом отпуске"),
        ("studying", MovementKind.REINSTATED, "уже состоит в группе"),
        ("graduated", MovementKind.EXPELLED, "Это выпускник"),
        ("expelled", MovementKind.EXPELLED, "не состоит в группе"),
        ("studying", MovementKind.GRADUATED, "не на одного"),
    ],
)
def test_order_that_does_not_fit_the_state_is_refused(student, enrolment, state, kind, reason):
    Enrolment.objects.update(state=state)

    with pytest.raises(ValidationError, match=reason):
        do(student, kind, to_group=StudyGroupFactory(programme=enrolment.group.programme))
    assert not Movement.objects.exists()
    assert [row[1] for row in states(student)] == [state]


def test_target_must_be_an_open_group_of_the_college_and_another_one(student, enrolment):
    archived = StudyGroupFactory(programme=enrolment.group.programme, is_archived=True)
    for group, reason in (
        (None, "Выберите группу"),
        (StudyGroupFactory(), "другого колледжа"),
        (archived, "в архиве"),
        (enrolment.group, "уже в этой группе"),
    ):
        with pytest.raises(ValidationError, match=reason):
            do(student, MovementKind.TRANSFERRED, to_group=group)


def test_order_cannot_precede_the_enrolment(student):
    with pytest.raises(ValidationError, match=r"раньше зачисления в группу: 01\.09\.2023"):
        do(student, MovementKind.EXPELLED, on=dt.date(2023, 8, 31))


def test_group_graduates_without_those_on_leave(enrolment):
    on_leave = EnrolmentFactory(group=enrolment.group, state=EnrolmentState.ACADEMIC_LEAVE)

    students = graduate_group(
        group=enrolment.group, graduated_on=DAY, order_number=" 7 ", actor_id=None, now=NOW
    )

    enrolment.refresh_from_db()
    on_leave.refresh_from_db()
    enrolment.group.refresh_from_db()
    assert students == [enrolment.student_id]
    assert (enrolment.state, enrolment.ended_on) == ("graduated", DAY)
    assert on_leave.state == "leave"
    assert enrolment.group.is_archived
    assert [(row.student_id, row.order_number) for row in Movement.objects.all()] == [
        (enrolment.student_id, "7")
    ]
    with pytest.raises(ValidationError, match="никто не учится"):
        graduate_group(group=enrolment.group, graduated_on=DAY, actor_id=None, now=NOW)
