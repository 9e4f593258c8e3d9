"""Orders on students with what follows for readiness."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AdjustedReadiness, AdjustedScores, Evidence
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.services.evidence import reassign_evidence
from assessments.services.runs import compute_students, request_students
from colleges.enums import MovementKind
from colleges.models import CollegeTransfer, Movement, Student, StudyGroup
from colleges.services import movements, transfers
from colleges.services.movements import Order
from core.numbers import format_date


def carry_out(*, student: Student, order: Order, actor_id: int | None, now: datetime) -> Movement:
    """Carry out an order; the student's readiness follows by a job. Errors as in `colleges`.

    Whoever changes the college takes the evidence along: it is annulled in the old college and
    written anew in the other one, so that both can be repeated as they were.
    """
    old_college_id = student.college_id
    with transaction.atomic():
        movement = movements.carry_out(student=student, order=order, actor_id=actor_id, now=now)
        if order.kind == MovementKind.CHANGED_COLLEGE and order.to_college is not None:
            reassign_evidence(
                rows=Evidence.objects.filter(student=student, voided_at__isnull=True),
                student=Student.objects.get(pk=student.pk),
                reason="перевод в другой колледж",
                now=now,
            )
            # At once: the other college's rows must not meet the old ones.
            for model in (AdjustedReadiness, AdjustedScores):
                model.objects.filter(student=student).delete()
            compute_now(college_id=old_college_id, student_ids=[student.pk], now=now)
        else:
            request_students(college_id=old_college_id, student_ids=[student.pk], now=now)
    return movement


def accept_transfer(
    *,
    transfer: CollegeTransfer,
    to_group: StudyGroup,
    started_on: date,
    order_number: str = "",
    actor_id: int | None,
    now: datetime,
) -> None:
    """Take an offered student with the evidence into a group of the new college.

    Raise ValidationError (Russian) when the offer is over, or the orders do not fit.
    """
    if started_on < transfer.happened_on:
        raise ValidationError(
            _("Зачислить можно не раньше дня перевода: %(day)s.")
            % {"day": format_date(transfer.happened_on)},
            code="day",
        )
    left = Order(
        kind=MovementKind.CHANGED_COLLEGE,
        happened_on=transfer.happened_on,
        number=transfer.order_number,
        reason=transfer.reason,
        to_college=transfer.to_college,
    )
    entered = Order(
        kind=MovementKind.REINSTATED,
        happened_on=started_on,
        number=order_number,
        to_group=to_group,
    )
    with transaction.atomic():
        transfers.accept_transfer(transfer=transfer, actor_id=actor_id, now=now)
        carry_out(student=transfer.student, order=left, actor_id=actor_id, now=now)
        student = Student.objects.get(pk=transfer.student_id)
        carry_out(student=student, order=entered, actor_id=actor_id, now=now)


def heed_correction(*, student_id: int, now: datetime) -> int:
    """Count the sums of the student's group anew: they are kept by sex."""
    student = Student.objects.get(pk=student_id)
    request_students(college_id=student.college_id, student_ids=[student.pk], now=now)
    return 1


def graduate_group(
    *, group: StudyGroup, graduated_on: date, actor_id: int | None, now: datetime, **order: Any
) -> int:
    """Graduate a whole group; return how many people. Errors as in `colleges`."""
    with transaction.atomic():
        students = movements.graduate_group(
            group=group, graduated_on=graduated_on, actor_id=actor_id, now=now, **order
        )
        request_students(college_id=group.college_id, student_ids=students, now=now)
    return len(students)


def compute_now(*, college_id: int, student_ids: Sequence[int], now: datetime) -> None:
    """Compute these students in the caller's transaction; nothing without a methodology."""
    try:
        compute_students(college_id=college_id, student_ids=student_ids, now=now)
    except NoMethodologyInForce:
        return
