"""Two records told apart for good."""

from datetime import datetime

from django.db import transaction

from colleges.models import DifferentPeople, Student
from core.audit import record_action


def tell_apart(*, first: Student, second: Student, actor_id: int | None, now: datetime) -> None:
    """Remember that two records are of different people, so that nobody is asked again."""
    smaller, larger = sorted((first, second), key=lambda student: student.pk)
    with transaction.atomic():
        _row, is_new = DifferentPeople.objects.get_or_create(
            first=smaller, second=larger, defaults={"decided_at": now}
        )
        if is_new:
            record_action(
                action="colleges.tell_apart",
                actor_id=actor_id,
                now=now,
                target=smaller,
                details={"other_id": larger.pk},
            )
