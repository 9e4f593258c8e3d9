"""Students offered to other colleges, as either of the two sees them."""

from django.db.models import Q, QuerySet

from colleges.enums import TransferState
from colleges.models import CollegeTransfer, Student
from core.enums import Role
from core.scope import Scope


def transfers_of(*, scope: Scope) -> QuerySet[CollegeTransfer]:
    """Return what the manager of either college may see: names go to nobody else."""
    if scope.role != Role.COLLEGE_MANAGER or not scope.sees_names:
        return CollegeTransfer.objects.none()
    own = scope.college_ids
    return CollegeTransfer.objects.filter(
        Q(from_college__in=own)
        | Q(to_college__in=own, state__in=(TransferState.PENDING, TransferState.ACCEPTED))
    ).select_related("student", "from_college", "to_college")


def transfer_of(*, scope: Scope, pk: int) -> CollegeTransfer | None:
    """Return one transfer; None for any that is neither from nor to the own college."""
    return transfers_of(scope=scope).filter(pk=pk).first()


def open_transfers(*, scope: Scope) -> QuerySet[CollegeTransfer]:
    """Return those on which somebody has still to act, the oldest first."""
    return transfers_of(scope=scope).filter(closed_at__isnull=True).order_by("offered_at", "pk")


def pending_transfer(*, student: Student) -> CollegeTransfer | None:
    """Return the offer that awaits an answer."""
    return CollegeTransfer.objects.filter(student=student, state=TransferState.PENDING).first()
