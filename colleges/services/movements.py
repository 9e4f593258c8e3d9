"""Orders on students: transfer, leave and return, expulsion, reinstatement, leaving for elsewhere.

Each changes the enrolment, appends a `Movement` and one audit line, in one transaction. Whether
readiness must be computed anew is the business of `assessments.services.movements`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, MovementKind, TransferState
from colleges.models import College, Enrolment, Movement, Student, StudyGroup
from core.audit import record_action
from core.numbers import format_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an order says. Which of the targets is needed depends on its kind."""

    kind: MovementKind
    happened_on: date
    number: str = ""
    reason: str = ""
    to_group: StudyGroup | None = None
    to_college: College | None = None


def carry_out(*, student: Student, order: Order, actor_id: int | None, now: datetime) -> Movement:
    """Carry out an order on one student.

    Raise ValidationError (Russian) when it does not fit the student's state: nothing is written.
    """
    deed = _DEEDS.get(order.kind)
    if deed is None:
        raise ValidationError(_("Такой приказ отдаётся не на одного обучающегося."))
    with transaction.atomic():
        locked = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
        if locked.merged_into_id is not None:
            raise ValidationError(_("Эта запись объединена с другой: откройте основную."))
        current = (
            Enrolment.objects.current()
            .select_for_update(of=("self",))
            .select_related("group", "group__college")
            .filter(student=locked)
            .first()
        )
        _check_day(order.happened_on, current)
        waits = locked.transfers.filter(state=TransferState.PENDING).exists()
        if waits and order.kind != MovementKind.CHANGED_COLLEGE:
            raise ValidationError(
                _("Обучающийся ждёт ответа другого колледжа: сначала отзовите перевод."),
                code="state",
            )
        deed(locked, current, order)
        movement = Movement.objects.create(
            student=locked,
            kind=order.kind,
            happened_on=order.happened_on,
            order_number=order.number.strip(),
            reason=order.reason.strip(),
            group=None if current is None else current.group,
            to_group=order.to_group,
            to_college=order.to_college,
            recorded_at=now,
        )
        record_action(
            action="colleges.carry_out_order",
            actor_id=actor_id,
            now=now,
            target=locked,
            details={"order": str(order.kind), "movement_id": movement.pk},
        )
    return movement


def _check_day(day: date, current: Enrolment | None) -> None:
    if current is not None and day < current.started_on:
        raise ValidationError(
            _("Приказ не может действовать раньше зачисления в группу: %(day)s.")
            % {"day": format_date(current.started_on)},
            code="day",
        )


def _needs(current: Enrolment | None, *states: EnrolmentState) -> Enrolment:
    """Return the enrolment if its state allows the order; say what to do first otherwise."""
    if current is None:
        raise ValidationError(
            _("Обучающийся не состоит в группе: сначала восстановите его."), code="state"
        )
    if current.state in states:
        return current
    if current.state == EnrolmentState.ACADEMIC_LEAVE:
        message = _("Обучающийся в академическом отпуске: сначала оформите выход из него.")
    elif current.state == EnrolmentState.GRADUATED:
        message = _("Это выпускник: такой приказ на него не отдаётся.")
    else:
        message = _("Обучающийся не в академическом отпуске.")
    raise ValidationError(message, code="state")


def _needs_group(order: Order, college_id: int) -> StudyGroup:
    group = order.to_group
    if group is None:
        raise ValidationError(_("Выберите группу."), code="group")
    if group.college_id != college_id:
        raise ValidationError(_("Группа другого колледжа."), code="group")
    if group.is_archived:
        raise ValidationError(
            _("Группа «%(group)s» в архиве: выберите другую.") % {"group": group.name}, code="group"
        )
    return group


def _close(enrolment: Enrolment, state: EnrolmentState, day: date) -> None:
    enrolment.state, enrolment.ended_on = state, day
    enrolment.save(update_fields=["state", "ended_on"])


def _enter(student: Student, group: StudyGroup, day: date, before: Enrolment | None) -> None:
    """Put the student into a group on the terms that were in force before."""
    terms = {}
    if before is not None:
        terms = {
            "funding": before.funding,
            "has_target_contract": before.has_target_contract,
        }
    Enrolment.objects.create(student=student, group=group, started_on=day, **terms)


def _transfer(student: Student, current: Enrolment | None, order: Order) -> None:
    place = _needs(current, EnrolmentState.STUDYING)
    group = _needs_group(order, student.college_id)
    if group.pk == place.group_id:
        raise ValidationError(_("Обучающийся уже в этой группе."), code="group")
    _close(place, EnrolmentState.TRANSFERRED, order.happened_on)
    _enter(student, group, order.happened_on, place)


