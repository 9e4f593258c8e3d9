"""A student's card, for the college and for the student; a group with its students."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.rules.cards import StudentCard
from assessments.selectors.changes import student_change
from assessments.selectors.group_answers import group_motivation
from assessments.selectors.groups import group_of, students_of_group
from assessments.selectors.methodology import NoMethodologyInForce, ready_bound
from assessments.selectors.student_cards import student_card as card_of
from assessments.selectors.students import own_student, student_of
from assessments.selectors.surveys import components_asked
from assessments.services.reading import record_card_read
from assessments.views.card_neighbours import neighbours_of
from assessments.views.card_presentation import card_context
from assessments.views.own_words import own_words
from assessments.views.sheets import STAFF, scope_of
from assessments.views.students import order_links, state_words
from colleges.enums import EnrolmentState
from colleges.models import Student
from colleges.selectors.students import Place, movements_of, place_of
from core.enums import Role
from core.http import guarded


def _render_card(request: HttpRequest, student: Student, context: dict[str, Any]) -> HttpResponse:
    try:
        card = card_of(student=student, today=timezone.localdate())
    except NoMethodologyInForce:
        card = None
    record_card_read(student=student, actor_id=scope_of(request).user_id, now=timezone.now())
    place = place_of(student=student, today=timezone.localdate())
    context |= {
        "card": None if card is None else card_context(card, names=not context["is_own"]),
        "own": None if card is None or not context["is_own"] else _own(card, student, place),
        "name": student.full_name,
        "group": place.group,
        "group_id": None if context["is_own"] else place.group_id,
        "speciality": place.speciality,
        "course": place.course,
        **state_words(place.state),
        "neighbours": None if context["is_own"] else neighbours_of(request, student, place),
        "shows_state": place.state != EnrolmentState.STUDYING,
        "change": None
        if card is None
        else student_change(student=student, today=timezone.localdate()),
    }
    return render(request, "assessments/student_card.html", context)


def _own(card: StudentCard, student: Student, place: Place) -> dict[str, Any]:
    return own_words(
        card,
        asked=components_asked(student=student, today=timezone.localdate()),
        has_graduated=place.state == EnrolmentState.GRADUATED,
    )


@guarded(roles=STAFF)
def student_card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The card for the staff; a record merged into another leads to that one."""
    scope = scope_of(request)
    student = student_of(scope=scope, uid=uid)
    if student is None:
        raise Http404
    if student.merged_into is not None:
        return redirect("assessments:student_card", student.merged_into.uid)
    is_manager = scope.role == Role.COLLEGE_MANAGER
    return _render_card(
        request,
        student,
        {
            "is_own": False,
            "movements": movements_of(student=student),
            "orders": order_links(student) if is_manager else [],
            "consents_url": reverse("colleges:student_consents", args=[student.uid]),
            "documents_url": reverse("assessments:document_create") + f"?student={student.uid}",
            "edit_url": reverse("colleges:student_edit", args=[student.uid]),
            "access_url": reverse("accounts:student_invite", args=[student.uid])
            if is_manager
            else "",
        },
    )


@guarded(roles=(Role.STUDENT,))
def my_card(request: HttpRequest) -> HttpResponse:
    student = own_student(scope=scope_of(request))
    if student is None:
        raise Http404
    nothing = {
        "movements": [],
        "orders": [],
        "edit_url": "",
        "access_url": "",
        "consents_url": "",
        "documents_url": "",
    }
    return _render_card(request, student, {"is_own": True, **nothing})


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
        "is_archived": group.is_archived,
        "is_manager": scope.role == Role.COLLEGE_MANAGER,
        "ready_bound": ready_bound(),
        "motivation": group_motivation(group=group, today=timezone.localdate()),
        "downloads": [
            (_("Список с именами, XLSX"), reverse("assessments:group_file", args=[group.pk]))
        ],
    }
    return render(request, "assessments/group_detail.html", context)
