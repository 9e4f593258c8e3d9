"""Students of a college in a list, each with where they are and how ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Case, F, Q, QuerySet, When

from assessments.models import StudentReadiness
from assessments.selectors.groups import StudentLine
from assessments.selectors.methodology import narrow_interval
from colleges.models import Student, StudyGroup
from colleges.selectors.students import NOWHERE, Place, places_of
from core.scope import Scope
from standards.models import Speciality

SORTS: Final = ("name", "index")
DEFAULT_SORT: Final = "name"
# Asks for students of whom too little is known: their readiness is provisional.
SCARCE_DATA: Final = Q(readiness__is_provisional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStudent:
    """One row: the person, the place, the readiness."""

    line: StudentLine
    place: Place


def sorted_students(students: QuerySet[Student], *, sort: str) -> QuerySet[Student]:
    """Order the list by name or by index, `-` for the other way; an unknown order is by name.

    A provisional index enters no ranking: it stands with those who have none.
    """
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "index":
        index = Case(When(readiness__is_provisional=False, then=F("readiness__index")))
        order = index.desc(nulls_last=True) if descending else index.asc(nulls_last=True)
        return students.order_by(order, "last_name", "first_name", "pk")
    names = ("last_name", "first_name", "patronymic", "pk")
    if descending and key == "name":
        return students.order_by(*(f"-{name}" for name in names))
    return students.order_by(*names)


def listed_students(students: Sequence[Student], *, today: date) -> list[ListedStudent]:
    """Return the rows of one page in few queries; students come from `find_students`."""
    places = places_of(students, today=today)
    narrow = narrow_interval()
    ready = StudentReadiness.objects.in_bulk([student.pk for student in students])
    return [
        ListedStudent(
            line=StudentLine.of(student, ready.get(student.pk), narrow=narrow),
            place=places.get(student.pk, NOWHERE),
        )
        for student in students
    ]


def specialities_of_college(*, scope: Scope) -> QuerySet[Speciality]:
    """Return the specialities that the own college teaches."""
    groups = StudyGroup.objects.filter(college_id__in=scope.college_ids)
    return Speciality.objects.filter(pk__in=groups.values("programme__speciality_id")).order_by(
        "code", "pk"
    )