def _change_college(student: Student, current: Enrolment | None, order: Order) -> None:
    place = _needs(current, EnrolmentState.STUDYING)
    if order.to_college is None or order.to_college.pk == student.college_id:
        raise ValidationError(_("Выберите другой колледж."), code="college")
    _close(place, EnrolmentState.TRANSFERRED, order.happened_on)
    student.college = order.to_college
    # Each college numbers its own record books.
    student.record_book = ""
    student.save(update_fields=["college", "record_book"])


def _send_on_leave(student: Student, current: Enrolment | None, order: Order) -> None:
    place = _needs(current, EnrolmentState.STUDYING)
    place.state = EnrolmentState.ACADEMIC_LEAVE
    place.save(update_fields=["state"])


def _take_back(student: Student, current: Enrolment | None, order: Order) -> None:
    """Return from leave: into the same group, or into one that is now at the right course."""
    place = _needs(current, EnrolmentState.ACADEMIC_LEAVE)
    if order.to_group is None or order.to_group.pk == place.group_id:
        if place.group.is_archived:
            raise ValidationError(
                _("Прежняя группа выпущена: выберите, в какую группу вернуть."), code="group"
            )
        place.state = EnrolmentState.STUDYING
        place.save(update_fields=["state"])
        return
    group = _needs_group(order, student.college_id)
    _close(place, EnrolmentState.TRANSFERRED, order.happened_on)
    _enter(student, group, order.happened_on, place)


def _expel(student: Student, current: Enrolment | None, order: Order) -> None:
    place = _needs(current, EnrolmentState.STUDYING, EnrolmentState.ACADEMIC_LEAVE)
    _close(place, EnrolmentState.EXPELLED, order.happened_on)


def _reinstate(student: Student, current: Enrolment | None, order: Order) -> None:
    if current is not None:
        raise ValidationError(_("Обучающийся уже состоит в группе."), code="state")
    group = _needs_group(order, student.college_id)
    last = student.enrolments.order_by("-ended_on", "-pk").first()
    if last is not None and last.ended_on is not None and order.happened_on < last.ended_on:
        raise ValidationError(
            _("Зачислить можно не раньше дня выбытия: %(day)s.")
            % {"day": format_date(last.ended_on)},
            code="day",
        )
    _enter(student, group, order.happened_on, last)


_Deed = Callable[[Student, Enrolment | None, Order], None]
_DEEDS: Final[dict[MovementKind, _Deed]] = {
    MovementKind.TRANSFERRED: _transfer,
    MovementKind.CHANGED_COLLEGE: _change_college,
    MovementKind.WENT_ON_LEAVE: _send_on_leave,
    MovementKind.RETURNED: _take_back,
    MovementKind.EXPELLED: _expel,
    MovementKind.REINSTATED: _reinstate,
}


def orders_possible(*, student: Student) -> list[MovementKind]:
    """Return the orders that fit the student's present state, the commonest first."""
    current = Enrolment.objects.current().filter(student=student).first()
    if current is None:
        return [MovementKind.REINSTATED]
    return _POSSIBLE.get(EnrolmentState(current.state), [])


_POSSIBLE: Final = {
    EnrolmentState.STUDYING: [
        MovementKind.TRANSFERRED,
        MovementKind.WENT_ON_LEAVE,
        MovementKind.EXPELLED,
        MovementKind.CHANGED_COLLEGE,
    ],
    EnrolmentState.ACADEMIC_LEAVE: [MovementKind.RETURNED, MovementKind.EXPELLED],
}


def graduate_group(
    *,
    group: StudyGroup,
    graduated_on: date,
    order_number: str = "",
    actor_id: int | None,
    now: datetime,
) -> list[int]:
    """Turn the students of a group into graduates and archive it; return who they are.

    Those in academic leave stay as they are, and return into another group later. Raise
    ValidationError (Russian) when nobody studies there, or somebody entered after that day.
    """
    with transaction.atomic():
        studying = Enrolment.objects.select_for_update(of=("self",)).filter(
            group=group, state=EnrolmentState.STUDYING
        )
        students = list(studying.order_by("student_id").values_list("student_id", flat=True))
        if not students:
            raise ValidationError(_("В группе никто не учится: выпускать некого."), code="empty")
        if studying.filter(started_on__gt=graduated_on).exists():
            raise ValidationError(
                _("Кто-то зачислен в группу позже дня выпуска: проверьте дату."), code="day"
            )
        studying.update(state=EnrolmentState.GRADUATED, ended_on=graduated_on)
        StudyGroup.objects.filter(pk=group.pk).update(is_archived=True)
        Movement.objects.bulk_create(
            Movement(
                student_id=student_id,
                kind=MovementKind.GRADUATED,
                happened_on=graduated_on,
                order_number=order_number.strip(),
                group=group,
                recorded_at=now,
            )
            for student_id in students
        )
        record_action(
            action="colleges.graduate_group",
            actor_id=actor_id,
            now=now,
            target=group,
            details={"students": len(students)},
        )
    return students
