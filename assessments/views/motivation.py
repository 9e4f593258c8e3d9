"""The student's answers to the motivation questionnaire."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.students import own_student
from assessments.selectors.surveys import (
    items_answered,
    latest_motivation,
    may_be_asked,
    motivation_form,
)
from assessments.self_forms import MotivationAnswers
from assessments.services.surveys import submit_motivation
from assessments.views.sheets import scope_of
from core.enums import Role
from core.http import guarded


@guarded(roles=(Role.STUDENT,), write=True)
def motivation(request: HttpRequest) -> HttpResponse:
    """With a consent in force; a newer answer replaces the older."""
    scope = scope_of(request)
    student = own_student(scope=scope)
    if student is None:
        raise Http404
    asked, last = motivation_form(), latest_motivation(student=student)
    version = 0 if asked is None else asked.version
    said = items_answered(last, version=version)
    form = MotivationAnswers(
        request.POST if request.method == "POST" else None,
        items=[] if asked is None else asked.items,
        said=said,
    )
    if request.method == "POST" and asked is not None and form.is_valid():
        try:
            submit_motivation(
                student=student,
                values=form.values(),
                actor_id=scope.user_id,
                now=timezone.now(),
                form_version=version,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Спасибо. Ответы сохранены, готовность пересчитается."))
            return redirect("assessments:my_card")
    context = {
        "form": form,
        "is_allowed": may_be_asked(student=student, today=timezone.localdate()),
        "has_items": asked is not None,
        "last_at": last.submitted_at if last is not None and said else None,
        "trail": [(_("Моя готовность"), reverse("assessments:my_card")), (_("Анкета"), "")],
    }
    return render(request, "assessments/motivation.html", context)
