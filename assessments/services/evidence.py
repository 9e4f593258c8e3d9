"""The only writer of the evidence ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.enums import Component, EvidenceKind, ResultState
from assessments.models import (
    CriterionFunction,
    Evidence,
    Result,
    Sheet,
    StudentSurvey,
    SurveyAnswer,
)
from assessments.rules.answers import score_of_answer, score_of_survey_value
from assessments.services.raters import rater_of_contact
from colleges.models import Student
from employers.models import Evaluation

_BATCH = 2_000


def void_evidence(
    *,
    rows: Iterable[Evidence] | None = None,
    sheet: Sheet | None = None,
    reason: str,
    now: datetime,
) -> list[int]:
    """Void live evidence (of `sheet`, or the given rows); return the students concerned."""
    live = Evidence.objects.filter(voided_at__isnull=True)
    if sheet is not None:
        live = live.filter(result__sheet=sheet)
    if rows is not None:
        live = live.filter(pk__in=[row.pk for row in rows])
    students = sorted(set(live.values_list("student_id", flat=True)))
    live.update(voided_at=now, void_reason=reason)
    return students


def reassign_evidence(
    *, rows: QuerySet[Evidence], student: Student, reason: str, now: datetime
) -> list[int]:
    """Void live rows and write the same ones of `student`, in that student's college.

    Return the keys of the new rows. The old ones stay: a run of the past is repeated as it was.
    """
    old = list(rows.filter(voided_at__isnull=True).order_by("pk"))
    with transaction.atomic():
        void_evidence(rows=old, reason=reason, now=now)
        for row in old:
            row.pk = None
            row.student, row.college_id = student, student.college_id
            row.created_at = now
        return [row.pk for row in Evidence.objects.bulk_create(old, batch_size=_BATCH)]


def write_sheet_evidence(*, sheet: Sheet, now: datetime) -> list[int]:
    """Write evidence of a submitted sheet's results, instead of any it had; return the students.

    One row for each result and each function its criterion bears on; an instrument of the knowledge
    or motivation component gives one row without a function for each result. A cell that was left
    with a merged record says nothing; a student who has gone to another college takes the evidence
    along.
    """
    with transaction.atomic():
        void_evidence(sheet=sheet, reason="ведомость сдана заново", now=now)
        results = list(
            Result.objects.filter(
                sheet=sheet, state=ResultState.VALUE, student__merged_into__isnull=True
            )
            .select_related("student")
            .order_by("pk")
        )
        bearings = _bearings(sheet)
        rows = [row for result in results for row in _rows_of_result(sheet, result, bearings, now)]
        Evidence.objects.bulk_create(rows, batch_size=_BATCH)
    return sorted({row.student_id for row in rows})


def _bearings(sheet: Sheet) -> dict[int, list[tuple[int, float]]]:
    bearings: dict[int, list[tuple[int, float]]] = {}
    links = CriterionFunction.objects.filter(criterion__instrument=sheet.instrument_id)
    for link in links.order_by("criterion_id", "function_id"):
        bearings.setdefault(link.criterion_id, []).append((link.function_id, link.strength))
    return bearings


def _rows_of_result(
    sheet: Sheet, result: Result, bearings: dict[int, list[tuple[int, float]]], now: datetime
) -> list[Evidence]:
    instrument, score = sheet.instrument, result.score
    if score is None:
        return []
    targets: Sequence[tuple[int | None, float]] = bearings.get(result.criterion_id, [])
    if instrument.component != Component.PRACTICAL:
        targets = [(None, 1.0)]
    return [
        Evidence(
            college_id=result.student.college_id,
            student_id=result.student_id,
            function_id=function_id,
            component=instrument.component,
            kind=instrument.kind,
            rater_id=sheet.rater_id,
            criterion_id=result.criterion_id,
            score=score,
            strength=strength,
            observed_on=sheet.held_on,
            result=result,
            created_at=now,
        )
        for function_id, strength in targets
    ]


def write_evaluation_evidence(*, evaluation: Evaluation, now: datetime) -> list[int]:
    """Write evidence of a submitted evaluation, instead of any it had; return the student.

    Answers «не наблюдал» and «не было такой работы» give none. An answer that has not changed keeps
    its row, so that accepting the same evaluation twice changes nothing.
    """
    if evaluation.submitted_at is None:
        return []
    rater = None if evaluation.mentor is None else rater_of_contact(contact=evaluation.mentor)
    student = evaluation.placement.student
    scores = {
        rating: score_of_answer(rating.answer)
        for rating in evaluation.ratings.order_by("function_id")
    }
    with transaction.atomic():
        live = {
            row.rating_id: row
            for row in Evidence.objects.filter(
                voided_at__isnull=True, rating__evaluation=evaluation
            )
        }
        wanted = {rating.pk: score for rating, score in scores.items() if score is not None}
        stale = [row for pk, row in live.items() if wanted.get(pk or 0) != row.score]
        void_evidence(rows=stale, reason="оценка исправлена наставником", now=now)
        kept = {row.rating_id for row in live.values()} - {row.rating_id for row in stale}
        Evidence.objects.bulk_create(
            Evidence(
                college_id=student.college_id,
                student=student,
                function_id=rating.function_id,
                component=Component.PRACTICAL,
                kind=EvidenceKind.EMPLOYER_RATING,
                rater=rater,
                score=score,
                strength=1.0,
                observed_on=timezone.localdate(evaluation.submitted_at),
                rating=rating,
                created_at=now,
            )
            for rating, score in scores.items()
            if score is not None and rating.pk not in kept
        )
    return [student.pk]


def write_survey_evidence(*, survey: StudentSurvey, now: datetime) -> list[int]:
    """Write evidence of a student's own survey; return the student.

    A self-assessment gives one row a function; a motivation questionnaire one row, the mean of its
    items. A newer survey of the same kind takes the place of the older one.
    """
    answers = list(survey.answers.order_by("pk"))
    by_function = [answer for answer in answers if answer.function_id is not None]
    by_item = [answer for answer in answers if answer.item is not None]
    rows = [_self_row(survey, answer, now) for answer in by_function]
    if by_item:
        mean = sum(score_of_survey_value(answer.value) for answer in by_item) / len(by_item)
        rows.append(_survey_row(survey, mean, now))
    with transaction.atomic():
        earlier = Evidence.objects.filter(
            student_id=survey.student_id,
            kind=EvidenceKind.SELF_ASSESSMENT if by_function else EvidenceKind.QUESTIONNAIRE,
        )
        void_evidence(rows=earlier, reason="анкета заполнена заново", now=now)
        Evidence.objects.bulk_create(rows)
    return [survey.student_id]


def _self_row(survey: StudentSurvey, answer: SurveyAnswer, now: datetime) -> Evidence:
    return Evidence(
        college_id=survey.student.college_id,
        student_id=survey.student_id,
        function_id=answer.function_id,
        component=Component.SELF,
        kind=EvidenceKind.SELF_ASSESSMENT,
        score=score_of_survey_value(answer.value),
        observed_on=timezone.localdate(survey.submitted_at),
        answer=answer,
        created_at=now,
    )


def _survey_row(survey: StudentSurvey, score: float, now: datetime) -> Evidence:
    return Evidence(
        college_id=survey.student.college_id,
        student_id=survey.student_id,
        component=Component.MOTIVATION,
        kind=EvidenceKind.QUESTIONNAIRE,
        score=score,
        observed_on=timezone.localdate(survey.submitted_at),
        survey=survey,
        created_at=now,
    )
