"""Jobs of accounts: letters."""

from django.utils.translation import gettext_lazy as _

from accounts.services import (
    SEND_INVITATION,
    SEND_PASSWORD_RESET,
    send_invitation,
    send_password_reset,
)
from core.jobs.execution import JobContext
from core.jobs.registry import job_handler


@job_handler(SEND_INVITATION, title=_("Письмо с приглашением"))
def invitation_letter(context: JobContext, *, membership_id: int, base_url: str) -> dict[str, int]:
    """A worker killed right after the letter went out sends it once more: no harm."""
    return {"letters": send_invitation(membership_id=membership_id, base_url=base_url)}


@job_handler(SEND_PASSWORD_RESET, title=_("Письмо со ссылкой для пароля"))
def password_letter(context: JobContext, *, user_id: int, base_url: str) -> dict[str, int]:
    return {"letters": send_password_reset(user_id=user_id, base_url=base_url)}
