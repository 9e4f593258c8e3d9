"""A rating written down by the college: from the paper form or by telephone."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.http import guarded
from employers.enums import Answer, EvaluationOrigin
from employers.forms.ratings import PaperEvaluationForm
from employers.rules.respondents import Respondent
from employers.selectors.questionnaires import questionnaire_of
from employers.services import evaluations
from employers.views.placements import board_crumbs
from employers.views.scopes import COLLEGE_STAFF, actor_of, placement_or_404


@guarded(roles=COLLEGE_STAFF, write=True)
def evaluation_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter or correct a rating «со слов работодателя»; the mentor's own words stay untouched."""
    placement = placement_or_404(request, pk)
    now = timezone.now()
    respondent = Respondent(
        placement_id=placement.pk,
        mentor_id=placement.mentor_id,
        origin=EvaluationOrigin.PAPER,
        user_id=actor_of(request),
    )
    questionnaire = questionnaire_of(placement=placement, respondent=respondent, now=now)
    form = PaperEvaluationForm(questionnaire, request.POST or None)
    if request.method == "POST" and form.is_valid() and _save(form, respondent, now):
        messages.success(request, _("Оценка записана со слов работодателя."))
        return redirect("employers:placement_detail", placement.pk)
    card = reverse("employers:placement_detail", args=[placement.pk])
    context = {
        "form": form,
        "student": placement.student.full_name,
        "employer": placement.employer.name,
        "mentor": placement.mentor.name if placement.mentor is not None else "",
        "anchors": [answer.label for answer in Answer],
        "rows": [
            {"title": question.name, "field": field} for question, field in form.function_fields()
        ],
        "remarks": [form["discipline"], form["safety"], form["would_hire"]],
        "card": card,
        "crumbs": [
            *board_crumbs(),
            (placement.student.short_name, card),
            (_("Внести оценку"), ""),
        ],
    }
    return render(request, "employers/evaluation_enter.html", context)


def _save(form: PaperEvaluationForm, respondent: Respondent, now: datetime) -> bool:
    try:
        evaluations.record_whole_evaluation(
            respondent=respondent, answers=form.answers(), remarks=form.remarks(), now=now
        )
    except evaluations.NotFitToSend as refusal:
        form.add_error(None, str(refusal.problem.label))
    except evaluations.PracticeNotBegun:
        form.add_error(None, _("Практика ещё не началась."))
    except evaluations.SaidByMentor:
        form.add_error(None, _("Наставник уже ответил сам. Исправить может только он."))
    except evaluations.CorrectionClosed:
        form.add_error(None, _("Срок исправления закончился."))
    else:
        return True
    return False
