import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Membership, User
from core.enums import Role
from tests.factories.accounts import MembershipFactory
from tests.factories.colleges import MunicipalityFactory, StudentFactory
from tests.factories.employers import EmployerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
INVITE = "/users/invite/"


def answers(role: Role, **places: object) -> dict[str, object]:
    return {
        "email": "new@example.invalid",
        "display_name": "Климова Н. В.",
        "role": role.value,
        **places,
    }


def test_manager_sees_own_staff_only(
    college_manager_client, college_teacher, other_college_manager
):
    page = college_manager_client.get("/users/")
    emails = {person.email for person in page.context["people"]}
    assert emails == {college_manager_client.user.email, college_teacher.user.email}
    assert "Сотрудники" in page.text


def test_manager_invites_to_own_college_whatever_is_posted(
    college_manager_client, college, other_college, run_jobs
):
    form = answers(Role.COLLEGE_TEACHER, college=other_college.pk)
    answer = college_manager_client.post(INVITE, form)
    held = Membership.objects.get(user__email="new@example.invalid")
    assert held.college == college
    assert answer.url == f"/users/{held.user_id}/"
    run_jobs()
    assert mail.outbox[0].to == ["new@example.invalid"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGION_OFFICER, Role.STUDENT])
def test_manager_cannot_invite_beyond_the_college(college_manager_client, role):
    answer = college_manager_client.post(INVITE, answers(role))
    assert answer.status_code == 200
    assert "role" in answer.context["form"].errors
    assert not User.objects.filter(email="new@example.invalid").exists()


def test_administrator_invites_municipal_viewer(administrator_client):
    place = MunicipalityFactory()
    administrator_client.post(INVITE, answers(Role.MUNICIPAL_VIEWER, municipality=place.pk))
    assert Membership.objects.get(municipality=place).role == Role.MUNICIPAL_VIEWER


def test_administrator_invites_employer_by_number(administrator_client):
    employer = EmployerFactory(inn="2600000012")
    administrator_client.post(
        INVITE, answers(Role.EMPLOYER_MANAGER, employer_number=" 2600000012 ")
    )
    assert Membership.objects.get(employer=employer).role == Role.EMPLOYER_MANAGER


def test_administrator_invites_region_officer_without_place(administrator_client, college):
    # A place left over from another role is not part of this one.
    administrator_client.post(INVITE, answers(Role.REGION_OFFICER, college=college.pk))
    held = Membership.objects.get(user__email="new@example.invalid")
    assert (held.role, held.college) == (Role.REGION_OFFICER, None)


@pytest.mark.parametrize(
    ("role", "field", "value", "message"),
    [
        (Role.COLLEGE_TEACHER, "college", "", "Для этой роли поле нужно заполнить."),
        (Role.MUNICIPAL_VIEWER, "municipality", "", "Для этой роли поле нужно заполнить."),
        (Role.EMPLOYER_MANAGER, "employer_number", "99", "Организации с таким номером"),
    ],
)
def test_invitation_without_the_right_place_is_refused(
    administrator_client, role, field, value, message
):
    answer = administrator_client.post(INVITE, answers(role, **{field: value}))
    assert answer.status_code == 200
    assert message in answer.text
    assert not User.objects.filter(email="new@example.invalid").exists()


def test_invitation_of_role_already_held_is_refused_on_the_form(
    college_manager_client, college_teacher
):
    form = answers(Role.COLLEGE_TEACHER) | {"email": college_teacher.user.email}
    answer = college_manager_client.post(INVITE, form)
    assert "такая роль уже есть" in answer.text


def test_person_page_of_other_college_is_not_found(
    college_manager_client, college_teacher, other_college_manager
):
    assert college_manager_client.get(f"/users/{college_teacher.user_id}/").status_code == 200
    foreign = college_manager_client.get(f"/users/{other_college_manager.user_id}/")
    assert foreign.status_code == 404


def test_manager_ends_role_after_a_question(college_manager_client, college_teacher, now):
    path = f"/memberships/{college_teacher.pk}/end/"
    assert "Снять роль" in college_manager_client.get(path).text
    answer = college_manager_client.post(path)
    assert answer.url == f"/users/{college_teacher.user_id}/"
    college_teacher.refresh_from_db()
    assert str(college_teacher.valid_to) == "2026-11-19"


def test_manager_cannot_end_roles_elsewhere(
    college_manager_client, college_teacher, other_college_manager
):
    elsewhere = MembershipFactory(association_expert=True, user=college_teacher.user)
    for held in (elsewhere, other_college_manager):
        answer = college_manager_client.post(f"/memberships/{held.pk}/end/")
        assert answer.status_code == 404
        held.refresh_from_db()
        assert held.valid_to is None


def test_manager_cannot_end_the_own_role(college_manager_client):
    held = college_manager_client.membership
    answer = college_manager_client.post(f"/memberships/{held.pk}/end/", follow=True)
    assert "Свою роль снять нельзя" in answer.text


def test_administrator_blocks_and_unblocks(administrator_client, college_teacher):
    path = f"/users/{college_teacher.user_id}/activity/"
    administrator_client.post(path, {"active": "0"})
    college_teacher.user.refresh_from_db()
    assert not college_teacher.user.is_active
    administrator_client.post(path, {"active": "1"})
    college_teacher.user.refresh_from_db()
    assert college_teacher.user.is_active


def test_manager_cannot_block(college_manager_client, college_teacher):
    answer = college_manager_client.post(f"/users/{college_teacher.user_id}/activity/")
    assert answer.status_code == 403


def test_resend_writes_the_letter_again(college_manager_client, college_teacher, run_jobs):
    college_manager_client.post(f"/memberships/{college_teacher.pk}/letter/")
    run_jobs()
    assert mail.outbox[0].to == [college_teacher.user.email]


def test_profile_renames_the_person(college_teacher_client):
    answer = college_teacher_client.post("/profile/", {"display_name": "Петренко И. С."})
    assert answer.url == "/profile/"
    college_teacher_client.user.refresh_from_db()
    assert college_teacher_client.user.display_name == "Петренко И. С."


def test_head_invites_a_student_from_the_card_to_the_own_card(
    college_manager_client, college, run_jobs, client
):
    student = StudentFactory(college=college)
    card = reverse("assessments:student_card", args=[student.uid])
    page = reverse("accounts:student_invite", args=[student.uid])
    assert page in college_manager_client.get(card).content.decode()
    answer = college_manager_client.post(page, {"email": "Student@Example.invalid"})
    assert answer.url == card
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["student@example.invalid"]
    client.force_login(User.objects.get(email="student@example.invalid"))
    assert student.full_name in client.get(reverse("assessments:my_card")).content.decode()
    again = college_manager_client.get(page).content.decode()
    assert "Доступ уже открыт: student@example.invalid." in again
