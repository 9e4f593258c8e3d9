"""A group's answers to the motivation questionnaire are told in steps, never one by one."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from assessments.models import GroupStatement
from assessments.rules.answers import score_of_survey_value
from assessments.rules.motivation import may_be_told
from assessments.selectors.group_answers import Said, answers_now, students_of_surveys, told
from colleges.models import Student, StudyGroup


def tell_group_answers(*, student: Student, version: int, now: datetime) -> None:
    """Show the answers of the student's group anew where enough of them are others than shown.

    Call inside the transaction that has written the student's own.
    """
    groups = StudyGroup.objects.filter(enrolments__in=student.enrolments.current())
    # Two who answer at once would each write a step that the other one is not in.
    for group in groups.select_for_update(of=("self",), no_key=True).order_by("pk"):
        _tell(group, version, now)


def _tell(group: StudyGroup, version: int, now: datetime) -> None:
    said_now = answers_now(group=group, version=version, today=timezone.localdate(now))
    rows = list(told(group, version))
    owners = students_of_surveys(key for row in rows for key in row.surveys)
    before: dict[int, list[dict[int, int]]] = {}
    for row in rows:
        known = {owners[key]: key for key in row.surveys if key in owners}
        before.setdefault(row.item, []).append(known)
    GroupStatement.objects.bulk_create(
        _statement(group, version, item, said, now)
        for item, said in sorted(said_now.items())
        if may_be_told(
            {student: one.survey_id for student, one in said.items()},
            before.get(item, ()),
            minimum=settings.MINIMUM_CELL,
        )
    )


def _statement(
    group: StudyGroup, version: int, item: int, said: dict[int, Said], now: datetime
) -> GroupStatement:
    return GroupStatement(
        group=group,
        form_version=version,
        item=item,
        surveys=sorted(one.survey_id for one in said.values()),
        mean=sum(score_of_survey_value(one.value) for one in said.values()) / len(said),
        told_at=now,
    )
