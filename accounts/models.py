"""People who log in, and in which roles they work."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from colleges.models import College, Municipality, Student
from core.enums import Role
from employers.models import Employer


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who logs in by `email` (kept in lower case)."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator of the portal: the first one comes from the command line."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.memberships.create(role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("электронная почта"), unique=True)
    display_name = models.CharField(_("имя в портале"), max_length=150, blank=True)
    is_active = models.BooleanField(_("может входить"), default=True)
    is_staff = models.BooleanField(_("открыта служебная часть"), default=False)
    created_at = models.DateTimeField(_("создан"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("пользователь")
        verbose_name_plural = _("пользователи")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Почта записывается строчными буквами."),
            ),
        ]

    def __str__(self) -> str:
        return f"пользователь {self.pk}"


OBJECTS = ("municipality", "college", "employer", "student")
_NEEDS: dict[Role, str] = {
    Role.MUNICIPAL_VIEWER: "municipality",
    Role.COLLEGE_MANAGER: "college",
    Role.COLLEGE_TEACHER: "college",
    Role.EMPLOYER_MANAGER: "employer",
    Role.STUDENT: "student",
}


def _object_fits_role() -> Q:
    """A role names exactly the object that it reaches: a college, a person, or none."""
    allowed = Q()
    for role in Role:
        needed = _NEEDS.get(role)
        fits = {f"{name}__isnull": name != needed for name in OBJECTS}
        allowed |= Q(role=role, **fits)
    return allowed


class Membership(models.Model):
    """One role of one person; without a membership a person sees nothing."""

    user = models.ForeignKey(
        User, verbose_name=_("пользователь"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("роль"), max_length=20, choices=Role.choices)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("муниципальное образование"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    college = models.ForeignKey(
        College,
        verbose_name=_("колледж"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    employer = models.ForeignKey(
        Employer,
        verbose_name=_("предприятие"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    student = models.ForeignKey(
        Student,
        verbose_name=_("обучающийся"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    valid_to = models.DateField(_("действует по"), null=True, blank=True)
    created_at = models.DateTimeField(_("создана"), auto_now_add=True)

    class Meta:
        verbose_name = _("роль пользователя")
        verbose_name_plural = _("роли пользователей")
        ordering = ["user_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_object_fits_role",
                condition=_object_fits_role(),
                violation_error_message=_("Для этой роли выбран не тот объект."),
            ),
            *(
                models.UniqueConstraint(
                    name=f"membership_{name}_unique",
                    fields=["user", "role", name],
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in OBJECTS
            ),
            models.UniqueConstraint(
                name="membership_plain_unique",
                fields=["user", "role"],
                condition=Q(**{f"{name}__isnull": True for name in OBJECTS}),
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, пользователь {self.user_id}"
