"""Stored scores of functions, of one student or of many."""

from collections.abc import Collection

from assessments.models import StudentScores
from assessments.rules.packed_scores import FunctionScore, scores_of


def scores_of_students(*, student_ids: Collection[int]) -> dict[int, dict[int, FunctionScore]]:
    """Return each student's scores by function; a student without any is left out."""
    stored = StudentScores.objects.filter(pk__in=student_ids)
    blocks = stored.order_by("pk").values_list("pk", "scores")
    return {student: scores_of(bytes(block)) for student, block in blocks}


def scores_of_student(*, student_id: int) -> dict[int, FunctionScore]:
    """Return one student's scores by function."""
    return scores_of_students(student_ids=[student_id]).get(student_id, {})
