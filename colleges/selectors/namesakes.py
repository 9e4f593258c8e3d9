"""Names of students who are shown one by one, told apart from all others of their college."""

from collections.abc import Iterable

from colleges.models import Student
from colleges.rules.short_names import names_apart


def names_in_college(students: Iterable[Student]) -> dict[int, str]:
    """Return by key the short name of each student, longer where the college has a namesake.

    One query, whatever the number; it asks only for people of the same surnames.
    """
    shown = {student.pk: student for student in students}
    if not shown:
        return {}
    near = (
        Student.objects.unmerged()
        .filter(
            college__in={student.college_id for student in shown.values()},
            last_name__in={student.last_name for student in shown.values()},
        )
        .order_by("pk")
    )
    # A merged record is shown under its own name; it is nobody's namesake.
    names = names_apart({student.pk: student for student in near}.values())
    return {pk: names.get(pk, student.short_name) for pk, student in shown.items()}
