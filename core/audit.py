"""The audit line: appended by services inside the transaction of the deed itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from core.models import AuditEntry


def record_action(
    *,
    action: str,
    actor_id: int | None,
    now: datetime,
    target: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one line. `action` is `<app>.<verb_noun>`; `details` carry ids and counts, no names.

    `actor_id` is None for the portal itself (jobs, commands) and for people without an account.
    """
    return AuditEntry.objects.create(
        at=now,
        actor_id=actor_id,
        action=action,
        object_type=target._meta.label_lower if target is not None else "",  # noqa: SLF001 -- Django's documented API
        object_id=str(target.pk) if target is not None else "",
        details=dict(details or {}),
    )
