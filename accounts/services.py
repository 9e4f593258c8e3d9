"""What changes people and their roles; each deed leaves an audit line."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.audit import record_action


def record_login(*, user: User, now: datetime) -> None:
    """Leave the line that a person came in."""
    record_action(action="accounts.log_in", actor_id=user.pk, now=now, target=user)


@transaction.atomic
def rename_user(*, user: User, name: str, now: datetime) -> None:
    """Change how a person is called in the portal."""
    user.display_name = name
    user.save(update_fields=["display_name"])
    record_action(action="accounts.rename_user", actor_id=user.pk, now=now, target=user)
