"""Every reading of a student's card leaves a line."""

from datetime import datetime

from colleges.models import Student
from core.audit import record_action


def record_card_read(*, student: Student, actor_id: int | None, now: datetime) -> None:
    """Append the audit line of an opened card."""
    record_action(action="assessments.read_card", actor_id=actor_id, now=now, target=student)
