"""What papers say: plain texts and rows under the names that templates use."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.enums import DocumentKind, ResultState, SheetState
from assessments.models import Result
from assessments.rules.document_words import EXTENT_WORDS, practice_result
from assessments.rules.practice_sheets import MARKED_WITHIN, PRACTICE_KINDS
from assessments.selectors.document_subjects import Subject
from assessments.selectors.document_tables import (
    NotReady,
    passport_facts,
    protocol_facts,
    summary_facts,
)
from colleges.models import Enrolment, Student
from colleges.rules.courses import course_of
from core.numbers import format_date, format_date_in_words
from employers.enums import Answer, EvaluationOrigin, Habit, WouldHire
from employers.models import Evaluation, FunctionRating, Placement

Facts = dict[str, Any]


def facts_of(*, subject: Subject, today: date) -> Facts:
    """Return everything that a paper about the subject says today, but for its own number and date.

    Raise NotReady, in words, when there is nothing to say yet.
    """
    return {
        "колледж": subject.college.name,
        "адрес_колледжа": subject.college.address,
        **_FACTS[subject.kind](subject, today),
    }


def _student_facts(student: Student, today: date) -> Facts:
    place = (
        Enrolment.objects.filter(student=student)
        .select_related("group__programme__speciality")
        .order_by("-started_on", "-pk")
        .first()
    )
    facts = {"фио": student.full_name, "группа": "", "специальность": "", "курс": ""}
    if place is None:
        return {**facts, "форма_обучения": ""}
    programme = place.group.programme
    course = course_of(
        intake_year=programme.intake_year, duration_months=programme.duration_months, today=today
    )
    return {
        **facts,
        "группа": place.group.name,
        "специальность": str(programme.speciality),
        "курс": "" if course is None else str(course),
        "форма_обучения": str(programme.get_study_form_display()),
    }


def _practice_facts(placement: Placement, evaluation: Evaluation | None) -> Facts:
    module, mentor = placement.module, placement.mentor
    if evaluation is not None and evaluation.mentor is not None:
        mentor = evaluation.mentor
    return {
        "вид_практики": placement.get_kind_display(),
        "модуль": "" if module is None else f"{module.code} {module.name}",
        "часы": "" if module is None or module.hours is None else str(module.hours),
        "начало": format_date_in_words(placement.starts_on),
        "окончание": format_date_in_words(placement.ends_on),
        "организация": placement.employer.name,
        "наставник": "" if mentor is None else mentor.name,
        "должность_наставника": "" if mentor is None else mentor.position,
        "функции": _rated_functions(placement, evaluation),
    }


def _evaluation(placement: Placement) -> Evaluation | None:
    """Return the mentor's latest word."""
    return (
        Evaluation.objects.filter(placement=placement, submitted_at__isnull=False)
        .select_related("mentor")
        .order_by("-submitted_at", "-pk")
        .first()
    )


def _rated_functions(placement: Placement, evaluation: Evaluation | None) -> list[Facts]:
    answers = {
        row.function_id: Answer(row.answer)
        for row in FunctionRating.objects.filter(evaluation=evaluation)
    }
    functions = placement.functions.order_by("standard__code", "position", "pk")
    rows: list[Facts] = []
    for number, function in enumerate(functions, start=1):
        answer = answers.get(function.pk)
        rows.append(
            {
                "номер": str(number),
                "код": function.code,
                "название": function.name,
                "ответ": _("не отвечено") if answer is None else str(answer.label),
                "уровень": str(EXTENT_WORDS[answer]),
            }
        )
    return rows


def _criteria(placement: Placement) -> list[Facts]:
    own_module = Q(sheet__module__isnull=True) | Q(sheet__module=placement.module_id)
    rows = (
        Result.objects.filter(
            own_module,
            student=placement.student_id,
            state=ResultState.VALUE,
            sheet__state=SheetState.SUBMITTED,
            sheet__instrument__kind__in=PRACTICE_KINDS,
            sheet__held_on__range=(placement.starts_on, placement.ends_on + MARKED_WITHIN),
        )
        .select_related("sheet__instrument", "criterion")
        .order_by("sheet__held_on", "sheet_id", "criterion__position", "pk")
    )
    return [
        {
            "номер": str(number),
            "ведомость": row.sheet.instrument.name,
            "критерий": row.criterion.name,
            "оценка": row.raw_value,
            "дата": format_date(row.sheet.held_on),
        }
        for number, row in enumerate(rows, start=1)
    ]


def _attestation_facts(subject: Subject, today: date) -> Facts:
    placement = _placement(subject)
    evaluation = _evaluation(placement)
    practice, criteria = _practice_facts(placement, evaluation), _criteria(placement)
    if evaluation is None and not criteria:
        raise NotReady(_("Нет ни ответа наставника, ни сданной ведомости практики."))
    return {
        **_student_facts(placement.student, today),
        **practice,
        "критерии": criteria,
        "результат": practice_result([row["уровень"] for row in practice["функции"]]),
    }


def _reference_facts(subject: Subject, today: date) -> Facts:
    placement = _placement(subject)
    evaluation = _evaluation(placement)
    if evaluation is None:
        raise NotReady(_("Наставник ещё не ответил."))
    days = evaluation.days_missed
    return {
        **_student_facts(placement.student, today),
        **_practice_facts(placement, evaluation),
        "дисциплина": _label(Habit, evaluation.discipline),
        "охрана_труда": _label(Habit, evaluation.safety),
        "пропущено_дней": pgettext("days", "не указано") if days is None else str(days),
        "взяли_бы": _label(WouldHire, evaluation.would_hire),
        "замечание": evaluation.comment,
        "дата_отзыва": format_date_in_words(
            evaluation.submitted_at and timezone.localdate(evaluation.submitted_at)
        ),
        "откуда_отзыв": _label(EvaluationOrigin, evaluation.origin),
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else _("не указано")


def _placement(subject: Subject) -> Placement:
    if subject.placement is None:
        raise NotReady(_("Практики нет."))
    return subject.placement


def _passport_facts(subject: Subject, today: date) -> Facts:
    student = subject.student
    if student is None:
        raise NotReady(_("Обучающегося нет."))
    return {
        **_student_facts(student, today),
        **passport_facts(student=student, today=today),
    }


_FACTS: Final[Mapping[DocumentKind, Callable[[Subject, date], Facts]]] = {
    DocumentKind.ATTESTATION: _attestation_facts,
    DocumentKind.REFERENCE: _reference_facts,
    DocumentKind.SUMMARY: summary_facts,
    DocumentKind.PROTOCOL: protocol_facts,
    DocumentKind.PASSPORT: _passport_facts,
}
