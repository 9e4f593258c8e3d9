"""What a student is asked about oneself: one page for the questionnaire and the self-assessment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.students import own_student
from assessments.selectors.surveys import may_be_asked
from assessments.self_forms import OwnAnswers
from assessments.views.sheets import scope_of
from colleges.models import Student

# Keeps the answers by key of the question, said by the actor at the moment.
Save = Callable[[Mapping[int, int], int | None, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the page says; `nothing` is the title and the text where there is nothing to ask."""

    title: str
    crumb: str
    heading: str
    lead: str
    nothing: tuple[str, str]
    note: str
    thanks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked now; `last_at` is when the answers chosen already were given.

    `version` is sent with the answers; 0 where the questions have none.
    """

    form: OwnAnswers
    last_at: datetime | None
    words: Words
    save: Save
    version: int = 0


def asked_student(request: HttpRequest) -> Student:
    """Return the student that asks; 404 where the account is nobody's."""
    student = own_student(scope=scope_of(request))
    if student is None:
        raise Http404
    return student


def posted(request: HttpRequest) -> Any:
    """Return what was sent, None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def ask(request: HttpRequest, student: Student, questions: Questions) -> HttpResponse:
    """Show the questions, or save the answers; with a consent in force."""
    form, words = questions.form, questions.words
    if form.fields and form.is_valid():
        try:
            questions.save(form.values(), scope_of(request).user_id, timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, words.thanks)
            return redirect("assessments:my_card")
    context = {
        "form": form,
        "is_allowed": may_be_asked(student=student, today=timezone.localdate()),
        "last_at": questions.last_at,
        "words": words,
        "version": questions.version,
        "trail": [(_("Моя готовность"), reverse("assessments:my_card")), (words.crumb, "")],
    }
    return render(request, "assessments/own_questions.html", context)
