"""What a student may say of oneself, and what was said last."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from assessments.enums import SurveyKind
from assessments.models import MotivationForm, StudentSurvey, SurveyAnswer
from assessments.rules.answers import score_of_survey_value
from colleges.enums import ConsentPurpose
from colleges.models import ProgrammeFunction, Student, StudyGroup
from colleges.selectors.consents import consenting
from standards.models import LabourFunction


def may_be_asked(*, student: Student, today: date) -> bool:
    """Tell whether a consent to questionnaires is in force."""
    asked = consenting([student], purpose=ConsentPurpose.QUESTIONNAIRE, today=today)
    return student.pk in asked


def functions_to_judge(*, student: Student) -> list[LabourFunction]:
    """Return the functions that the student's programme requires, the mandatory ones first."""
    required = ProgrammeFunction.objects.filter(
        programme__groups__enrolments__in=student.enrolments.current()
    )
    rows = required.select_related("function").order_by(
        "-is_mandatory", "function__standard__code", "function__position", "pk"
    )
    return [row.function for row in rows]


def latest_self_assessment(*, student: Student) -> StudentSurvey | None:
    """Return the self-assessment that counts: the newest."""
    mine = StudentSurvey.objects.filter(student=student, kind=SurveyKind.SELF_ASSESSMENT)
    return mine.order_by("-submitted_at", "-pk").first()


def motivation_form() -> MotivationForm | None:
    """Return the version of the motivation questionnaire that is asked now."""
    introduced = MotivationForm.objects.filter(introduced_at__isnull=False)
    return introduced.order_by("-version").first()


def motivation_forms() -> list[MotivationForm]:
    """Return all versions of the motivation questionnaire, the newest and the draft first."""
    return list(MotivationForm.objects.order_by("-version"))


def latest_motivation(*, student: Student) -> StudentSurvey | None:
    """Return the motivation questionnaire that counts: the newest."""
    mine = StudentSurvey.objects.filter(student=student, kind=SurveyKind.MOTIVATION)
    return mine.order_by("-submitted_at", "-pk").first()


def items_answered(survey: StudentSurvey | None, *, version: int) -> dict[int, int]:
    """Return the answers by number of the statement; none of another version, none without one."""
    if survey is None or survey.form_version != version:
        return {}
    rows = survey.answers.filter(item__isnull=False).order_by("pk")
    return {item: value for item, value in rows.values_list("item", "value") if item}


@dataclass(frozen=True, slots=True)
class MotivationLine:
    """A statement with who answered it and the mean answer, 0..1; None where too few did."""

    text: str
    count: int | None
    mean: float | None


def group_motivation(*, group: StudyGroup, today: date) -> list[MotivationLine]:
    """Return what the students of a group said last, statement by statement.

    Only of those whose consent is in force, and of the version asked now. No answer of fewer than
    MINIMUM_CELL students is told; empty where nobody has answered.
    """
    form = motivation_form()
    if form is None:
        return []
    students = list(Student.objects.filter(enrolments__in=group.enrolments.current()).distinct())
    allowed = consenting(students, purpose=ConsentPurpose.QUESTIONNAIRE, today=today)
    surveys = StudentSurvey.objects.filter(student__in=allowed, kind=SurveyKind.MOTIVATION)
    latest = {row.student_id: row for row in surveys.order_by("submitted_at", "pk")}
    counted = [row.pk for row in latest.values() if row.form_version == form.version]
    said: dict[int, list[int]] = {}
    rows = SurveyAnswer.objects.filter(survey__in=counted, item__isnull=False).order_by("pk")
    for item, value in rows.values_list("item", "value"):
        said.setdefault(item or 0, []).append(value)
    if not said:
        return []
    return [_line(text, said.get(number, [])) for number, text in enumerate(form.items, start=1)]


def _line(text: str, values: list[int]) -> MotivationLine:
    if len(values) < settings.MINIMUM_CELL:
        return MotivationLine(text, None, None)
    return MotivationLine(text, len(values), sum(map(score_of_survey_value, values)) / len(values))


def answers_of(survey: StudentSurvey | None) -> dict[int, int]:
    """Return the answers by function; none without a survey."""
    if survey is None:
        return {}
    rows = survey.answers.filter(function__isnull=False).order_by("pk")
    return {key: value for key, value in rows.values_list("function_id", "value") if key}
