"""Offering a student to another college, and what both may answer before the student moves."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState, TransferState
from colleges.models import CollegeTransfer, Enrolment, Student
from colleges.services.movements import Order
from core.audit import record_action
from core.numbers import format_date


def offer_transfer(
    *, student: Student, order: Order, actor_id: int | None, now: datetime
) -> CollegeTransfer:
    """Offer a student to another college; the student stays until it accepts.

    Raise ValidationError (Russian) when the student does not study, or is offered already.
    """
    with transaction.atomic():
        student = Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
        if order.to_college is None or order.to_college.pk == student.college_id:
            raise ValidationError(_("Выберите другой колледж."), code="college")
        if student.merged_into_id is not None:
            raise ValidationError(_("Эта запись объединена с другой: откройте основную."))
        place = Enrolment.objects.filter(student=student, state=EnrolmentState.STUDYING).first()
        if place is None:
            raise ValidationError(_("Перевести можно того, кто учится в группе."), code="state")
        if order.happened_on < place.started_on:
            raise ValidationError(
                _("Приказ не может действовать раньше зачисления в группу: %(day)s.")
                % {"day": format_date(place.started_on)},
                code="day",
            )
        if CollegeTransfer.objects.filter(student=student, state=TransferState.PENDING).exists():
            raise ValidationError(_("Обучающийся уже ждёт ответа другого колледжа."), code="state")
        transfer = CollegeTransfer.objects.create(
            student=student,
            from_college_id=student.college_id,
            to_college=order.to_college,
            happened_on=order.happened_on,
            order_number=order.number.strip(),
            reason=order.reason.strip(),
            offered_by_id=actor_id,
            offered_at=now,
        )
        _record("colleges.offer_transfer", transfer, actor_id, now)
    return transfer


def refuse_transfer(
    *, transfer: CollegeTransfer, reason: str, actor_id: int | None, now: datetime
) -> None:
    """Say no for a reason, which the old college then reads; raise ValidationError when late."""
    if not reason.strip():
        raise ValidationError(_("Напишите причину отказа: её прочитает прежний колледж."))
    with transaction.atomic():
        _answer(
            transfer,
            now,
            state=TransferState.REFUSED,
            refusal=reason.strip(),
            answered_by_id=actor_id,
            answered_at=now,
        )
        _record("colleges.refuse_transfer", transfer, actor_id, now)


def accept_transfer(*, transfer: CollegeTransfer, actor_id: int | None, now: datetime) -> None:
    """Mark the offer accepted, inside the transaction that moves the student."""
    _answer(
        transfer,
        now,
        state=TransferState.ACCEPTED,
        answered_by_id=actor_id,
        answered_at=now,
        closed_at=now,
    )
    _record("colleges.accept_transfer", transfer, actor_id, now)


def recall_transfer(*, transfer: CollegeTransfer, actor_id: int | None, now: datetime) -> None:
    """Take the offer back, or take note of its refusal; raise ValidationError when it is closed."""
    with transaction.atomic():
        open_ones = CollegeTransfer.objects.filter(pk=transfer.pk, closed_at__isnull=True)
        recalled = open_ones.filter(state=TransferState.PENDING).update(
            state=TransferState.RECALLED, closed_at=now
        )
        if not recalled and not open_ones.update(closed_at=now):
            raise ValidationError(_("Этот перевод уже закончен: обновите страницу."))
        _record("colleges.recall_transfer", transfer, actor_id, now)


def _answer(transfer: CollegeTransfer, now: datetime, **values: object) -> None:
    pending = CollegeTransfer.objects.filter(pk=transfer.pk, state=TransferState.PENDING)
    if not pending.update(**values):
        raise ValidationError(_("На этот перевод уже ответили или его отозвали."), code="late")


def _record(action: str, transfer: CollegeTransfer, actor_id: int | None, now: datetime) -> None:
    record_action(
        action=action,
        actor_id=actor_id,
        now=now,
        target=transfer,
        details={
            "from_college_id": transfer.from_college_id,
            "to_college_id": transfer.to_college_id,
        },
    )
