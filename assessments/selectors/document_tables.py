"""What the papers of many rows say: of a group, of a sheet, of a student's readiness."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import Confidence, Level, SheetEventKind, SheetState, SignerRole
from assessments.models import SheetEvent, StudentReadiness
from assessments.rules.cards import FunctionLine
from assessments.rules.document_words import cut_columns
from assessments.rules.intervals import (
    chance_in_words,
    interval_around,
    mass_in_words,
    score_in_words,
)
from assessments.rules.packed_scores import FunctionScore
from assessments.selectors.document_subjects import Subject
from assessments.selectors.function_scores import scores_of_students
from assessments.selectors.methodology import (
    NoMethodologyInForce,
    methodology_in_force,
    parameters_in_force,
)
from assessments.selectors.readiness import numbers_date
from assessments.selectors.sheets import criteria_of_sheet, results_of_sheet, students_of_sheet
from assessments.selectors.student_cards import student_card
from colleges.models import ProgrammeFunction, Student
from core.numbers import format_date_in_words, format_interval, format_number, format_percent

Facts = dict[str, Any]
# As many columns as fit a page that lies on its side.
_MOST_FUNCTIONS: Final = 6
_MOST_CRITERIA: Final = 14
# Words such as «эпизодически» take the room of two numbers.
_MOST_CRITERIA_IN_WORDS: Final = 6
_LONGEST_NUMBER: Final = len("10,75")


class NotReady(Exception):
    """The paper has nothing to say yet; the text says why."""


def _level(value: int | None, *, is_uncertain: bool = False) -> str:
    if value is None or is_uncertain:
        return _("мало данных")
    return str(Level(value).label)


def passport_facts(*, student: Student, today: date) -> Facts:
    """Return the readiness of one student, function by function, and what is missing."""
    try:
        card = student_card(student=student, today=today)
    except NoMethodologyInForce as error:
        raise NotReady(_("Методика расчёта не утверждена.")) from error
    if card is None or card.index is None:
        raise NotReady(_("Готовность ещё не посчитана."))
    return {
        "индекс": format_number(card.index, 2),
        "интервал": format_interval(card.index_low, card.index_high, 2),
        "уверенность": str(Confidence(card.index_confidence).label),
        "уровень": _level(card.level, is_uncertain=card.is_provisional),
        "полнота": format_percent(card.completeness),
        "охват": format_percent(card.coverage),
        "функции": [_function(number, line) for number, line in enumerate(card.functions, start=1)],
        "не_хватает": [
            {
                "номер": str(number),
                "название": step.name,
                "сейчас": _("не оценивалась")
                if step.score is None
                else score_in_words(step.score, step.low, step.high, step.confidence),
                "нужно": format_number(step.target, 2),
            }
            for number, step in enumerate(card.steps, start=1)
        ],
        "данные_на": format_date_in_words(card.as_of_date),
        "версия_методики": str(card.methodology_version),
        "доверие": mass_in_words(card.interval_mass),
    }


def _function(number: int, line: FunctionLine) -> Facts:
    return {
        "номер": str(number),
        "код": line.code,
        "название": line.name,
        "обязательная": _("да") if line.is_mandatory else "",
        "значение": format_number(line.value, 2),
        "интервал": "" if line.low is None else format_interval(line.low, line.high, 2),
        "уровень": _("не оценивалась")
        if line.value is None
        else _level(line.level, is_uncertain=line.confidence == Confidence.LOW),
        "уверенность": "" if line.confidence is None else str(Confidence(line.confidence).label),
        "вероятность": ""
        if line.ready_probability is None
        else chance_in_words(line.ready_probability),
        "оценок": str(line.evidence_count),
        "оценщиков": str(line.rater_count),
        "колледж": format_number(line.college_value, 2),
        "работодатель": format_number(line.employer_value, 2),
    }


def summary_facts(subject: Subject, today: date) -> Facts:
    """Return the readiness of a whole group: students by functions of the programme."""
    group = subject.group
    rows = (
        {}
        if group is None
        else {row.student_id: row for row in StudentReadiness.objects.filter(group=group)}
    )
    if group is None or not any(row.index is not None for row in rows.values()):
        raise NotReady(_("Готовность ещё не посчитана."))
    functions = [
        required.function
        for required in ProgrammeFunction.objects.filter(programme=group.programme_id)
        .select_related("function")
        .order_by("function__standard__code", "function__position", "function_id")
    ]
    students = list(
        Student.objects.filter(enrolments__in=group.enrolments.current()).order_by(
            "last_name", "first_name", "patronymic", "pk"
        )
    )
    scores = {
        (student, function): score
        for student, own in scores_of_students(student_ids=[row.pk for row in students]).items()
        for function, score in own.items()
    }
    computed_on = numbers_date(stored=next(iter(rows.values()))) or today
    columns = [{"код": row.code, "название": row.name} for row in functions]
    lines = [
        {
            "номер": str(number),
            "фио": student.full_name,
            **_readiness(rows.get(student.pk)),
            "оценки": [_score(scores.get((student.pk, row.pk))) for row in functions],
        }
        for number, student in enumerate(students, start=1)
    ]
    return {
        "группа": group.name,
        "специальность": str(group.programme.speciality),
        "год_выпуска": str(group.graduation_year),
        "функции": columns,
        "обучающиеся": lines,
        "части": _parts(columns, lines, _("функции"), _MOST_FUNCTIONS),
        "итог": _("Обучающихся в ведомости: %(total)s, готовность посчитана: %(known)s.")
        % {"total": len(lines), "known": _computed(students, rows)},
        "данные_на": format_date_in_words(computed_on),
        **_method(),
    }


def _computed(students: list[Student], rows: Mapping[int, StudentReadiness]) -> int:
    stored = (rows.get(student.pk) for student in students)
    return sum(row is not None and row.index is not None for row in stored)


def _parts(columns: list[Facts], lines: list[Facts], what: str, most: int) -> list[Facts]:
    """Cut a table into parts that fit a page; the only part has no name."""
    cuts = cut_columns(len(columns), most)
    return [
        {
            "название": f"{what} {cut.start + 1}–{cut.stop}" if len(cuts) > 1 else "",
            "столбцы": [columns[place] for place in cut],
            "обучающиеся": [
                {**line, "оценки": [line["оценки"][place] for place in cut]} for line in lines
            ],
        }
        for cut in cuts
    ]


def _readiness(row: StudentReadiness | None) -> Facts:
    if row is None:
        return {"индекс": format_number(None), "интервал": "", "уровень": _level(None)}
    low, high = interval_around(row.index, row.index_low, row.index_high)
    return {
        "индекс": format_number(row.index, 2),
        "интервал": "" if low is None else format_interval(low, high, 2),
        "уровень": _level(row.level, is_uncertain=row.is_provisional),
    }


def _score(score: FunctionScore | None) -> str:
    """Print a score over its interval and how sure it is, one below the other.

    A column is narrow. The last line is the probability that the function is mastered.
    """
    if score is None:
        return format_number(None)
    low, high = interval_around(score.value, score.interval_low, score.interval_high)
    lines = [format_number(score.value, 2)]
    if low is not None:
        lines.append(format_interval(low, high, 2))
    sure = [] if score.confidence is None else [str(Confidence(score.confidence).label)]
    if score.ready_probability is not None:
        sure.append(chance_in_words(score.ready_probability))
    return "\n".join([*lines, ", ".join(sure)] if sure else lines)


def _method() -> Facts:
    """Return the version in force and the mass of its intervals; empty while there is none."""
    parameters = parameters_in_force()
    if parameters is None:
        return {"версия_методики": "", "доверие": ""}
    return {
        "версия_методики": str(methodology_in_force().version),
        "доверие": mass_in_words(parameters.interval),
    }


def protocol_facts(subject: Subject, today: date) -> Facts:
    """Return a submitted sheet with the commission that signed it last."""
    sheet = subject.sheet
    if sheet is None or sheet.state != SheetState.SUBMITTED or sheet.submitted_at is None:
        raise NotReady(_("Ведомость ещё не сдана."))
    criteria = list(criteria_of_sheet(sheet=sheet))
    cells = results_of_sheet(sheet=sheet)
    printed = {key: row.raw_value or row.get_state_display() for key, row in cells.items()}
    columns = [
        {"номер": str(number), "название": criterion.name}
        for number, criterion in enumerate(criteria, start=1)
    ]
    students = list(students_of_sheet(sheet=sheet))
    lines = [
        {
            "номер": str(number),
            "фио": student.full_name,
            "оценки": [printed.get((student.pk, criterion.pk), "—") for criterion in criteria],
        }
        for number, student in enumerate(students, start=1)
    ]
    marked = {student for (student, _criterion), row in cells.items() if row.raw_value}
    return {
        "ведомость": sheet.instrument.name,
        "группа": sheet.group.name,
        "специальность": str(sheet.group.programme.speciality),
        "модуль": "" if sheet.module is None else str(sheet.module),
        "дата_проведения": format_date_in_words(sheet.held_on),
        "дата_сдачи": format_date_in_words(timezone.localdate(sheet.submitted_at)),
        "критерии": columns,
        "обучающиеся": lines,
        "части": _protocol_parts(columns, lines),
        "итог": _("Обучающихся в протоколе: %(total)s, с результатами: %(marked)s.")
        % {"total": len(lines), "marked": sum(student.pk in marked for student in students)},
        "комиссия": _commission(sheet.pk),
    }


def _protocol_parts(columns: list[Facts], lines: list[Facts]) -> list[Facts]:
    in_words = any(len(mark) > _LONGEST_NUMBER for line in lines for mark in line["оценки"])
    most = _MOST_CRITERIA_IN_WORDS if in_words else _MOST_CRITERIA
    parts = _parts(columns, lines, _("критерии"), most)
    return [{**part, "словами": _("да") if in_words else ""} for part in parts]


def _commission(sheet_id: int) -> list[Facts]:
    event = (
        SheetEvent.objects.filter(sheet=sheet_id, kind=SheetEventKind.SUBMITTED)
        .order_by("-at", "-pk")
        .first()
    )
    signers = [] if event is None else event.signers.order_by("position", "pk")
    return [
        {
            "фио": signer.name,
            "должность": signer.post,
            "роль": str(SignerRole(signer.role).label),
            "явка": _("отсутствует") if signer.is_absent else _("присутствует"),
        }
        for signer in signers
    ]
