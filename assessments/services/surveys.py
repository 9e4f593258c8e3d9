"""What students say of themselves becomes evidence of motivation and reflection."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assessments.enums import SurveyKind
from assessments.models import StudentSurvey, SurveyAnswer
from assessments.services.evidence import write_survey_evidence
from assessments.services.runs import request_students
from colleges.models import Student
from core.audit import record_action


def submit_self_assessment(
    *, student: Student, values: Mapping[int, int], actor_id: int | None, now: datetime
) -> StudentSurvey:
    """Save a student's own view, 0..3 by key of the labour function; readiness follows by a job."""
    answers = [SurveyAnswer(function_id=key, value=value) for key, value in values.items()]
    return _submit(student, SurveyKind.SELF_ASSESSMENT, answers, actor_id, now)


def submit_motivation(
    *, student: Student, values: Mapping[int, int], actor_id: int | None, now: datetime
) -> StudentSurvey:
    """Save the motivation questionnaire, 0..3 by number of the item; readiness follows by a job."""
    answers = [SurveyAnswer(item=item, value=value) for item, value in values.items()]
    return _submit(student, SurveyKind.MOTIVATION, answers, actor_id, now)


def _submit(
    student: Student,
    kind: SurveyKind,
    answers: list[SurveyAnswer],
    actor_id: int | None,
    now: datetime,
) -> StudentSurvey:
    with transaction.atomic():
        survey = StudentSurvey.objects.create(student=student, kind=kind, submitted_at=now)
        for answer in answers:
            answer.survey = survey
        SurveyAnswer.objects.bulk_create(answers)
        students = write_survey_evidence(survey=survey, now=now)
        record_action(action="assessments.submit_survey", actor_id=actor_id, now=now, target=survey)
        request_students(college_id=student.college_id, student_ids=students, now=now)
    return survey
