"""The questionnaire about one intern, the same from a link and in the cabinet."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from employers.enums import Answer
from employers.forms.ratings import AnswerForm, HireForm, WorkForm
from employers.models import Placement
from employers.rules.questionnaire import (
    HIRE_STEP,
    REVIEW_STEP,
    WORK_STEP,
    first_open_step,
    step_keys,
)
from employers.rules.respondents import Respondent
from employers.selectors.questionnaires import Questionnaire, questionnaire_of
from employers.services import evaluations
from employers.views.questionnaire_context import (
    INTRO_STEP,
    PageAddress,
    hire_screen,
    page_context,
    question_screen,
    questions_context,
    sent_context,
    work_screen,
)

_REFUSALS = (
    evaluations.AlreadySubmitted,
    evaluations.CorrectionClosed,
    evaluations.PracticeNotBegun,
)


def answer_questionnaire(
    request: HttpRequest,
    *,
    placement: Placement,
    respondent: Respondent,
    address: PageAddress,
    now: datetime,
) -> HttpResponse:
    """Show the questionnaire, or save one screen of it, or send it.

    A plain form gets a redirect to the next screen, the page's script (it accepts JSON) a short
    answer: 200 saved, 422 with the reason, 409 when the page must be loaded anew.
    """
    questionnaire = questionnaire_of(placement=placement, respondent=respondent, now=now)
    if request.method != "POST":
        return _show(request, questionnaire, address)
    try:
        return _accept(request, questionnaire, respondent, address, now)
    except _REFUSALS:
        if _is_script(request):
            return JsonResponse({"reload": True}, status=409)
        return HttpResponseRedirect(address.at())


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _show(request: HttpRequest, questionnaire: Questionnaire, address: PageAddress) -> HttpResponse:
    if not questionnaire.has_begun:
        context = page_context(questionnaire, address)
        return render(request, "employers/rating/not_begun.html", context)
    step = request.GET.get("step", "")
    if questionnaire.submitted_at is not None:
        if questionnaire.can_correct and step in step_keys(len(questionnaire.questions)):
            return _correction_page(request, questionnaire, address, step)
        return render(request, "employers/rating/sent.html", sent_context(questionnaire, address))
    known = {*step_keys(len(questionnaire.questions)), REVIEW_STEP, INTRO_STEP}
    if step not in known:
        step = INTRO_STEP
        if questionnaire.is_started:
            step = first_open_step(questionnaire.answers, questionnaire.function_ids)
    return _questions_page(request, questionnaire, address, step)


def _questions_page(
    request: HttpRequest,
    questionnaire: Questionnaire,
    address: PageAddress,
    step: str,
    error: str = "",
) -> HttpResponse:
    context = {**questions_context(questionnaire, address, step), "error": error}
    if error and step == WORK_STEP:
        context["work"].update(work_screen(questionnaire, request.POST))
    if error and step == HIRE_STEP:
        context["hire"].update(hire_screen(questionnaire, request.POST))
    status = 422 if error else 200
    return render(request, "employers/rating/questions.html", context, status=status)


def _correction_page(
    request: HttpRequest,
    questionnaire: Questionnaire,
    address: PageAddress,
    step: str,
    error: str = "",
) -> HttpResponse:
    typed = request.POST if error else None
    context: dict[str, Any] = {
        **page_context(questionnaire, address),
        "step": step,
        "step_url": address.at(step),
        "error": error,
        "function": None,
        "work": None,
        "hire": None,
    }
    if step == WORK_STEP:
        context["work"] = work_screen(questionnaire, typed)
    elif step == HIRE_STEP:
        context["hire"] = hire_screen(questionnaire, typed)
    else:
        context["function"] = question_screen(questionnaire.questions[int(step) - 1])
    status = 422 if error else 200
    return render(request, "employers/rating/correction.html", context, status=status)


def _accept(
    request: HttpRequest,
    questionnaire: Questionnaire,
    respondent: Respondent,
    address: PageAddress,
    now: datetime,
) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == INTRO_STEP:
        evaluations.start_evaluation(respondent=respondent, now=now)
        following = first_open_step(questionnaire.answers, questionnaire.function_ids)
        return _saved(request, address.at(following), now)
    if step == REVIEW_STEP:
        return _submit(request, questionnaire, respondent, address, now)
    try:
        error = _save_step(request, questionnaire, respondent, step, now)
    except evaluations.NotFitToSend as refusal:
        error = str(refusal.problem.label)
    if error:
        return _refused(request, questionnaire, address, step, error)
    if questionnaire.submitted_at is not None:
        return _saved(request, address.at(), now)
    keys = [*step_keys(len(questionnaire.questions)), REVIEW_STEP]
    return _saved(request, address.at(keys[keys.index(step) + 1]), now)


def _submit(
    request: HttpRequest,
    questionnaire: Questionnaire,
    respondent: Respondent,
    address: PageAddress,
    now: datetime,
) -> HttpResponse:
    try:
        evaluations.submit_evaluation(respondent=respondent, now=now)
    except evaluations.NotFitToSend as refusal:
        return _refused(request, questionnaire, address, REVIEW_STEP, str(refusal.problem.label))
    return _saved(request, address.at(), now)


def _save_step(
    request: HttpRequest,
    questionnaire: Questionnaire,
    respondent: Respondent,
    step: str,
    now: datetime,
) -> str:
    """Save one screen, as a draft or as a correction; return why it cannot be, else nothing."""
    is_correction = questionnaire.submitted_at is not None
    if step in (WORK_STEP, HIRE_STEP):
        form = (WorkForm if step == WORK_STEP else HireForm)(questionnaire, request.POST)
        if not form.is_valid():
            return " ".join(str(error) for errors in form.errors.values() for error in errors)
        save = evaluations.correct_remarks if is_correction else evaluations.record_remarks
        save(respondent=respondent, remarks=form.remarks(), now=now)
        return ""
    answered = AnswerForm(questionnaire, request.POST)
    if not answered.is_valid() or step not in step_keys(len(questionnaire.questions)):
        return _("Такого вопроса или ответа нет. Обновите страницу.")
    if answered.cleaned_data["answer"]:
        save_answer = evaluations.correct_answer if is_correction else evaluations.record_answer
        save_answer(
            respondent=respondent,
            function_id=answered.cleaned_data["function"],
            answer=Answer(answered.cleaned_data["answer"]),
            now=now,
        )
    return ""


def _saved(request: HttpRequest, following: str, now: datetime) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"saved_at": now.isoformat()})
    return HttpResponseRedirect(following)


def _refused(
    request: HttpRequest,
    questionnaire: Questionnaire,
    address: PageAddress,
    step: str,
    error: str,
) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"problem": error}, status=422)
    known = [*step_keys(len(questionnaire.questions)), REVIEW_STEP]
    if step not in known:
        return HttpResponseRedirect(address.at())
    page = _questions_page if questionnaire.submitted_at is None else _correction_page
    return page(request, questionnaire, address, step, error)
