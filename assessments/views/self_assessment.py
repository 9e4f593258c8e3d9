"""The student's own view of the functions of the programme."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments.selectors.surveys import answers_of, functions_to_judge, latest_self_assessment
from assessments.self_forms import SelfAnswers
from assessments.services.surveys import submit_self_assessment
from assessments.views.own_questions import Questions, Words, ask, asked_student, posted
from core.enums import Role
from core.http import guarded


@guarded(roles=(Role.STUDENT,), write=True)
def self_assessment(request: HttpRequest) -> HttpResponse:
    """One question a function, with a consent in force; a newer answer replaces the older."""
    student = asked_student(request)
    last = latest_self_assessment(student=student)
    functions = [(one.pk, f"{one.code} {one.name}") for one in functions_to_judge(student=student)]

    def save(values: Mapping[int, int], actor_id: int | None, now: datetime) -> None:
        submit_self_assessment(student=student, values=values, actor_id=actor_id, now=now)

    questions = Questions(
        form=SelfAnswers(posted(request), questions=functions, said=answers_of(last)),
        last_at=None if last is None else last.submitted_at,
        words=_words(),
        save=save,
    )
    return ask(request, student, questions)


def _words() -> Words:
    return Words(
        title=_("Самооценка"),
        crumb=_("Самооценка"),
        heading=_("Что вы уже умеете?"),
        lead=_(
            "Отвечайте как есть: это не отметка. В готовность входит не то, как высоко вы себя"
            " оценили, а насколько это совпало с тем, что видят колледж и наставники."
        ),
        nothing=(
            _("Функций пока нет"),
            _("Они появятся, когда у вашей программы будут трудовые функции."),
        ),
        note=_(
            "Ответы видите вы и ваш колледж. Согласие можно отозвать: тогда ответы перестанут"
            " учитываться."
        ),
        thanks=_("Спасибо. Самооценка сохранена, готовность пересчитается."),
    )
