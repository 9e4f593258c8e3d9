"""Students whose card may be opened."""

from uuid import UUID

from colleges.models import Student
from core.scope import Scope


def student_of(*, scope: Scope, uid: UUID) -> Student | None:
    """Return the student with this uid if `scope` may read the name; None otherwise."""
    return (
        Student.objects.visible_to(scope)
        .select_related("college", "merged_into")
        .filter(uid=uid)
        .first()
    )


def own_student(*, scope: Scope) -> Student | None:
    """Return the student who is asking about themselves; None for anybody else."""
    if scope.student_id is None:
        return None
    return Student.objects.visible_to(scope).first()
