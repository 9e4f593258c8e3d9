import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Membership, User
from accounts.services import (
    Invitation,
    end_membership,
    invite_user,
    request_password_reset,
    resend_invitation,
    retry_job,
    send_invitation,
    set_user_activity,
)
from core.enums import JobState, Role
from core.models import AuditEntry, Job
from tests.factories.accounts import UserFactory
from tests.factories.colleges import StudentFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
BASE = "https://portal.example"


def invite(college, now, *, email=" New.Person@Example.Invalid", by=None) -> Membership:
    return invite_user(
        invitation=Invitation(
            email=email,
            display_name="Климова Н. В.",
            role=Role.COLLEGE_TEACHER,
            college_id=college.pk,
        ),
        invited_by_id=(by or UserFactory()).pk,
        base_url=BASE,
        today=TODAY,
        now=now,
    )


def links(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


# --- inviting ---------------------------------------------------------------------------------
def test_invite_makes_account_without_password_and_audit_line(college, college_manager, now):
    held = invite(college, now, by=college_manager.user)
    assert held.user.email == "new.person@example.invalid"
    assert held.user.display_name == "Климова Н. В."
    assert not held.user.has_usable_password()
    assert (held.role, held.college) == (Role.COLLEGE_TEACHER, college)
    line = AuditEntry.objects.get(action="accounts.invite_user")
    assert line.actor_id == college_manager.user_id
    assert line.details == {
        "user_id": held.user_id,
        "role": "college_teacher",
        "place_id": college.pk,
    }


def test_invite_sends_letter_whose_link_sets_the_password(college, now, run_jobs, client):
    held = invite(college, now)
    (job,) = run_jobs()
    assert job.parameters == {"membership_id": held.pk, "base_url": BASE}
    (letter,) = mail.outbox
    assert letter.to == ["new.person@example.invalid"]
    assert letter.subject == "Приглашение в портал «Готовность»"
    assert college.short_name in letter.body
    (link,) = links(letter.body)
    assert link.startswith(f"{BASE}/invitation/")
    form_page = client.get(link.removeprefix(BASE), follow=True)
    assert "Добро пожаловать" in form_page.text
    answer = client.post(
        form_page.request["PATH_INFO"],
        {"new_password1": "пшеница-в-июле-7", "new_password2": "пшеница-в-июле-7"},
    )
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:home")
    held.user.refresh_from_db()
    assert held.user.check_password("пшеница-в-июле-7")
    assert client.session["_auth_user_id"] == str(held.user_id)


def test_invite_person_with_password_sends_no_password_link(college, now, run_jobs):
    user = UserFactory()
    invite(college, now, email=user.email)
    run_jobs()
    assert links(mail.outbox[0].body) == [BASE]
    user.refresh_from_db()
    assert user.has_usable_password()


def test_invite_twice_is_refused(college, now):
    invite(college, now)
    with pytest.raises(ValidationError, match="такая роль уже есть"):
        invite(college, now)
    assert Membership.objects.count() == 1


def test_invite_after_the_role_ended_brings_it_back(college, now):
    held = invite(college, now)
    Membership.objects.filter(pk=held.pk).update(valid_to=TODAY - dt.timedelta(days=30))
    assert invite(college, now) == held
    held.refresh_from_db()
    assert held.valid_to is None


def test_invite_blocked_person_is_refused(college, now):
    user = UserFactory(is_active=False)
    with pytest.raises(ValidationError, match="отключена"):
        invite(college, now, email=user.email)
    assert not Membership.objects.exists()


def student_invitation(student, email="student@example.invalid") -> Invitation:
    return Invitation(
        email=email, display_name=student.short_name, role=Role.STUDENT, student_id=student.pk
    )


def test_student_gets_one_account_for_the_own_card(college_manager, college, now):
    student = StudentFactory(college=college)
    terms = {"invited_by_id": college_manager.user_id, "base_url": BASE, "today": TODAY, "now": now}
    held = invite_user(invitation=student_invitation(student), **terms)
    assert (held.role, held.student, held.college) == (Role.STUDENT, student, None)
    line = AuditEntry.objects.get(action="accounts.invite_user")
    assert line.details == {"user_id": held.user_id, "role": "student", "place_id": None}
    other = student_invitation(student, "somebody@example.invalid")
    with pytest.raises(ValidationError, match="уже есть учётная запись с другой почтой"):
        invite_user(invitation=other, **terms)
    assert not User.objects.filter(email="somebody@example.invalid").exists()
    Membership.objects.filter(pk=held.pk).update(valid_to=TODAY - dt.timedelta(days=1))
    assert invite_user(invitation=other, **terms).student == student


def test_resend_writes_another_letter(college, now, run_jobs):
    held = invite(college, now)
    run_jobs()
    resend_invitation(membership=held, actor_id=held.user_id, base_url=BASE, now=now)
    run_jobs()
    assert len(mail.outbox) == 2
    assert AuditEntry.objects.filter(action="accounts.resend_invitation").count() == 1


def test_invitation_letter_of_blocked_person_is_not_sent(college, now):
    held = invite(college, now)
    User.objects.filter(pk=held.user_id).update(is_active=False)
    assert send_invitation(membership_id=held.pk, base_url=BASE) == 0
    assert mail.outbox == []


# --- taking away ------------------------------------------------------------------------------
def test_end_membership_takes_the_role_from_today(college_teacher, college_manager, now):
    end_membership(
        membership=college_teacher, actor_id=college_manager.user_id, today=TODAY, now=now
    )
    college_teacher.refresh_from_db()
    assert college_teacher.valid_to == dt.date(2026, 11, 19)
    assert AuditEntry.objects.get().action == "accounts.end_membership"


def test_administrator_manages_reference_data_as_long_as_the_role_holds(administrator, client, now):
    invitation = Invitation(
        email="admin@example.invalid", display_name="Климова Н. В.", role=Role.ADMINISTRATOR
    )
    held = invite_user(
        invitation=invitation,
        invited_by_id=administrator.user_id,
        base_url=BASE,
        today=TODAY,
        now=now,
    )
    client.force_login(held.user)
    assert client.get("/admin/colleges/college/add/").status_code == 200
    end_membership(membership=held, actor_id=administrator.user_id, today=TODAY, now=now)
    assert client.get("/admin/colleges/college/add/").status_code == 302


def test_first_administrator_comes_from_the_command_line(db, client):
    call_command("createsuperuser", email="first@example.invalid", interactive=False)
    user = User.objects.get(email="first@example.invalid")
    assert [held.role for held in user.memberships.all()] == [Role.ADMINISTRATOR]
    client.force_login(user)
    assert client.get("/users/", follow=True).status_code == 200


def test_end_own_membership_is_refused(college_manager, now):
    with pytest.raises(ValidationError, match="Свою роль снять нельзя"):
        end_membership(
            membership=college_manager, actor_id=college_manager.user_id, today=TODAY, now=now
        )
    college_manager.refresh_from_db()
    assert college_manager.valid_to is None


def test_block_and_unblock_leave_lines(college_teacher, administrator, now):
    user = college_teacher.user
    set_user_activity(user=user, is_active=False, actor_id=administrator.user_id, now=now)
    user.refresh_from_db()
    assert not user.is_active
    set_user_activity(user=user, is_active=True, actor_id=administrator.user_id, now=now)
    user.refresh_from_db()
    assert user.is_active
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["accounts.block_user", "accounts.unblock_user"]


def test_block_oneself_is_refused(administrator, now):
    with pytest.raises(ValidationError, match="Свою учётную запись"):
        set_user_activity(
            user=administrator.user, is_active=False, actor_id=administrator.user_id, now=now
        )


# --- passwords and jobs -----------------------------------------------------------------------
def test_password_letter_holds_no_name_in_its_job(now, run_jobs):
    user = UserFactory()
    request_password_reset(user=user, base_url=BASE, now=now)
    (job,) = run_jobs()
    assert job.parameters == {"user_id": user.pk, "base_url": BASE}
    (link,) = links(mail.outbox[0].body)
    assert link.startswith(f"{BASE}/password/")


def test_password_letters_waiting_for_one_person_are_one(now, run_jobs):
    user = UserFactory()
    request_password_reset(user=user, base_url=BASE, now=now)
    request_password_reset(user=user, base_url=BASE, now=now)
    run_jobs()
    assert len(mail.outbox) == 1


def test_retry_makes_a_new_job_with_the_same_parameters(college_manager, now):
    failed = Job.objects.create(
        kind="accounts.send_password_reset",
        parameters={"user_id": 1, "base_url": BASE},
        state=JobState.FAILED,
        created_at=now,
        due_at=now,
    )
    again = retry_job(job=failed, actor_id=college_manager.user_id, now=now)
    assert again.pk != failed.pk
    assert (again.kind, again.parameters) == (failed.kind, failed.parameters)
    assert again.requested_by_id == college_manager.user_id
    assert AuditEntry.objects.get().details == {"failed_job_id": failed.pk}
