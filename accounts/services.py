"""What changes people and their roles; each deed leaves an audit line, letters go out as jobs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from axes.utils import reset as reset_attempts
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.selectors import account_of_student, in_force, place_of
from colleges.models import Student
from core.audit import record_action
from core.enums import Role
from core.jobs.queue import enqueue
from core.models import Job

SEND_INVITATION: Final = "accounts.send_invitation"
SEND_PASSWORD_RESET: Final = "accounts.send_password_reset"  # noqa: S105 -- the name of a job


def record_login(*, user: User, now: datetime) -> None:
    """Leave the line that a person came in."""
    record_action(action="accounts.log_in", actor_id=user.pk, now=now, target=user)


def record_password_change(*, user: User, now: datetime) -> None:
    """Leave the line that a person set a password; failed attempts before it count no more."""
    reset_attempts(username=user.email)
    record_action(action="accounts.set_password", actor_id=user.pk, now=now, target=user)


@transaction.atomic
def rename_user(*, user: User, name: str, now: datetime) -> None:
    """Change how a person is called in the portal."""
    user.display_name = name
    user.save(update_fields=["display_name"])
    record_action(action="accounts.rename_user", actor_id=user.pk, now=now, target=user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom to let in, as whom. Exactly the object that the role needs is named."""

    email: str
    display_name: str
    role: Role
    municipality_id: int | None = None
    college_id: int | None = None
    employer_id: int | None = None
    student_id: int | None = None


@transaction.atomic
def invite_user(
    *, invitation: Invitation, invited_by_id: int, base_url: str, today: date, now: datetime
) -> Membership:
    """Give a role to the person with this e-mail, who may have no account yet; write a letter.

    A role that had ended comes into force again. Raises ValidationError when the person already has
    the role, when the account is blocked, or when the student's card belongs to another account.
    """
    email = invitation.email.strip().lower()
    if invitation.student_id is not None:
        _refuse_second_account(invitation.student_id, email=email, today=today)
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, display_name=invitation.display_name)
    elif not user.is_active:
        raise ValidationError(_("Учётная запись с этой почтой отключена администратором портала."))
    places: dict[str, Any] = {
        "municipality_id": invitation.municipality_id,
        "college_id": invitation.college_id,
        "employer_id": invitation.employer_id,
        "student_id": invitation.student_id,
    }
    held, is_new = Membership.objects.get_or_create(user=user, role=invitation.role, **places)
    if not is_new:
        if held.valid_to is None or held.valid_to >= today:
            raise ValidationError(_("У человека с этой почтой такая роль уже есть."))
        held.valid_to = None
        held.save(update_fields=["valid_to"])
    if held.role == Role.ADMINISTRATOR:
        _open_service_part(user, today=today)
    record_action(
        action="accounts.invite_user",
        actor_id=invited_by_id,
        now=now,
        target=held,
        details={"user_id": user.pk, "role": str(invitation.role), "place_id": _place_id(held)},
    )
    _enqueue_invitation(held, base_url=base_url, actor_id=invited_by_id, now=now)
    return held


def _refuse_second_account(student_id: int, *, email: str, today: date) -> None:
    # Locked, lest two invitations of the same moment open one card to two people.
    Student.objects.select_for_update(no_key=True).get(pk=student_id)
    if account_of_student(student_id=student_id, today=today) not in ("", email):
        raise ValidationError(_("У обучающегося уже есть учётная запись с другой почтой."))


@transaction.atomic
def resend_invitation(
    *, membership: Membership, actor_id: int, base_url: str, now: datetime
) -> None:
    """Write the letter of an invitation once more."""
    record_action(
        action="accounts.resend_invitation", actor_id=actor_id, now=now, target=membership
    )
    _enqueue_invitation(membership, base_url=base_url, actor_id=actor_id, now=now)


