"""The student's own view of the functions of the programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.students import own_student
from assessments.selectors.surveys import (
    answers_of,
    functions_to_judge,
    latest_self_assessment,
    may_be_asked,
)
from assessments.self_forms import SelfAssessmentForm
from assessments.services.surveys import submit_self_assessment
from assessments.views.sheets import scope_of
from core.enums import Role
from core.http import guarded


@guarded(roles=(Role.STUDENT,), write=True)
def self_assessment(request: HttpRequest) -> HttpResponse:
    """One question a function, with a consent in force; a newer answer replaces the older."""
    scope = scope_of(request)
    student = own_student(scope=scope)
    if student is None:
        raise Http404
    last = latest_self_assessment(student=student)
    functions = functions_to_judge(student=student)
    form = SelfAssessmentForm(
        request.POST if request.method == "POST" else None,
        functions=functions,
        said=answers_of(last),
    )
    if request.method == "POST" and form.is_valid():
        try:
            submit_self_assessment(
                student=student,
                values=form.values(),
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Спасибо. Самооценка сохранена, готовность пересчитается."))
            return redirect("assessments:my_card")
    context = {
        "form": form,
        "is_allowed": may_be_asked(student=student, today=timezone.localdate()),
        "has_functions": bool(functions),
        "last_at": None if last is None else last.submitted_at,
        "trail": [(_("Моя готовность"), reverse("assessments:my_card")), (_("Самооценка"), "")],
    }
    return render(request, "assessments/self_assessment.html", context)
