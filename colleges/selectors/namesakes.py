"""Names of students who are shown one by one, told apart from all others of their college."""

from collections.abc import Iterable

from colleges.models import Student
from colleges.rules.short_names import names_apart
from core.names import name_key


def names_in_college(students: Iterable[Student]) -> dict[int, str]:
    """Return by key the short name of each student, longer where the college has a namesake.

    Two queries, whatever the number: who of the same surnames has the same first name too, and
    these people.
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
    # Lists read names only, not the key that is kept of them.
    keys = {name_key(student.last_name, student.first_name) for student in shown.values()}
    alike = [
        pk
        for pk, name in near.values_list("pk", "search_name")
        if f"{name.rpartition('|')[0]}|" in keys
    ]
    # A merged record is shown under its own name; it is nobody's namesake.
    names = names_apart(Student.objects.filter(pk__in=alike).order_by("pk"))
    return {pk: names.get(pk, student.short_name) for pk, student in shown.items()}
