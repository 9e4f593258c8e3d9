"""People and their roles in the service part."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User

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
    raw_id_fields = ("municipality", "college", "employer", "student")


@admin.register(User)
class UserAdmin(AccountAdmin):
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
