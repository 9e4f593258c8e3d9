"""A college's scales of marks: which is in force, which were, a new one, the end of one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.grade_scale_forms import GradeScaleForm, RetireScaleForm
from assessments.models import GradeScale
from assessments.rules.demo_exam import USUAL_BOUNDS
from assessments.selectors.grade_scales import (
    ExamMark,
    bounds_of_scale,
    exam_marks,
    grade_scales_of,
)
from assessments.selectors.sheets import students_of_sheet
from assessments.services.grade_scales import add_grade_scale, retire_grade_scale
from assessments.views.sheets import STAFF, find_sheet, scope_of
from colleges.rules.short_names import names_apart
from core.enums import Role
from core.http import guarded
from core.numbers import format_date, format_number

MANAGER = (Role.COLLEGE_MANAGER,)


@guarded(roles=STAFF)
def grade_scale_list(request: HttpRequest) -> HttpResponse:
    scope, today = scope_of(request), timezone.localdate()
    rows = [_row(scale, today) for scale in grade_scales_of(scope=scope)]
    context = {
        "rows": rows,
        "recommended": _bounds_text(*(float(bound) for bound in USUAL_BOUNDS)),
        "uses_recommended": not any(row["is_in_force"] for row in rows),
        "may_write": scope.role in MANAGER,
    }
    return render(request, "assessments/grade_scale_list.html", context)


@guarded(roles=MANAGER, write=True)
def grade_scale_create(request: HttpRequest) -> HttpResponse:
    form = GradeScaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        scope = scope_of(request)
        try:
            add_grade_scale(
                college_id=min(scope.college_ids),
                wanted=form.wanted(),
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("assessments:grade_scale_list")
    return _form(request, form, _("Новая шкала отметок"))


@guarded(roles=MANAGER, write=True)
def grade_scale_retire(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_of(request)
    scale = grade_scales_of(scope=scope).filter(pk=pk).first()
    if scale is None:
        raise Http404
    form = RetireScaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retire_grade_scale(
                scale=scale,
                valid_to=form.cleaned_data["valid_to"],
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("assessments:grade_scale_list")
    return _form(request, form, _("Завершить: %(name)s") % {"name": scale.name})


@guarded(roles=STAFF)
def sheet_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks of a demonstration exam, by the scale of the day it was held on."""
    sheet = find_sheet(request, pk)
    found = exam_marks(sheet=sheet)
    title = f"{sheet.instrument.name}, {sheet.group.name}"
    names = names_apart(students_of_sheet(sheet=sheet))
    context = {
        "crumbs": [
            (_("Ведомости"), reverse("assessments:sheet_list")),
            (title, reverse("assessments:sheet_detail", args=[pk])),
            (_("Отметки за экзамен"), ""),
        ],
        "title": title,
        "held_on": sheet.held_on,
        "downloads": [
            (_("Отметки, XLSX"), reverse("assessments:sheet_marks_file", args=[pk])),
        ],
        "scale": "" if found is None else _scale_text(found.scale),
        "rows": []
        if found is None
        else [_mark(name, found.marks.get(pk)) for pk, name in names.items()],
    }
    return render(request, "assessments/sheet_marks.html", context)


def _mark(name: str, own: ExamMark | None) -> dict[str, Any]:
    if own is None:
        return {"name": name, "mark": None}
    return {"name": name, "points": own.points, "percent": own.percent, "mark": own.mark}


def _scale_text(scale: GradeScale | None) -> str:
    bounds = _bounds_text(*(float(bound) for bound in bounds_of_scale(scale)))
    if scale is None:
        return _("Рекомендованная шкала: %(bounds)s.") % {"bounds": bounds}
    act = f" ({scale.act_reference})" if scale.act_reference else ""
    return f"{scale.name}{act}: {bounds}."


def _form(request: HttpRequest, form: Any, heading: str) -> HttpResponse:
    cancel = reverse("assessments:grade_scale_list")
    context = {
        "form": form,
        "heading": heading,
        "crumbs": [(_("Шкалы отметок"), cancel), (heading, "")],
        "cancel": cancel,
    }
    return render(request, "assessments/grade_scale_form.html", context)


def _row(scale: GradeScale, today: Any) -> dict[str, Any]:
    begun = scale.valid_from <= today
    ended = scale.valid_to is not None and scale.valid_to < today
    state = (_("действует"), "good") if begun and not ended else (_("будет действовать"), "info")
    return {
        "pk": scale.pk,
        "name": scale.name,
        "act": scale.act_reference,
        "bounds": _bounds_text(float(scale.bound_3), float(scale.bound_4), float(scale.bound_5)),
        "from": format_date(scale.valid_from),
        "to": format_date(scale.valid_to) if scale.valid_to else "",
        "is_in_force": begun and not ended,
        "is_ended": ended,
        "word": _("завершена") if ended else state[0],
        "pill": "" if ended else state[1],
    }


def _bounds_text(three: float, four: float, five: float) -> str:
    return _("«3» от %(three)s %%, «4» от %(four)s %%, «5» от %(five)s %%") % {
        "three": _exact(three),
        "four": _exact(four),
        "five": _exact(five),
    }


def _exact(percent: float) -> str:
    return format_number(percent, 0 if percent == int(percent) else 2)
