"""What the papers of one practice say: the mentor's words, the college's marks, competences."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import ResultState, SheetState
from assessments.models import Result
from assessments.rules.document_words import EXTENT_WORDS, competence_extent, practice_result
from assessments.rules.practice_sheets import MARKED_WITHIN, PRACTICE_KINDS
from assessments.selectors.document_subjects import Subject
from assessments.selectors.document_tables import NotReady
from colleges.enums import AlignmentState, ModuleKind
from colleges.models import Alignment, Module, Programme
from colleges.selectors.coverage import versions_in_force
from core.numbers import format_date, format_date_in_words
from employers.enums import Answer, EvaluationOrigin, Habit, PlacementKind, PracticeMark, WouldHire
from employers.models import Evaluation, FunctionRating, Placement
from standards.enums import CompetenceKind
from standards.models import Competence

Facts = dict[str, Any]
_PART_KINDS: Final[Mapping[str, ModuleKind]] = {
    PlacementKind.COLLEGE_PRACTICE: ModuleKind.COLLEGE_PRACTICE,
    PlacementKind.WORKPLACE_PRACTICE: ModuleKind.WORKPLACE_PRACTICE,
}


def attestation_facts(*, subject: Subject, programme: Programme | None) -> Facts:
    """Return how a practice went by the mentor's answers and the college's sheets."""
    placement = _placement(subject)
    evaluation, criteria = _evaluation(placement), _criteria(placement)
    if evaluation is None and not criteria:
        raise NotReady(_("Нет ни ответа наставника, ни сданной ведомости практики."))
    practice = _practice(placement, evaluation, programme)
    return {
        **practice,
        "компетенции": _competences(placement, programme, practice["функции"]),
        "критерии": criteria,
        "результат": practice_result([row["уровень"] for row in practice["функции"]]),
    }


def reference_facts(*, subject: Subject, programme: Programme | None) -> Facts:
    """Return what the mentor says of the student at work."""
    placement = _placement(subject)
    evaluation = _evaluation(placement)
    if evaluation is None:
        raise NotReady(_("Наставник ещё не ответил."))
    return {
        **_practice(placement, evaluation, programme),
        "дисциплина": _label(Habit, evaluation.discipline),
        "охрана_труда": _label(Habit, evaluation.safety),
        "взяли_бы": _label(WouldHire, evaluation.would_hire),
        "замечание": evaluation.comment,
        "дата_отзыва": format_date_in_words(
            evaluation.submitted_at and timezone.localdate(evaluation.submitted_at)
        ),
        "откуда_отзыв": _label(EvaluationOrigin, evaluation.origin),
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _placement(subject: Subject) -> Placement:
    if subject.placement is None:
        raise NotReady(_("Практики нет."))
    return subject.placement


def _evaluation(placement: Placement) -> Evaluation | None:
    """Return the mentor's latest word."""
    return (
        Evaluation.objects.filter(placement=placement, submitted_at__isnull=False)
        .select_related("mentor")
        .order_by("-submitted_at", "-pk")
        .first()
    )


def _practice(
    placement: Placement, evaluation: Evaluation | None, programme: Programme | None
) -> Facts:
    module, mentor = placement.module, placement.mentor
    if evaluation is not None and evaluation.mentor is not None:
        mentor = evaluation.mentor
    days = None if evaluation is None else evaluation.days_missed
    return {
        "вид_практики": placement.get_kind_display(),
        "модуль": "" if module is None else f"{module.code} {module.name}",
        "часы": "" if module is None or module.hours is None else str(module.hours),
        "часы_практики": "" if module is None else _practice_hours(placement, module),
        "начало": format_date_in_words(placement.starts_on),
        "окончание": format_date_in_words(placement.ends_on),
        "организация": placement.employer.name,
        "адрес_организации": placement.employer.address,
        "наставник": "" if mentor is None else mentor.name,
        "должность_наставника": "" if mentor is None else mentor.position,
        "руководитель_от_колледжа": placement.college_supervisor,
        "часы_факт": "" if placement.hours_done is None else str(placement.hours_done),
        "оценка_за_практику": _label(PracticeMark, placement.mark),
        "пропущено_дней": "" if days is None else str(days),
        "функции": _rated_functions(placement, evaluation),
        "общие_компетенции": _general_competences(programme),
    }


def _practice_hours(placement: Placement, module: Module) -> str:
    """Return the hours of УП or ПП; a module may be one, or have several."""
    kind = _PART_KINDS.get(placement.kind)
    if kind is None:
        return ""
    if module.kind == kind:
        return "" if module.hours is None else str(module.hours)
    total = module.parts.filter(kind=kind).aggregate(total=Sum("hours"))["total"]
    return "" if total is None else str(total)


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


def _general_competences(programme: Programme | None) -> list[Facts]:
    """Return the ОК of the programme's ФГОС: their list is data of that standard."""
    if programme is None or programme.educational_standard_id is None:
        return []
    rows = Competence.objects.filter(
        educational_standard=programme.educational_standard_id, kind=CompetenceKind.GENERAL
    ).order_by("position", "pk")
    return [_competence(number, row) for number, row in enumerate(rows, start=1)]


def _competence(number: int, row: Competence) -> Facts:
    return {"номер": str(number), "код": row.code, "название": row.text}


def _competences(
    placement: Placement, programme: Programme | None, rated: Sequence[Facts]
) -> list[Facts]:
    """Return the ПК that the alignment in force joins with the functions of the practice."""
    versions = {} if programme is None else versions_in_force([programme.pk])
    version = None if programme is None else versions.get(programme.pk)
    if version is None or version.state == AlignmentState.DRAFT:
        return []
    functions = placement.functions.order_by("standard__code", "position", "pk")
    said = {function.pk: row for function, row in zip(functions, rated, strict=True)}
    links = (
        Alignment.objects.filter(version=version, function__in=said, element__isnull=True)
        .exclude(competence__isnull=True)
        .exclude(competence__kind=CompetenceKind.GENERAL)
        .select_related("competence")
        .order_by("competence__position", "competence_id", "pk")
    )
    joined: dict[Competence, list[int]] = {}
    for link in links:
        if link.competence is not None:
            joined.setdefault(link.competence, []).append(link.function_id)
    return [
        {**_competence(number, row), **_said_of(functions_of, said)}
        for number, (row, functions_of) in enumerate(joined.items(), start=1)
    ]


def _said_of(functions: Collection[int], said: Mapping[int, Facts]) -> Facts:
    rows = [row for pk, row in said.items() if pk in functions]
    return {
        "функции": ", ".join(row["код"] for row in rows),
        "уровень": competence_extent([row["уровень"] for row in rows]),
    }


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
