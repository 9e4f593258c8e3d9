"""A mentor's evaluation becomes evidence."""

from datetime import datetime

from django.db import transaction

from assessments.services.evidence import write_evaluation_evidence
from assessments.services.runs import request_students
from core.audit import record_action
from employers.models import Evaluation


def accept_evaluation(*, evaluation_id: int, now: datetime) -> int:
    """Write the evaluation's evidence; readiness follows by a job. Return how many students."""
    with transaction.atomic():
        evaluation = (
            Evaluation.objects.select_for_update(of=("self",))
            .select_related("placement__student", "mentor")
            .get(pk=evaluation_id)
        )
        students = write_evaluation_evidence(evaluation=evaluation, now=now)
        record_action(
            action="assessments.accept_evaluation", actor_id=None, now=now, target=evaluation
        )
        request_students(
            college_id=evaluation.placement.student.college_id, student_ids=students, now=now
        )
    return len(students)
