"""Records of a college that may be of one person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from colleges.models import CURRENT_STATES, DifferentPeople, Enrolment, Student
from colleges.rules.duplicates import Crowd, Likeness, Person, find_likely, may_be_same
from core.scope import Scope


def likely_duplicates(*, scope: Scope) -> list[Likeness]:
    """Return the pairs to look at, the surest first, without those already told apart."""
    people = [
        Person(pk, key, birth_date, sex)
        for pk, key, birth_date, sex in Student.objects.visible_to(scope)
        .unmerged()
        .order_by("pk")
        .values_list("pk", "search_name", "birth_date", "sex")
    ]
    apart = set(
        DifferentPeople.objects.filter(first__college_id__in=scope.college_ids).values_list(
            "first_id", "second_id"
        )
    )
    return [pair for pair in find_likely(people) if (pair.first, pair.second) not in apart]


def people_of(*, scope: Scope, pairs: Iterable[Likeness]) -> dict[int, Student]:
    """Return the students of these pairs by key, each with `group_name`, in one query."""
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    place = Enrolment.objects.current().filter(student=OuterRef("pk")).order_by("-pk")
    students = Student.objects.visible_to(scope).filter(pk__in=keys)
    return {
        student.pk: student
        for student in students.annotate(group_name=Subquery(place.values("group__name")[:1]))
    }


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody who may be the person that is about to be added: why, and where they are."""

    student: Student
    why: str
    place: Enrolment | None


def namesakes(*, scope: Scope, person: Person, record_book: str = "") -> list[Namesake]:
    """Return the students of the college who may be this new person, the surest first.

    The rule is that of lists: `person` has the key 0 and the group that is entered.
    """
    own = Student.objects.visible_to(scope).unmerged()
    group = Enrolment.objects.current().filter(group_id=person.group).values("student_id")
    near = own.filter(search_name__startswith=person.key.rsplit("|", 1)[0])
    near = near | own.filter(pk__in=group)
    if person.birth_date is not None:
        near = near | own.filter(birth_date=person.birth_date)
    students = {student.pk: student for student in near.order_by("pk")}
    last = Enrolment.objects.filter(student__in=students).select_related("group")
    places = {place.student_id: place for place in last.order_by("started_on", "pk")}
    crowd = Crowd(
        Person(pk, one.search_name, one.birth_date, one.sex, _current_group(places.get(pk)))
        for pk, one in students.items()
    )
    found = []
    for pair in crowd.like(person):
        student = students[pair.second]
        if may_be_same(pair, record_book, student.record_book):
            found.append(Namesake(student, str(pair.why), places.get(student.pk)))
    return found


def _current_group(place: Enrolment | None) -> int | None:
    return place.group_id if place is not None and place.state in CURRENT_STATES else None
