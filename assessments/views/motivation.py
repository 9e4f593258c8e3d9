"""The student's answers to the motivation questionnaire."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.models import MotivationForm
from assessments.selectors.surveys import items_answered, latest_motivation, motivation_form
from assessments.self_forms import MotivationAnswers
from assessments.services.surveys import submit_motivation
from assessments.views.own_questions import Questions, Words, ask, asked_student, posted
from core.enums import Role
from core.http import guarded


@guarded(roles=(Role.STUDENT,), write=True)
def motivation(request: HttpRequest) -> HttpResponse:
    """With a consent in force; a newer answer replaces the older."""
    student = asked_student(request)
    asked, last = motivation_form(), latest_motivation(student=student)
    version = 0 if asked is None else asked.version
    if request.method == "POST" and request.POST.get("version", "") != str(version):
        # The numbers that were ticked belong to other statements.
        messages.warning(request, _("Анкета за это время изменилась: ответьте на новые вопросы."))
        return redirect("assessments:motivation")
    said = items_answered(last, version=version)

    def save(values: Mapping[int, int], actor_id: int | None, now: datetime) -> None:
        submit_motivation(
            student=student, values=values, actor_id=actor_id, now=now, form_version=version
        )

    questions = Questions(
        form=MotivationAnswers.of([] if asked is None else asked.items, said, posted(request)),
        last_at=last.submitted_at if last is not None and said else None,
        words=words_of(asked),
        save=save,
        version=version,
    )
    return ask(request, student, questions)


def words_of(form: MotivationForm | None) -> Words:
    """Return what the page says: the version's own title, where it has one."""
    return Words(
        title=_("Анкета мотивации"),
        crumb=_("Анкета"),
        heading=(form and form.title) or _("Как вы относитесь к будущей работе?"),
        lead=_(
            "Правильных ответов нет. Отмечайте, насколько вы согласны; любое утверждение можно"
            " пропустить."
        ),
        nothing=(_("Анкеты пока нет"), _("Она появится, когда её введёт министерство.")),
        note=_(
            "Колледж видит общий показатель мотивации и ответы группы, когда ответили не меньше"
            " пяти человек. Согласие можно отозвать: тогда ответы перестанут учитываться."
        ),
        thanks=_("Спасибо. Ответы сохранены, готовность пересчитается."),
    )
