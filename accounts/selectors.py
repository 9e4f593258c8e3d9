"""From a person to what that person may see; people, jobs and audit lines within that."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Membership, User
from colleges.models import College, Municipality
from core.enums import Role
from core.models import AuditEntry, Job
from core.scope import COLLEGE_ROLES, NOBODY, Scope
from core.text import squeeze
from employers.models import Employer


def memberships_of(*, user: User, today: date) -> QuerySet[Membership]:
    """Return the roles that `user` holds on `today`, oldest first."""
    return (
        Membership.objects.filter(in_force(today), user=user)
        .select_related("municipality", "college", "employer")
        .order_by("pk")
    )


def resolve_scope(*, user: User, membership: Membership | None) -> Scope:
    """Return what `user` may see while working in `membership`; nothing without one."""
    if membership is None or not user.is_active:
        return NOBODY if not user.is_active else Scope(user_id=user.pk)
    return _BUILDERS[Role(membership.role)](user, membership)


def place_of(membership: Membership) -> str:
    """Return the college, enterprise or district of a role; empty for roles of the whole region."""
    place = membership.college or membership.employer or membership.municipality
    return "" if place is None else str(place)


def account_of_student(*, student_id: int, today: date) -> str:
    """Return the e-mail of the account that opens this student's card today; empty when none."""
    held = Membership.objects.filter(in_force(today), role=Role.STUDENT, student_id=student_id)
    return held.values_list("user__email", flat=True).order_by("pk").first() or ""


# --- people -----------------------------------------------------------------------------------
def is_head_of(*, user_id: int | None, college_id: int, today: date) -> bool:
    """Say whether the person heads the college on a day."""
    if user_id is None:
        return False
    heads = Membership.objects.filter(in_force(today), role=Role.COLLEGE_MANAGER)
    return heads.filter(user_id=user_id, college_id=college_id).exists()


def visible_people(*, scope: Scope) -> QuerySet[User]:
    """Return the people whose accounts `scope` looks after, by e-mail.

    Administrators see everybody; the head of a college those who work or worked in it.
    """
    if scope.role == Role.ADMINISTRATOR:
        found = User.objects.all()
    elif scope.role == Role.COLLEGE_MANAGER:
        staff = Membership.objects.filter(college_id__in=scope.college_ids, role__in=COLLEGE_ROLES)
        found = User.objects.filter(pk__in=staff.values("user_id"))
    else:
        found = User.objects.none()
    own_roles = visible_memberships(scope=scope)
    return found.prefetch_related(Prefetch("memberships", own_roles)).order_by("email", "pk")


def names_of_people(*, pks: Iterable[int]) -> dict[int, str]:
    """Return how the portal calls these people, by key: who did what in the own college."""
    return dict(User.objects.filter(pk__in=set(pks)).values_list("pk", "display_name"))


def visible_memberships(*, scope: Scope) -> QuerySet[Membership]:
    """Return the roles that `scope` may see and end: a college's head those in the college only."""
    roles = Membership.objects.select_related("user", "municipality", "college", "employer")
    if scope.role == Role.ADMINISTRATOR:
        return roles.order_by("pk")
    if scope.role == Role.COLLEGE_MANAGER:
        return roles.filter(college_id__in=scope.college_ids, role__in=COLLEGE_ROLES).order_by("pk")
    return roles.none()


