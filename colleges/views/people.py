"""Groups and students entered and corrected by hand."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colleges.forms.groups import GroupForm
from colleges.forms.students import NewStudentForm, StudentForm
from colleges.models import CURRENT_STATES, Student, StudyGroup
from colleges.rules.duplicates import Person
from colleges.selectors.duplicates import Namesake, namesakes
from colleges.selectors.groups import programmes_of
from colleges.selectors.students import own_college_student, own_group
from colleges.services.programmes import change_group, create_group
from colleges.services.students import (
    EntryOrder,
    add_student,
    change_student,
    complete_student,
)
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import guarded
from core.names import name_key

MANAGER = (Role.COLLEGE_MANAGER,)


def _group_or_404(request: HttpRequest, pk: int) -> StudyGroup:
    group = own_group(scope=scope_of(request), pk=pk)
    if group is None:
        raise Http404
    return group


def _page(request: HttpRequest, form: Any, heading: str, cancel: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": _("Сохранить"),
        "cancel": cancel,
        "lead": "",
        "alike": [],
        "crumbs": [(_("Группы"), reverse("colleges:group_list")), (heading, "")],
        **more,
    }
    return render(request, "colleges/person_form.html", context)


@guarded(roles=MANAGER, write=True)
def group_create(request: HttpRequest) -> HttpResponse:
    form = GroupForm(request.POST or None, programmes=programmes_of(scope=scope_of(request)))
    if request.method == "POST" and form.is_valid():
        try:
            group = create_group(
                **form.cleaned_data, actor_id=scope_of(request).user_id, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Группа заведена: теперь добавьте обучающихся."))
            return redirect("assessments:group_detail", group.pk)
    return _page(request, form, _("Новая группа"), reverse("colleges:group_list"))


@guarded(roles=MANAGER, write=True)
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group_or_404(request, pk)
    form = GroupForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            change_group(
                group=group,
                **form.cleaned_data,
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Изменения сохранены."))
            return redirect("assessments:group_detail", group.pk)
    heading = _("Изменить группу %(name)s") % {"name": group.name}
    return _page(request, form, heading, reverse("assessments:group_detail", args=[group.pk]))


@guarded(roles=STAFF, write=True)
def student_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one person to a group; somebody alike in the college is shown and asked about first."""
    group = _group_or_404(request, pk)
    form = NewStudentForm(request.POST or None, today=timezone.localdate())
    alike: list[Namesake] = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form, group)
        same = next((one for one in alike if _is_chosen(request, one, group)), None)
        if same is not None:
            student = _complete(request, form, same.student)
        elif alike and not form.cleaned_data["is_another"]:
            form.ask_about_namesakes()
            student = None
        else:
            student = _add(request, form, group, [one.student for one in alike])
        if student is not None:
            done = _("Обучающийся добавлен.") if same is None else _("Запись дополнена.")
            messages.success(request, done)
            return redirect("assessments:student_card", student.uid)
    return _page(
        request,
        form,
        _("Новый обучающийся группы %(name)s") % {"name": group.name},
        reverse("assessments:group_detail", args=[group.pk]),
        alike=[_shown(one, group) for one in alike],
    )


def _alike(request: HttpRequest, form: NewStudentForm, group: StudyGroup) -> list[Namesake]:
    details = form.details()
    key = name_key(details.last_name, details.first_name, details.patronymic)
    person = Person(0, key, details.birth_date, details.sex, group.pk)
    return namesakes(scope=scope_of(request), person=person, record_book=details.record_book)


def _is_here(alike: Namesake, group: StudyGroup) -> bool:
    place = alike.place
    return place is not None and place.state in CURRENT_STATES and place.group_id == group.pk


def _is_chosen(request: HttpRequest, alike: Namesake, group: StudyGroup) -> bool:
    return request.POST.get("same") == str(alike.student.uid) and _is_here(alike, group)


def _shown(alike: Namesake, group: StudyGroup) -> dict[str, Any]:
    place = alike.place
    return {
        "name": alike.student.full_name,
        "birth_date": alike.student.birth_date,
        "why": alike.why,
        "group": "" if place is None else place.group.name,
        "state": "" if place is None else place.get_state_display(),
        "is_here": _is_here(alike, group),
        "uid": alike.student.uid,
        "url": reverse("assessments:student_card", args=[alike.student.uid]),
    }


def _add(
    request: HttpRequest, form: NewStudentForm, group: StudyGroup, apart: Sequence[Student]
) -> Student | None:
    order = EntryOrder(
        group=group,
        started_on=form.cleaned_data["started_on"],
        number=form.cleaned_data["order_number"],
        apart=apart,
    )
    try:
        return add_student(
            details=form.details(),
            order=order,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("record_book" if error.code == "record_book" else None, error)
        return None


def _complete(request: HttpRequest, form: NewStudentForm, student: Student) -> Student | None:
    actor_id = scope_of(request).user_id
    try:
        return complete_student(
            student=student, details=form.details(), actor_id=actor_id, now=timezone.now()
        )
    except ValidationError as error:
        form.add_error("record_book", error)
        return None


@guarded(roles=STAFF, write=True)
def student_edit(request: HttpRequest, uid: Any) -> HttpResponse:
    student = own_college_student(scope=scope_of(request), uid=uid)
    if student is None:
        raise Http404
    form = StudentForm(request.POST or None, today=timezone.localdate(), student=student)
    card = reverse("assessments:student_card", args=[student.uid])
    if request.method == "POST" and form.is_valid():
        try:
            change_student(
                student=student,
                details=form.details(),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("record_book", error)
        else:
            messages.success(request, _("Изменения сохранены."))
            return redirect(card)
    return _page(request, form, _("Данные обучающегося"), card)
