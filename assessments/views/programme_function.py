"""A function that a programme requires: how much it counts, and what its removal means."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.selectors.evidence_coverage import evidence_of_programmes
from assessments.views.sheets import scope_of
from colleges.forms.programmes import RequiredFunctionForm
from colleges.models import Programme, ProgrammeFunction
from colleges.selectors.alignments import cells_of
from colleges.selectors.coverage import newest_versions
from colleges.selectors.programmes import required_of
from colleges.services.alignment_states import WrongAlignmentStateError
from colleges.services.programme_functions import change_function, remove_function
from colleges.views.programme_edits import MANAGER, own_programme, programme_page
from core.http import guarded


def _required(programme: Programme, function_pk: int) -> ProgrammeFunction:
    required = required_of(programme=programme, function_id=function_pk)
    if required is None:
        raise Http404
    return required


@guarded(roles=MANAGER, write=True)
def programme_function(request: HttpRequest, pk: int, function_pk: int) -> HttpResponse:
    """Change how much a required function counts; below, what depends on it."""
    programme = own_programme(request, pk)
    required = _required(programme, function_pk)
    form = RequiredFunctionForm(request.POST or None, required=required)
    if request.method == "POST" and form.is_valid():
        change_function(
            required=required,
            **form.cleaned_data,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
        messages.success(request, _("Сохранено. Готовность обучающихся пересчитается сама."))
        return redirect("colleges:programme_detail", pk)
    function = required.function
    return programme_page(
        request,
        form,
        f"{function.code} {function.name}",
        programme,
        lead=str(function.standard),
        remove=_removal(programme, function_pk),
    )


def _removal(programme: Programme, function_pk: int) -> dict[str, Any]:
    """Say what stands behind the function in this programme."""
    version = newest_versions([programme.pk]).get(programme.pk)
    (evidence,) = evidence_of_programmes(programmes=[programme])
    facts = next(row.facts for row in evidence.functions if row.function_id == function_pk)
    return {
        "heading": _("Убрать из программы"),
        "text": _(
            "Ячейки сопряжения уйдут из черновика, согласованная версия останется в истории. "
            "Оценки и свидетельства остаются под функцией, но в готовность по программе не войдут."
        ),
        "link": "",
        "facts": [
            (_("Ячеек сопряжения"), len(cells_of(version=version, function_id=function_pk))),
            (_("Обучающихся с оценкой колледжа"), facts.assessed),
            (_("Обучающихся с оценкой работодателя"), facts.rated),
            (_("Предприятий, где она в задании практики"), facts.places),
        ],
        "button": _("Убрать функцию"),
        "url": reverse("assessments:programme_function_remove", args=[programme.pk, function_pk]),
    }


@guarded(roles=MANAGER, read=False, write=True)
def programme_function_remove(request: HttpRequest, pk: int, function_pk: int) -> HttpResponse:
    programme = own_programme(request, pk)
    code = _required(programme, function_pk).function.code
    try:
        draft = remove_function(
            programme=programme,
            function_id=function_pk,
            actor_id=scope_of(request).user_id,
            now=timezone.now(),
        )
    except WrongAlignmentStateError:
        messages.error(
            request, _("Сопряжение ждёт объединения работодателей: отзовите его или дождитесь.")
        )
        return redirect("assessments:programme_function", pk, function_pk)
    text = _("Функция %(code)s убрана. Готовность обучающихся пересчитается сама.")
    if draft is not None:
        text += " " + _("Начата новая версия сопряжения без неё: согласуйте её.")
    messages.success(request, text % {"code": code})
    return redirect("colleges:programme_detail", pk)
