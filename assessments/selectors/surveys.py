"""What a student may say of oneself, and what was said last."""

from datetime import date

from assessments.enums import Component, SurveyKind
from assessments.models import MotivationForm, StudentSurvey
from colleges.enums import ConsentPurpose
from colleges.models import ProgrammeFunction, Student
from colleges.selectors.consents import consenting
from standards.models import LabourFunction


def may_be_asked(*, student: Student, today: date) -> bool:
    """Tell whether a consent to questionnaires is in force."""
    asked = consenting([student], purpose=ConsentPurpose.QUESTIONNAIRE, today=today)
    return student.pk in asked


def components_asked(*, student: Student, today: date) -> frozenset[Component]:
    """Return what the student may say of oneself now: with a consent, where there is a page."""
    if not may_be_asked(student=student, today=today):
        return frozenset()
    asked = {Component.MOTIVATION} if motivation_form() is not None else set()
    if functions_to_judge(student=student):
        asked.add(Component.SELF)
    return frozenset(asked)


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


def answers_of(survey: StudentSurvey | None) -> dict[int, int]:
    """Return the answers by function; none without a survey."""
    if survey is None:
        return {}
    rows = survey.answers.filter(function__isnull=False).order_by("pk")
    return {key: value for key, value in rows.values_list("function_id", "value") if key}
