"""Groups and students entered and corrected by hand."""

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
from colleges.models import Student, StudyGroup
from colleges.selectors.duplicates import namesakes
from colleges.selectors.groups import programmes_of
from colleges.selectors.students import own_college_student, own_group
from colleges.services.programmes import change_group, create_group
from colleges.services.students import add_student, change_student
from colleges.views.scopes import STAFF, scope_of
from core.enums import Role
from core.http import guarded

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
    alike: list[Student] = []
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form)
        if alike and not form.cleaned_data["is_another"]:
            form.ask_about_namesakes()
        else:
            student = _add(request, form, group)
            if student is not None:
                messages.success(request, _("Обучающийся добавлен."))
                return redirect("assessments:student_card", student.uid)
    heading = _("Новый обучающийся группы %(name)s") % {"name": group.name}
    return _page(
        request,
        form,
        heading,
        reverse("assessments:group_detail", args=[group.pk]),
        alike=[
            {
                "name": student.full_name,
                "birth_date": student.birth_date,
                "url": reverse("assessments:student_card", args=[student.uid]),
            }
            for student in alike
        ],
    )


def _alike(request: HttpRequest, form: NewStudentForm) -> list[Student]:
    details = form.details()
    return namesakes(
        scope=scope_of(request),
        last=details.last_name,
        first=details.first_name,
        patronymic=details.patronymic,
        birth_date=details.birth_date,
    )


def _add(request: HttpRequest, form: NewStudentForm, group: StudyGroup) -> Student | None:
    try:
        return add_student(
            group=group,
            details=form.details(),
            started_on=form.cleaned_data["started_on"],
            order_number=form.cleaned_data["order_number"],
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error("record_book" if error.code == "record_book" else None, error)
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
