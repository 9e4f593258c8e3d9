import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments.models import Evidence
from colleges.models import CollegeTransfer, Enrolment, Movement
from colleges.services.transfers import recall_transfer, refuse_transfer
from core.models import AuditEntry
from tests.cast import RoleClient
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import EvidenceFactory
from tests.factories.colleges import CollegeTransferFactory, EnrolmentFactory, StudyGroupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def leaving(other_college):
    """A student of another college who is offered to the own one."""
    place = EnrolmentFactory(
        group=StudyGroupFactory(programme__college=other_college, name="Т-11"),
        started_on=dt.date(2025, 9, 1),
        student__last_name="Лунёв",
    )
    EvidenceFactory(student=place.student)
    return place.student


@pytest.fixture
def transfer(leaving, college):
    return CollegeTransferFactory(student=leaving, to_college=college, order_number="12-у")


@pytest.fixture
def old_college_client(other_college):
    return RoleClient(MembershipFactory(college_manager=True, college=other_college))


@pytest.fixture
def group(college):
    return StudyGroupFactory(programme__college=college, name="М-31")


def at(name, transfer):
    return reverse(f"assessments:{name}", args=[transfer.pk])


def accept(client, transfer, group, **changed):
    data = {"to_group": group.pk, "started_on": "2026-11-16", "order_number": "7"} | changed
    return client.post(at("transfer", transfer), data)


def test_new_college_takes_the_student_with_the_evidence(
    college_manager_client, college_teacher_client, old_college_client, transfer, group, leaving
):
    (task,) = college_manager_client.get("/tasks/").context["due"].transfers
    assert (task.pk, task.is_incoming) == (transfer.pk, True)
    assert college_teacher_client.get("/tasks/").context["due"].transfers == ()
    card = reverse("assessments:student_card", args=[leaving.uid])
    assert college_manager_client.get(card).status_code == 404
    assert "Лунёв" in college_manager_client.get(at("transfer", transfer)).content.decode()

    assert accept(college_manager_client, transfer, group)["Location"] == card

    leaving.refresh_from_db()
    assert leaving.college == group.college
    current = Enrolment.objects.current().get(student=leaving)
    assert (current.group, current.started_on) == (group, dt.date(2026, 11, 16))
    assert Evidence.objects.get(voided_at__isnull=True).college_id == group.college_id
    told = Movement.objects.order_by("pk").values_list("kind", "happened_on", "order_number")
    assert list(told) == [
        ("college", dt.date(2026, 11, 2), "12-у"),
        ("reinstated", dt.date(2026, 11, 16), "7"),
    ]
    transfer.refresh_from_db()
    assert (transfer.state, transfer.closed_at is None) == ("accepted", False)
    assert old_college_client.get("/tasks/").context["due"].transfers == ()
    assert old_college_client.get(card).status_code == 404
    assert "М-31" not in old_college_client.get(at("transfer", transfer)).content.decode()
    assert AuditEntry.objects.filter(action="colleges.accept_transfer").count() == 1


def test_refusal_is_read_by_the_old_college_and_the_name_is_gone_from_the_new_one(
    college_manager_client, old_college_client, transfer, leaving
):
    refuse = at("transfer_refuse", transfer)
    college_manager_client.post(refuse, {"reason": ""})
    assert CollegeTransfer.objects.get().state == "pending"

    college_manager_client.post(refuse, {"reason": "нет мест на курсе"})

    assert college_manager_client.get(at("transfer", transfer)).status_code == 404
    (task,) = old_college_client.get("/tasks/").context["due"].transfers
    assert (task.is_refused, task.refusal) == (True, "нет мест на курсе")
    old_college_client.post(at("transfer_recall", transfer))
    assert old_college_client.get("/tasks/").context["due"].transfers == ()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.closed_at is None) == ("refused", False)
    leaving.refresh_from_db()
    assert leaving.college == transfer.from_college


def test_recalled_offer_can_no_longer_be_answered(
    college_manager_client, old_college_client, transfer, group, now
):
    old_college_client.post(at("transfer_recall", transfer))

    assert accept(college_manager_client, transfer, group).status_code == 404
    with pytest.raises(ValidationError, match="уже ответили или его отозвали"):
        refuse_transfer(transfer=transfer, reason="нет мест", actor_id=None, now=now)
    with pytest.raises(ValidationError, match="уже закончен"):
        recall_transfer(transfer=transfer, actor_id=None, now=now)


def test_each_side_has_only_its_own_answer(
    college_manager_client, old_college_client, transfer, group
):
    assert college_manager_client.post(at("transfer_recall", transfer)).status_code == 404
    assert old_college_client.post(at("transfer_refuse", transfer)).status_code == 404
    assert accept(old_college_client, transfer, group).status_code == 200
    assert CollegeTransfer.objects.get().state == "pending"


def test_nobody_enters_before_the_day_of_leaving(college_manager_client, transfer, group, leaving):
    response = accept(college_manager_client, transfer, group, started_on="2026-11-01")

    assert "не раньше дня перевода: 02.11.2026" in response.content.decode()
    leaving.refresh_from_db()
    assert leaving.college == transfer.from_college
    assert CollegeTransfer.objects.get().state == "pending"
