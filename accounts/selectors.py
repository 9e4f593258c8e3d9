"""From a person to what that person may see."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from core.enums import Role
from core.scope import NOBODY, Scope


def memberships_of(*, user: User, today: date) -> QuerySet[Membership]:
    """Return the roles that `user` holds on `today`, oldest first."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return (
        Membership.objects.filter(in_force, user=user)
        .select_related("municipality", "college", "employer")
        .order_by("pk")
    )


def resolve_scope(*, user: User, membership: Membership | None) -> Scope:
    """Return what `user` may see while working in `membership`; nothing without one."""
    if membership is None or not user.is_active:
        return NOBODY if not user.is_active else Scope(user_id=user.pk)
    return _BUILDERS[Role(membership.role)](user, membership)


def _one(value: int | None) -> frozenset[int]:
    return frozenset() if value is None else frozenset((value,))


def _region(user: User, membership: Membership) -> Scope:
    return Scope(user_id=user.pk, role=Role(membership.role), region_wide=True)


def _municipality(user: User, membership: Membership) -> Scope:
    return Scope(
        user_id=user.pk,
        role=Role(membership.role),
        municipality_ids=_one(membership.municipality_id),
    )


def _college(user: User, membership: Membership) -> Scope:
    return Scope(
        user_id=user.pk, role=Role(membership.role), college_ids=_one(membership.college_id)
    )


def _employer(user: User, membership: Membership) -> Scope:
    return Scope(
        user_id=user.pk, role=Role(membership.role), employer_ids=_one(membership.employer_id)
    )


def _student(user: User, membership: Membership) -> Scope:
    return Scope(user_id=user.pk, role=Role(membership.role), student_id=membership.student_id)


_BUILDERS: dict[Role, Callable[[User, Membership], Scope]] = {
    Role.REGION_OFFICER: _region,
    Role.ASSOCIATION_EXPERT: _region,
    Role.ADMINISTRATOR: _region,
    Role.MUNICIPAL_VIEWER: _municipality,
    Role.COLLEGE_MANAGER: _college,
    Role.COLLEGE_TEACHER: _college,
    Role.EMPLOYER_MANAGER: _employer,
    Role.STUDENT: _student,
}
