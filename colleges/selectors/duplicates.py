"""Records of a college that may be of one person."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Subquery

from colleges.models import DifferentPeople, Enrolment, Student
from colleges.rules.duplicates import Likeness, Person, find_likely
from core.names import name_key
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


def namesakes(
    *, scope: Scope, last: str, first: str, patronymic: str, birth_date: date | None
) -> list[Student]:
    """Return the students of the college who may be the person that is about to be added."""
    own = Student.objects.visible_to(scope).unmerged()
    key = name_key(last, first, patronymic)
    new = Person(0, key, birth_date)
    near = own.filter(search_name__startswith=key.rsplit("|", 1)[0])
    if birth_date is not None:
        near = near | own.filter(birth_date=birth_date)
    people = [new, *(Person(s.pk, s.search_name, s.birth_date) for s in near)]
    alike = {pair.second for pair in find_likely(people) if pair.first == 0}
    return [student for student in near.order_by("pk") if student.pk in alike]
