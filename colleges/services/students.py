"""Students enter groups, leave them, and are found by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from colleges.enums import EnrolmentState, Funding
from colleges.models import Enrolment, Student, StudyGroup
from core.audit import record_action
from core.names import name_key

_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentDetails:
    """A person as a list of a group gives it; empty where the list is silent."""

    last_name: str
    first_name: str
    patronymic: str = ""
    birth_date: date | None = None
    sex: str = ""
    record_book: str = ""
    funding: str = Funding.BUDGET
    has_target_contract: bool = False


def enrol_students(
    *,
    group: StudyGroup,
    students: Sequence[StudentDetails],
    started_on: date,
    actor_id: int | None,
    now: datetime,
) -> list[Student]:
    """Add new people to a group, in the given order, in one transaction with one audit line.

    Raise IntegrityError when a record-book number is taken; nothing is written then.
    """
    places = [(group, details) for details in students]
    with transaction.atomic():
        enrolments = _enrol(places, started_on, now)
        record_action(
            action="colleges.enrol_students",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"students": len(enrolments)},
        )
    return [enrolment.student for enrolment in enrolments]


def enrol_into_groups(
    *,
    places: Sequence[tuple[StudyGroup, StudentDetails]],
    started_on: date,
    actor_id: int | None,
    now: datetime,
) -> list[Enrolment]:
    """Add new people to the groups beside which they stand; otherwise as `enrol_students`."""
    if not places:
        return []
    with transaction.atomic():
        enrolments = _enrol(places, started_on, now)
        groups = {group.pk for group, _details in places}
        record_action(
            action="colleges.enrol_into_groups",
            actor_id=actor_id,
            now=now,
            details={"students": len(enrolments), "groups": len(groups)},
        )
    return enrolments


def _enrol(
    places: Sequence[tuple[StudyGroup, StudentDetails]], started_on: date, now: datetime
) -> list[Enrolment]:
    people = Student.objects.bulk_create(
        [_new_student(group.college_id, details, now) for group, details in places],
        batch_size=_BATCH,
    )
    return Enrolment.objects.bulk_create(
        [
            Enrolment(
                student=student,
                group=group,
                started_on=started_on,
                funding=details.funding,
                has_target_contract=details.has_target_contract,
            )
            for student, (group, details) in zip(people, places, strict=True)
        ],
        batch_size=_BATCH,
    )


def _new_student(college_id: int, details: StudentDetails, now: datetime) -> Student:
    return Student(
        college_id=college_id,
        last_name=details.last_name,
        first_name=details.first_name,
        patronymic=details.patronymic,
        birth_date=details.birth_date,
        sex=details.sex,
        record_book=details.record_book,
        search_name=name_key(details.last_name, details.first_name, details.patronymic),
        created_at=now,
    )


def graduate_group(
    *, group: StudyGroup, graduated_on: date, actor_id: int | None, now: datetime
) -> int:
    """Turn the group's students into graduates and archive the group; return how many they are."""
    with transaction.atomic():
        count = Enrolment.objects.filter(group=group, state=EnrolmentState.STUDYING).update(
            state=EnrolmentState.GRADUATED, ended_on=graduated_on
        )
        StudyGroup.objects.filter(pk=group.pk).update(is_archived=True)
        record_action(
            action="colleges.graduate_group",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"students": count},
        )
    return count
