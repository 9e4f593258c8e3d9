"""People, their roles, what they did and how they logged in, in the service part."""

from typing import TYPE_CHECKING, Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.audit_words import action_word, detail_words, object_word
from accounts.models import Membership, User
from core.admin import AuditedAdmin, ReadOnlyAdmin
from core.models import AuditEntry

# Rights follow from roles; Django's groups of rights are nobody's.
admin.site.unregister(Group)
admin.site.site_header = _("Справочники портала")
admin.site.site_title = _("Справочники")
admin.site.index_title = _("Справочные данные и служебные записи")

if TYPE_CHECKING:
    RoleInline = admin.TabularInline[Membership, User]
    AccountAdmin = BaseUserAdmin[User]
    CreationForm = AdminUserCreationForm[User]
else:
    RoleInline, AccountAdmin = admin.TabularInline, BaseUserAdmin
    CreationForm = AdminUserCreationForm


class UserCreationForm(CreationForm):
    """Creation by e-mail, which is kept in lower case."""

    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Пользователь с такой почтой уже есть."))
        return email


class MembershipInline(RoleInline):
    model = Membership
    extra = 0
    # A role ends by its last day and stays in the history.
    can_delete = False
    raw_id_fields = ("municipality", "college", "employer", "student")


@admin.register(User)
class UserAdmin(AuditedAdmin, AccountAdmin):
    add_form = UserCreationForm
    inlines = (MembershipInline,)
    ordering = ("email",)
    list_display = ("email", "display_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__role")
    search_fields = ("email", "display_name")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "display_name", "password")}),
        (_("Доступ"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Время"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "display_name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    filter_horizontal = ()

    def get_inlines(self, request: Any, obj: User | None) -> Any:
        """Roles are given to people who exist: the page of creation asks for the account only."""
        return () if obj is None else super().get_inlines(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody disappears from the journal: whoever leaves is not let in any more."""
        return False


class DeedFilter(admin.SimpleListFilter):
    """Deeds by their words, of those that were ever done."""

    title = _("действие")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        deeds = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        return sorted(((deed, action_word(deed)) for deed in deeds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> Any:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_number", "deed", "thing", "object_id")
    list_filter = (DeedFilter,)
    fields = ("at", "actor", "deed", "thing", "object_id", "told")
    readonly_fields = ("deed", "thing", "told")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")

    @admin.display(description=_("кто, №"), ordering="actor_id")
    def actor_number(self, line: AuditEntry) -> int | None:
        return line.actor_id

    @admin.display(description=_("действие"), ordering="action")
    def deed(self, line: AuditEntry) -> str:
        return action_word(line.action)

    @admin.display(description=_("объект"), ordering="object_type")
    def thing(self, line: AuditEntry) -> str:
        return object_word(line.object_type) if line.object_type else ""

    @admin.display(description=_("подробности"))
    def told(self, line: AuditEntry) -> str:
        return "; ".join(detail_words(name, value) for name, value in line.details.items())


@admin.register(AccessLog, AccessFailureLog)
class LoginJournalAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address")
    fields = ("attempt_time", "username", "ip_address", "path_info")
    search_fields = ("username",)
    date_hierarchy = "attempt_time"


@admin.register(AccessAttempt)
class LoginAttemptAdmin(AuditedAdmin):
    """Whom a wrong password keeps out for a while: to remove the row is to let the person in."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    fields = ("attempt_time", "username", "ip_address", "failures_since_start")
    search_fields = ("username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
