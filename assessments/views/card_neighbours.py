"""The students before and after one on the card, in the list that the person came from."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from assessments.views.students import found_students
from colleges.models import Student
from colleges.selectors.students import Place

# What the address of a card calls the list: the query of the page of students.
LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Links (name, address) to the students around; `number` counts from 1."""

    previous: tuple[str, str] | None
    following: tuple[str, str] | None
    number: int
    total: int
    list_url: str


def neighbours_of(request: HttpRequest, student: Student, place: Place) -> Neighbours | None:
    """Return who stands around in the list named by the address, else in the student's group.

    None where the student is not in the list, or is alone in it.
    """
    query = request.GET.get(LIST)
    kept = "" if query is None else f"?{urlencode({LIST: query})}"
    if query is None:
        if place.group_id is None:
            return None
        query = urlencode({"group": place.group_id, "state": place.state or ""})
    _form, found = found_students(request, QueryDict(query))
    # The keys alone: numbering in the database was measured and takes longer.
    order: list[int] = list(found.values_list("pk", flat=True))
    if len(order) < 2 or student.pk not in order:
        return None
    here = order.index(student.pk)
    around = found.in_bulk(order[max(0, here - 1) : here + 2])

    def link(at: int) -> tuple[str, str] | None:
        if not 0 <= at < len(order):
            return None
        other = around[order[at]]
        return other.full_name, reverse("assessments:student_card", args=[other.uid]) + kept

    return Neighbours(
        previous=link(here - 1),
        following=link(here + 1),
        number=here + 1,
        total=len(order),
        list_url=f"{reverse('assessments:student_list')}?{query}",
    )
