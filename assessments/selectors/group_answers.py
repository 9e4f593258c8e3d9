"""What a group says to the motivation questionnaire, and whose answers it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from assessments.enums import SurveyKind
from assessments.models import Evidence, GroupStatement, StudentSurvey, SurveyAnswer
from assessments.selectors.surveys import motivation_form
from colleges.enums import ConsentPurpose
from colleges.models import Student, StudyGroup
from colleges.selectors.consents import consenting


@dataclass(frozen=True, slots=True)
class MotivationLine:
    """A statement with who answered it and the mean answer, 0..1; None where it is not told."""

    text: str
    count: int | None
    mean: float | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A student's answer to a statement."""

    survey_id: int
    value: int


def group_motivation(*, group: StudyGroup, today: date) -> list[MotivationLine]:
    """Return what the group was last said to answer, statement by statement.

    Of the version asked now; empty where nobody has answered it. A figure with an answer that is
    no longer allowed to count is not shown any more, and none takes its place until the next step.
    """
    form = motivation_form()
    if form is None or not _surveys(group, form.version).exists():
        return []
    newest: dict[int, GroupStatement] = {row.item: row for row in told(group, form.version)}
    used = {key for row in newest.values() for key in row.surveys}
    allowed = _allowed(used, today)
    lines = []
    for number, text in enumerate(form.items, start=1):
        row = newest.get(number)
        if row is None or not allowed.issuperset(row.surveys):
            lines.append(MotivationLine(text, None, None, None))
        else:
            lines.append(MotivationLine(text, len(row.surveys), row.mean, row.told_at))
    return lines


def told(group: StudyGroup, version: int) -> QuerySet[GroupStatement]:
    """Return all that was ever shown of a group's answers to a version, the oldest first."""
    return GroupStatement.objects.filter(group=group, form_version=version).order_by("pk")


def students_of_surveys(keys: Iterable[int]) -> dict[int, int]:
    """Return the student by questionnaire."""
    return dict(StudentSurvey.objects.filter(pk__in=set(keys)).values_list("pk", "student_id"))


def answers_now(*, group: StudyGroup, version: int, today: date) -> dict[int, dict[int, Said]]:
    """Return by statement and student what counts today: the newest answers with a consent."""
    counts = Evidence.objects.filter(survey=OuterRef("pk"), voided_at__isnull=True)
    surveys = _surveys(group, version).filter(Exists(counts))
    allowed = _allowed(surveys.values_list("pk", flat=True), today)
    rows = SurveyAnswer.objects.filter(survey__in=allowed, item__isnull=False).order_by("pk")
    found: dict[int, dict[int, Said]] = {}
    for item, student, survey, value in rows.values_list(
        "item", "survey__student_id", "survey_id", "value"
    ):
        found.setdefault(item or 0, {})[student] = Said(survey, value)
    return found


def _surveys(group: StudyGroup, version: int) -> QuerySet[StudentSurvey]:
    return StudentSurvey.objects.filter(
        kind=SurveyKind.MOTIVATION,
        form_version=version,
        student__enrolments__in=group.enrolments.current(),
    )


def _allowed(keys: Iterable[int], today: date) -> frozenset[int]:
    """Return the questionnaires whose students consent to be asked."""
    students = students_of_surveys(keys)
    people = list(Student.objects.filter(pk__in=set(students.values())))
    consents = consenting(people, purpose=ConsentPurpose.QUESTIONNAIRE, today=today)
    return frozenset(key for key, student in students.items() if student in consents)
