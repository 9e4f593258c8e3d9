"""New versions of the motivation questionnaire, introduced by the region."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from assessments.models import MotivationForm
from assessments.rules.motivation import checked_items
from core.audit import record_action


def introduce_motivation_form(
    *, items: Sequence[str], actor_id: int | None, now: datetime
) -> MotivationForm:
    """Ask these statements from now on; what was answered stays under its version.

    Raise ValidationError, in Russian.
    """
    wanted = checked_items(items)
    with transaction.atomic():
        last = MotivationForm.objects.aggregate(last=Max("version"))["last"] or 0
        form = MotivationForm.objects.create(version=last + 1, items=wanted, introduced_at=now)
        record_action(
            action="assessments.introduce_motivation_form",
            actor_id=actor_id,
            now=now,
            target=form,
        )
    return form
