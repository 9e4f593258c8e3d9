"""Accounts with which a newcomer looks around: one a role."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, User
from colleges.models import College, Municipality, Student
from core.enums import Role
from employers.models import Employer

PASSWORD: Final = "готовность-2026"  # noqa: S105 -- of the demonstration region only
ACCOUNTS_COLLEGE: Final = "Нива"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    role: Role
    title: str


ACCOUNTS: Final = (
    DemoAccount("ministry@demo.example", Role.REGION_OFFICER, "сотрудник министерства"),
    DemoAccount("okrug@demo.example", Role.MUNICIPAL_VIEWER, "администрация Петровского округа"),
    DemoAccount("director@demo.example", Role.COLLEGE_MANAGER, "руководитель колледжа «Нива»"),
    DemoAccount("teacher@demo.example", Role.COLLEGE_TEACHER, "преподаватель колледжа «Нива»"),
    DemoAccount("employer@demo.example", Role.EMPLOYER_MANAGER, "представитель предприятия"),
    DemoAccount("expert@demo.example", Role.ASSOCIATION_EXPERT, "эксперт объединения"),
    DemoAccount("student@demo.example", Role.STUDENT, "обучающийся колледжа «Нива»"),
    DemoAccount("admin@demo.example", Role.ADMINISTRATOR, "администратор портала"),
)


def create_accounts() -> list[User]:
    """Write one account a role, all with the same printed password."""
    college = College.objects.get(short_name=ACCOUNTS_COLLEGE)
    objects: dict[Role, dict[str, Any]] = {
        Role.MUNICIPAL_VIEWER: {
            "municipality": Municipality.objects.get(pk=college.municipality_id)
        },
        Role.COLLEGE_MANAGER: {"college": college},
        Role.COLLEGE_TEACHER: {"college": college},
        Role.EMPLOYER_MANAGER: {"employer": _employer_of(college)},
        Role.STUDENT: {"student": _student_of(college)},
    }
    users = []
    # One slow hash serves all: they share the printed password.
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        is_admin = account.role == Role.ADMINISTRATOR
        user = User.objects.create(
            email=account.email,
            password=password,
            display_name=account.title,
            is_staff=is_admin,
            is_superuser=is_admin,
        )
        Membership.objects.create(user=user, role=account.role, **objects.get(account.role, {}))
        users.append(user)
    return users


def _employer_of(college: College) -> Employer:
    """The enterprise with most interns of the college."""
    return Employer.objects.filter(municipality_id=college.municipality_id).order_by("pk")[0]


def _student_of(college: College) -> Student:
    """Somebody of the last graduating group, who has results of every kind."""
    students = Student.objects.filter(college=college, enrolments__group__graduation_year=2026)
    return students.order_by("pk")[0]