def filter_people(
    people: QuerySet[User], *, query: str = "", role: str = "", today: date
) -> QuerySet[User]:
    """Keep people by a part of name or e-mail, and by a role that they hold on `today`."""
    words = squeeze(query)
    if words:
        people = people.filter(Q(email__icontains=words) | Q(display_name__icontains=words))
    if role:
        held = Membership.objects.filter(in_force(today), role=role)
        people = people.filter(pk__in=held.values("user_id"))
    return people


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role as pages print it; `is_over` when its last day is past."""

    pk: int
    role: str
    place: str
    valid_to: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Person:
    """An account as pages print it. `state`: active, invited (no password yet) or blocked."""

    pk: int
    name: str
    email: str
    state: str
    last_login: datetime | None
    roles: list[HeldRole]


def describe_people(users: Iterable[User], *, today: date) -> list[Person]:
    """Prepare people of `visible_people` for a page; the roles of each come with the people."""
    return [
        Person(
            pk=user.pk,
            name=user.display_name or user.email,
            email=user.email,
            state=_state_of(user),
            last_login=user.last_login,
            roles=[
                HeldRole(
                    pk=held.pk,
                    role=str(Role(held.role).label),
                    place=place_of(held),
                    valid_to=held.valid_to,
                    is_over=held.valid_to is not None and held.valid_to < today,
                )
                for held in user.memberships.all()
            ],
        )
        for user in users
    ]


def colleges_in_use() -> QuerySet[College]:
    """Return the colleges that work today, by name."""
    return College.objects.filter(is_active=True).order_by("short_name", "pk")


def municipalities_in_use(*, today: date) -> QuerySet[Municipality]:
    """Return the districts of today's map, by name."""
    return Municipality.objects.filter(in_force(today)).order_by("country", "name", "pk")


def employer_by_number(number: str) -> Employer | None:
    """Return the enterprise with this ИНН or БИН, None when there is none or it is closed."""
    return Employer.objects.filter(inn=number, is_active=True).first() if number else None


def active_user_by_email(email: str) -> User | None:
    """Return the person who may come in with this e-mail, None when there is none."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


# --- jobs and audit ---------------------------------------------------------------------------
def visible_jobs(*, scope: Scope) -> QuerySet[Job]:
    """Return jobs, newest first: one's own; all for administrators."""
    jobs = Job.objects.select_related("requested_by").order_by("-created_at", "-pk")
    if scope.role == Role.ADMINISTRATOR:
        return jobs
    return jobs.none() if scope.user_id is None else jobs.filter(requested_by_id=scope.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What to keep of the audit lines; empty values keep everything."""

    action: str = ""
    actor: str = ""
    object_type: str = ""
    object_id: str = ""
    first_day: datetime | None = None
    after_last_day: datetime | None = None


def audit_entries(*, scope: Scope, chosen: AuditFilter) -> QuerySet[AuditEntry]:
    """Return audit lines, newest first, for administrators; nothing for others."""
    if scope.role != Role.ADMINISTRATOR:
        return AuditEntry.objects.none()
    exact = {
        "action": chosen.action,
        "object_type": chosen.object_type,
        "object_id": chosen.object_id,
        "actor__email__icontains": chosen.actor,
        "at__gte": chosen.first_day,
        "at__lt": chosen.after_last_day,
    }
    return (
        AuditEntry.objects.filter(**{name: value for name, value in exact.items() if value})
        .select_related("actor")
        .order_by("-at", "-pk")
    )


def audit_words() -> tuple[list[str], list[str]]:
    """Return the actions and the kinds of objects that occur in the audit lines, in order."""
    lines = AuditEntry.objects.order_by()
    actions = lines.values_list("action", flat=True).distinct().order_by("action")
    kinds = lines.exclude(object_type="").values_list("object_type", flat=True).distinct()
    return list(actions), list(kinds.order_by("object_type"))


def student_user_ids(user_ids: Iterable[int]) -> set[int]:
    """Return those of `user_ids` who are students: their names stay out of the audit pages."""
    students = Membership.objects.filter(user_id__in=set(user_ids), role=Role.STUDENT)
    return set(students.values_list("user_id", flat=True))


# --- from a role to its reach -----------------------------------------------------------------
def in_force(today: date) -> Q:
    """Return the condition that a row with an open or future `valid_to` holds on `today`."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=today)


def _state_of(user: User) -> str:
    if not user.is_active:
        return "blocked"
    return "active" if user.has_usable_password() else "invited"


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
