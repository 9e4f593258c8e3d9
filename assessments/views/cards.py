"""A student's card, for the college and for the student; a group with its students."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.selectors.changes import student_change
from assessments.selectors.groups import group_of, students_of_group
from assessments.selectors.methodology import NoMethodologyInForce, ready_bound
from assessments.selectors.student_cards import student_card as card_of
from assessments.selectors.students import own_student, student_of
from assessments.services.reading import record_card_read
from assessments.views.card_presentation import card_context
from assessments.views.sheets import STAFF, scope_of
from colleges.models import Student
from core.enums import Role
from core.http import guarded


def _render_card(request: HttpRequest, student: Student, context: dict[str, Any]) -> HttpResponse:
    try:
        card = card_of(student=student, today=timezone.localdate())
    except NoMethodologyInForce:
        card = None
    record_card_read(student=student, actor_id=scope_of(request).user_id, now=timezone.now())
    context |= {
        "card": None if card is None else card_context(card, names=not context["is_own"]),
        "change": None
        if card is None
        else student_change(student=student, today=timezone.localdate()),
    }
    return render(request, "assessments/student_card.html", context)


@guarded(roles=STAFF)
def student_card(request: HttpRequest, uid: UUID) -> HttpResponse:
    student = student_of(scope=scope_of(request), uid=uid)
    if student is None:
        raise Http404
    group = student.enrolments.current().select_related("group__programme__speciality").first()
    return _render_card(
        request,
        student,
        {
            "name": student.full_name,
            "group": None if group is None else group.group.name,
            "group_id": None if group is None else group.group_id,
            "speciality": "" if group is None else str(group.group.programme.speciality),
            "is_own": False,
        },
    )


@guarded(roles=(Role.STUDENT,))
def my_card(request: HttpRequest) -> HttpResponse:
    student = own_student(scope=scope_of(request))
    if student is None:
        raise Http404
    group = student.enrolments.current().select_related("group__programme__speciality").first()
    return _render_card(
        request,
        student,
        {
            "name": student.full_name,
            "group": None if group is None else group.group.name,
            "group_id": None,
            "speciality": "" if group is None else str(group.group.programme.speciality),
            "is_own": True,
        },
    )


@guarded(roles=STAFF)
def group_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A group: who is ready, who is not, and who has not been assessed."""
    scope = scope_of(request)
    group = group_of(scope=scope, pk=pk)
    if group is None:
        raise Http404
    rows = students_of_group(group=group)
    context = {
        "pk": group.pk,
        "name": group.name,
        "speciality": str(group.programme.speciality),
        "graduation_year": group.graduation_year,
        "rows": rows,
        "ready_bound": ready_bound(),
    }
    return render(request, "assessments/group_detail.html", context)
