"""What students say of themselves becomes evidence of motivation and reflection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.enums import SurveyKind
from assessments.models import Evidence, StudentSurvey, SurveyAnswer
from assessments.services.evidence import void_evidence, write_survey_evidence
from assessments.services.group_answers import tell_group_answers
from assessments.services.runs import request_students
from colleges.enums import ConsentPurpose
from colleges.models import Student
from colleges.selectors.consents import consenting
from core.audit import record_action

_WITHDRAWN: Final = "согласие на анкетирование отозвано"


def submit_self_assessment(
    *, student: Student, values: Mapping[int, int], actor_id: int | None, now: datetime
) -> StudentSurvey:
    """Save a student's own view, 0..3 by key of the labour function; readiness follows by a job.

    Raise ValidationError (Russian) without a consent to questionnaires in force.
    """
    answers = [SurveyAnswer(function_id=key, value=value) for key, value in values.items()]
    return _submit(student, SurveyKind.SELF_ASSESSMENT, answers, actor_id, now)


def submit_motivation(
    *,
    student: Student,
    values: Mapping[int, int],
    actor_id: int | None,
    now: datetime,
    form_version: int = 1,
) -> StudentSurvey:
    """Save the motivation questionnaire, 0..3 by number of the item; readiness follows by a job.

    Raise ValidationError (Russian) without a consent to questionnaires in force.
    """
    answers = [SurveyAnswer(item=item, value=value) for item, value in values.items()]
    return _submit(student, SurveyKind.MOTIVATION, answers, actor_id, now, form_version)


def _submit(
    student: Student,
    kind: SurveyKind,
    answers: list[SurveyAnswer],
    actor_id: int | None,
    now: datetime,
    form_version: int = 1,
) -> StudentSurvey:
    with transaction.atomic():
        # Locked as by a withdrawal: whichever comes second sees what the first has written.
        locked = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
        today = timezone.localdate(now)
        if not consenting([locked], purpose=ConsentPurpose.QUESTIONNAIRE, today=today):
            raise ValidationError(
                _("Анкета заполняется после согласия на анкетирование: его записывает колледж."),
                code="consent",
            )
        survey = StudentSurvey.objects.create(
            student=locked, kind=kind, form_version=form_version, submitted_at=now
        )
        for answer in answers:
            answer.survey = survey
        SurveyAnswer.objects.bulk_create(answers)
        students = write_survey_evidence(survey=survey, now=now)
        if kind == SurveyKind.MOTIVATION:
            tell_group_answers(student=locked, version=form_version, now=now)
        record_action(action="assessments.submit_survey", actor_id=actor_id, now=now, target=survey)
        request_students(college_id=locked.college_id, student_ids=students, now=now)
    return survey


def heed_withdrawal(*, student_id: int, now: datetime) -> int:
    """Annul what the student's own answers have said; return how many rows of evidence.

    A consent given again meanwhile leaves them; a second time changes nothing.
    """
    with transaction.atomic():
        student = Student.objects.select_for_update(of=("self",)).get(pk=student_id)
        today = timezone.localdate(now)
        if consenting([student], purpose=ConsentPurpose.QUESTIONNAIRE, today=today):
            return 0
        # A questionnaire's evidence names the questionnaire, a self-assessment's each answer.
        own_words = Q(survey__isnull=False) | Q(answer__isnull=False)
        rows = list(Evidence.objects.filter(own_words, student=student, voided_at__isnull=True))
        students = void_evidence(rows=rows, reason=_WITHDRAWN, now=now)
        request_students(college_id=student.college_id, student_ids=students, now=now)
    return len(rows)