@transaction.atomic
def end_membership(*, membership: Membership, actor_id: int, today: date, now: datetime) -> None:
    """Take a role away from today on. Raises ValidationError for a role of one's own."""
    if membership.user_id == actor_id:
        raise ValidationError(_("Свою роль снять нельзя: это сделает другой администратор."))
    membership.valid_to = today - timedelta(days=1)
    membership.save(update_fields=["valid_to"])
    if membership.role == Role.ADMINISTRATOR:
        _open_service_part(membership.user, today=today)
    record_action(
        action="accounts.end_membership",
        actor_id=actor_id,
        now=now,
        target=membership,
        details={"user_id": membership.user_id, "role": membership.role},
    )


def _open_service_part(user: User, *, today: date) -> None:
    """Let a person manage reference data as long as the role of administrator holds."""
    is_admin = user.memberships.filter(in_force(today), role=Role.ADMINISTRATOR).exists()
    if (user.is_staff, user.is_superuser) != (is_admin, is_admin):
        user.is_staff = user.is_superuser = is_admin
        user.save(update_fields=["is_staff", "is_superuser"])


@transaction.atomic
def set_user_activity(*, user: User, is_active: bool, actor_id: int, now: datetime) -> None:
    """Block or unblock an account; a blocked person is out at the next click.

    Raises ValidationError for one's own account.
    """
    if user.pk == actor_id:
        raise ValidationError(_("Свою учётную запись отключить нельзя."))
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    action = "accounts.unblock_user" if is_active else "accounts.block_user"
    record_action(action=action, actor_id=actor_id, now=now, target=user)


@transaction.atomic
def request_password_reset(*, user: User, base_url: str, now: datetime) -> None:
    """Write a letter with a link that sets a new password; not more than one while it waits."""
    record_action(action="accounts.request_password_reset", actor_id=None, now=now, target=user)
    enqueue(
        SEND_PASSWORD_RESET,
        now=now,
        deduplication_key=f"{SEND_PASSWORD_RESET}:{user.pk}",
        user_id=user.pk,
        base_url=base_url,
    )


@transaction.atomic
def retry_job(*, job: Job, actor_id: int, now: datetime) -> Job:
    """Ask for a failed job's work once more, as a new job of the person who asks."""
    again = enqueue(
        job.kind,
        now=now,
        requested_by_id=actor_id,
        deduplication_key=job.deduplication_key,
        **job.parameters,
    )
    record_action(
        action="core.retry_job",
        actor_id=actor_id,
        now=now,
        target=again,
        details={"failed_job_id": job.pk},
    )
    return again


# --- letters, from jobs -----------------------------------------------------------------------
def send_invitation(*, membership_id: int, base_url: str) -> int:
    """Write to the invited person; return how many letters went out (0: the role is gone)."""
    held = (
        Membership.objects.select_related("user", "college", "employer", "municipality")
        .filter(pk=membership_id, user__is_active=True)
        .first()
    )
    if held is None:
        return 0
    is_new = not held.user.has_usable_password()
    context = {
        "role": Role(held.role).label,
        "place": place_of(held),
        "is_new": is_new,
        "url": _password_url("accounts:invitation", held.user, base_url) if is_new else base_url,
    }
    return _send(
        held.user,
        subject=_("Приглашение в портал «Готовность»"),
        template="accounts/mail/invitation.txt",
        context=context,
    )


def send_password_reset(*, user_id: int, base_url: str) -> int:
    """Write the letter with the link; return how many went out (0: no such account any more)."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return 0
    return _send(
        user,
        subject=_("Новый пароль для портала «Готовность»"),
        template="accounts/mail/password_reset.txt",
        context={"url": _password_url("accounts:password_set", user, base_url)},
    )


def _send(user: User, *, subject: str, template: str, context: dict[str, object]) -> int:
    return send_mail(subject, render_to_string(template, context), None, [user.email])


def _password_url(route: str, user: User, base_url: str) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return base_url.rstrip("/") + reverse(route, args=[uid, token])


def _enqueue_invitation(
    membership: Membership, *, base_url: str, actor_id: int, now: datetime
) -> None:
    enqueue(
        SEND_INVITATION,
        now=now,
        requested_by_id=actor_id,
        deduplication_key=f"{SEND_INVITATION}:{membership.pk}",
        membership_id=membership.pk,
        base_url=base_url,
    )


def _place_id(membership: Membership) -> int | None:
    return membership.college_id or membership.employer_id or membership.municipality_id
