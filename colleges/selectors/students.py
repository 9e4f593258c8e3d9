"""Students of a college over all its groups: found by name, group, programme, course and state."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from colleges.enums import EnrolmentState, MovementKind
from colleges.models import CURRENT_STATES, College, Enrolment, Movement, Student, StudyGroup
from colleges.rules.courses import course_of, intake_of
from core.scope import Scope
from core.text import search_variants, to_cyrillic_key

# Beside the states of an enrolment the list may be narrowed to these.
WITHOUT_GROUP = "none"
ANY_STATE = "any"
_STUDIES = (EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE)
# «Ященко Ю.Ё.» and «Ященко, Юрий» are names too.
_BETWEEN_WORDS = re.compile(r"[\s.,;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentFilter:
    """What the list shows; empty values do not narrow. The empty state: those who study now."""

    query: str = ""
    group_id: int | None = None
    speciality_id: int | None = None
    course: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a student is, or was last: `state` None before the first group."""

    group_id: int | None = None
    group: str = ""
    speciality: str = ""
    course: int | None = None
    state: str | None = None


NOWHERE = Place()


def find_students(*, scope: Scope, chosen: StudentFilter, today: date) -> QuerySet[Student]:
    """Return students by name; `places_of` tells where those of a page are.

    The query forgives case, ё/е, the keyboard layout, order and parts of names; digits are also
    looked for in record-book numbers.
    """
    students = _placed(Student.objects.visible_to(scope).unmerged())
    students = _named(students, chosen.query)
    place = Enrolment.objects.filter(pk=OuterRef("place_id"))
    if chosen.group_id is not None:
        # The last place is dear to find: it is asked of those only who were ever in the group.
        ever = Enrolment.objects.filter(group_id=chosen.group_id).values("student_id")
        students = students.filter(Exists(place.filter(group_id=chosen.group_id)), pk__in=ever)
    if chosen.speciality_id is not None:
        students = students.filter(
            Exists(place.filter(group__programme__speciality_id=chosen.speciality_id))
        )
    if chosen.course is not None:
        intake = intake_of(course=chosen.course, today=today)
        students = students.filter(
            Exists(place.filter(group__programme__intake_year=intake, state__in=_STUDIES))
        )
    return _in_state(students, place, chosen.state)


def _placed(students: QuerySet[Student]) -> QuerySet[Student]:
    """Let filters ask for `place_id`, the enrolment that tells where a student is or was last.

    An alias: whoever does not ask for it does not pay for it.
    """
    own = Enrolment.objects.filter(student=OuterRef("pk"), group__college=OuterRef("college"))
    ranked = own.annotate(
        rank=Case(When(state__in=CURRENT_STATES, then=0), default=1, output_field=IntegerField())
    ).order_by("rank", "-started_on", "-pk")
    return students.alias(place_id=Subquery(ranked.values("pk")[:1])).order_by(
        "last_name", "first_name", "patronymic", "pk"
    )


def _named(students: QuerySet[Student], query: str) -> QuerySet[Student]:
    if not search_variants(query):
        return students
    return students.filter(Q(record_book__icontains=query.strip()) | has_name(query))


def has_name(query: str, prefix: str = "") -> Q:
    """Ask for students with every word of the query in the name, on either keyboard layout.

    A single letter is an initial, as in the short names of lists and papers: «Ли Ю. Ё.». `prefix`
    leads to the student. An empty query asks for nothing.
    """
    wanted = Q()
    for variant in search_variants(query):
        words = Q()
        for word in _BETWEEN_WORDS.split(variant):
            if word:
                words &= _has_word(to_cyrillic_key(word), f"{prefix}search_name")
        wanted |= words
    return wanted


def _has_word(key: str, field: str) -> Q:
    if len(key) > 1:
        return Q((f"{field}__contains", key))
    # The parts of a name stand between bars, see `name_key`; one part may hold two words.
    begins = Q((f"{field}__contains", f"|{key}")) | Q((f"{field}__contains", f" {key}"))
    return Q((f"{field}__startswith", key)) | begins


