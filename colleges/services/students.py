"""Students enter groups, and their personal fields are corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, Funding, MovementKind
from colleges.models import Enrolment, Movement, Student, StudyGroup
from colleges.services.duplicates import tell_apart
from core.audit import record_action
from core.bulk import insert_objects
from core.jobs.queue import enqueue
from core.names import name_key
from core.progress import Stage, parts_told


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
    is_on_leave: bool = False


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
    written: list[Enrolment] = []
    for part in parts_told(places, Stage.WRITTEN):
        written += _enrol_part(part, started_on, now)
    return written


def _enrol_part(
    places: Sequence[tuple[StudyGroup, StudentDetails]], started_on: date, now: datetime
) -> list[Enrolment]:
    people = [_new_student(group.college_id, details, now) for group, details in places]
    insert_objects(people)
    enrolments = [
        Enrolment(
            student=student,
            group=group,
            state=_state(details),
            started_on=started_on,
            funding=details.funding,
            has_target_contract=details.has_target_contract,
        )
        for student, (group, details) in zip(people, places, strict=True)
    ]
    insert_objects(enrolments)
    return enrolments


def _state(details: StudentDetails) -> EnrolmentState:
    return EnrolmentState.ACADEMIC_LEAVE if details.is_on_leave else EnrolmentState.STUDYING


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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOrder:
    """An order by which one person enters a group; `apart` look alike and are other people."""

    group: StudyGroup
    started_on: date
    number: str = ""
    apart: Sequence[Student] = ()


def add_student(
    *, details: StudentDetails, order: EntryOrder, actor_id: int | None, now: datetime
) -> Student:
    """Add one person to a group by hand.

    Raise ValidationError (Russian) for an archived group or a taken record-book number.
    """
    group, started_on = order.group, order.started_on
    if group.is_archived:
        raise ValidationError(_("Группа в архиве: добавить в неё нельзя."), code="group")
    with transaction.atomic():
        _check_record_book(group.college_id, details.record_book, besides=None)
        (student,) = enrol_students(
            group=group, students=[details], started_on=started_on, actor_id=actor_id, now=now
        )
        Movement.objects.create(
            student=student,
            kind=MovementKind.ENROLLED,
            happened_on=started_on,
            order_number=order.number.strip(),
            to_group=group,
            recorded_at=now,
        )
        for other in order.apart:
            tell_apart(first=student, second=other, actor_id=actor_id, now=now)
    return student


def complete_student(
    *, student: Student, details: StudentDetails, actor_id: int | None, now: datetime
) -> Student:
    """Fill in what the record of a known person lacks; what it has stays.

    Raise ValidationError (Russian) for a taken record-book number.
    """
    known = {name: getattr(student, name) or getattr(details, name) for name in _PERSONAL}
    return change_student(
        student=student, details=StudentDetails(**known), actor_id=actor_id, now=now
    )


# Sums by sex are counted anew by the app that keeps them.
CORRECTION_JOB: Final = "assessments.heed_correction"
_PERSONAL: Final = (
    "last_name",
    "first_name",
    "patronymic",
    "birth_date",
    "sex",
    "record_book",
)


def change_student(
    *, student: Student, details: StudentDetails, actor_id: int | None, now: datetime
) -> Student:
    """Correct the personal fields; the audit line names the fields and never their values.

    Raise ValidationError (Russian) for a taken record-book number.
    """
    with transaction.atomic():
        locked = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
        _check_record_book(locked.college_id, details.record_book, besides=locked.pk)
        changed = [name for name in _PERSONAL if getattr(locked, name) != getattr(details, name)]
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, getattr(details, name))
        locked.search_name = name_key(locked.last_name, locked.first_name, locked.patronymic)
        locked.save(update_fields=[*changed, "search_name"])
        if "sex" in changed:
            enqueue(CORRECTION_JOB, now=now, student_id=locked.pk)
        record_action(
            action="colleges.change_student",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"changed": changed},
        )
    return locked


def _check_record_book(college_id: int, number: str, *, besides: int | None) -> None:
    taken = Student.objects.filter(college_id=college_id, record_book=number)
    if besides is not None:
        taken = taken.exclude(pk=besides)
    holder = taken.select_related("merged_into").first() if number else None
    if holder is None:
        return
    if holder.merged_into is None:
        raise ValidationError(
            _("Номер зачётной книжки уже занят другим обучающимся."), code="record_book"
        )
    raise ValidationError(
        _(
            "Этот номер остался в записи, объединённой с другой: %(name)s. Если это тот же человек,"
            " номер можно взять, отменив объединение в «Похожих записях»."
        )
        % {"name": holder.merged_into.short_name},
        code="record_book",
    )