def _in_state(
    students: QuerySet[Student], place: QuerySet[Enrolment], state: str
) -> QuerySet[Student]:
    if state == ANY_STATE:
        return students
    # Nobody has two current enrolments: where there is one, it is the place.
    current = Enrolment.objects.filter(
        student=OuterRef("pk"), group__college=OuterRef("college"), state__in=CURRENT_STATES
    )
    if state == WITHOUT_GROUP:
        return students.filter(~Exists(current))
    states = [state] if state else list(_STUDIES)
    if set(states) <= set(CURRENT_STATES):
        return students.filter(Exists(current.filter(state__in=states)))
    return students.filter(Exists(place.filter(state__in=states)))


def places_of(students: Iterable[Student], *, today: date) -> dict[int, Place]:
    """Return where each student of a page is, in one query: the current group, else the last."""
    rows = Enrolment.objects.filter(
        student__in=[student.pk for student in students], group__college=F("student__college")
    ).select_related("group__programme__speciality")
    last_first = sorted(rows, key=lambda row: (row.started_on, row.pk))
    ranked = sorted(last_first, key=lambda row: row.state in CURRENT_STATES)
    # The last of a student in this order is the one that tells.
    return {row.student_id: _place(row, today) for row in ranked}


def place_of(*, student: Student, today: date) -> Place:
    """Return where one student is now, or was last."""
    return places_of([student], today=today).get(student.pk, NOWHERE)


def _place(row: Enrolment, today: date) -> Place:
    programme = row.group.programme
    studies = row.state in _STUDIES
    return Place(
        group_id=row.group_id,
        group=row.group.name,
        speciality=str(programme.speciality),
        course=course_of(
            intake_year=programme.intake_year,
            duration_months=programme.duration_months,
            today=today,
        )
        if studies
        else None,
        state=row.state,
    )


def own_college_student(*, scope: Scope, uid: UUID) -> Student | None:
    """Return a student of the staff's own college; None for others and for merged records."""
    if not scope.sees_names:
        return None
    return (
        Student.objects.visible_to(scope)
        .unmerged()
        .select_related("college")
        .filter(uid=uid)
        .first()
    )


def open_groups(*, scope: Scope) -> QuerySet[StudyGroup]:
    """Return the groups that a student may be put into: of the own college, not archived."""
    if not scope.sees_names:
        return StudyGroup.objects.none()
    return (
        StudyGroup.objects.visible_to(scope)
        .filter(is_archived=False)
        .select_related("programme__speciality")
        .order_by("name", "-graduation_year", "pk")
    )


def own_group(*, scope: Scope, pk: int) -> StudyGroup | None:
    """Return a group of the staff's own college, archived or not; None for any other."""
    if not scope.sees_names:
        return None
    return (
        StudyGroup.objects.visible_to(scope)
        .select_related("programme__speciality", "college")
        .filter(pk=pk)
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLine:
    """One order in words."""

    day: date
    kind: str
    details: str
    order_number: str
    reason: str


def movements_of(*, student: Student) -> list[MovementLine]:
    """Return the student's history, newest first: orders, and enrolments that no order tells of."""
    orders = list(
        Movement.objects.filter(student=student).select_related("group", "to_group", "to_college")
    )
    told = {(order.to_group_id, order.happened_on) for order in orders}
    entered = {
        (row.group_id, row.started_on): row.group.name
        for row in Enrolment.objects.filter(student=student).select_related("group")
    }
    lines = [_order_line(order) for order in orders] + [
        MovementLine(
            day=key[1],
            kind=str(MovementKind.ENROLLED.label),
            details=name,
            order_number="",
            reason="",
        )
        for key, name in entered.items()
        if key not in told
    ]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _order_line(order: Movement) -> MovementLine:
    after = order.to_college.short_name if order.to_college else ""
    ends = [
        order.group.name if order.group else "",
        order.to_group.name if order.to_group else after,
    ]
    return MovementLine(
        day=order.happened_on,
        kind=str(MovementKind(order.kind).label),
        details=" → ".join(end for end in ends if end),
        order_number=order.order_number,
        reason=order.reason,
    )


def other_colleges(*, scope: Scope) -> QuerySet[College]:
    """Return the colleges to which a student of the own one may go."""
    return (
        College.objects.filter(is_active=True)
        .exclude(pk__in=scope.college_ids)
        .order_by("short_name", "pk")
    )
