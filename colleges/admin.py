"""Reference data of colleges; people are shown without names (their pages are the college's)."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from colleges.models import (
    AdmissionPlan,
    College,
    Module,
    Municipality,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    StudyGroup,
)
from colleges.selectors.programme_removal import what_holds
from colleges.services.requirements import accept_changed_functions
from core.admin import AuditedAdmin

if TYPE_CHECKING:
    FunctionInlineBase = admin.TabularInline[ProgrammeFunction, Programme]
    StandardInlineBase = admin.TabularInline[ProgrammeStandard, Programme]
    ModuleInlineBase = admin.TabularInline[Module, Programme]
else:
    FunctionInlineBase = StandardInlineBase = ModuleInlineBase = admin.TabularInline


class FunctionInline(FunctionInlineBase):
    model = ProgrammeFunction
    extra = 0
    raw_id_fields = ("function",)

    # The college's own page says what depends on a function and takes its cells out of the
    # alignment; here nothing would.
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _in_use(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _in_use(obj)


def _in_use(programme: Programme | None) -> bool:
    return programme is not None and (
        programme.groups.exists() or programme.alignment_versions.exists()
    )


class StandardInline(StandardInlineBase):
    model = ProgrammeStandard
    extra = 0


class ModuleInline(ModuleInlineBase):
    model = Module
    extra = 0
    fields = ("kind", "code", "name", "hours", "position")


@admin.register(Municipality)
class MunicipalityAdmin(AuditedAdmin):
    list_display = ("name", "region_name", "kind", "settlement", "centre")
    list_filter = ("region_name", "kind", "settlement")
    search_fields = ("name", "centre")


@admin.register(College)
class CollegeAdmin(AuditedAdmin):
    list_display = ("short_name", "name", "municipality", "settlement", "is_active")
    list_filter = ("is_active", "settlement")
    search_fields = ("name", "short_name")
    list_select_related = ("municipality",)


@admin.register(Programme)
class ProgrammeAdmin(AuditedAdmin):
    list_display = ("college", "speciality", "intake_year", "qualification")
    list_filter = ("intake_year",)
    search_fields = ("speciality__code", "speciality__name", "college__short_name")
    list_select_related = ("college", "speciality")
    inlines = (StandardInline, FunctionInline, ModuleInline)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what the college could remove itself."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or not what_holds(programme=obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the lists below the programme; readiness follows its functions."""
        super().save_related(request, form, formsets, change)
        if any(
            formset.model is ProgrammeFunction
            and (formset.new_objects or formset.changed_objects or formset.deleted_objects)
            for formset in formsets
        ):
            accept_changed_functions(
                programme=form.instance, actor_id=request.user.pk, now=timezone.now()
            )


@admin.register(StudyGroup)
class StudyGroupAdmin(AuditedAdmin):
    list_display = ("name", "college", "graduation_year", "is_archived")
    list_filter = ("graduation_year", "is_archived")
    search_fields = ("name", "college__short_name")
    list_select_related = ("college",)
    raw_id_fields = ("programme",)


@admin.register(AdmissionPlan)
class AdmissionPlanAdmin(AuditedAdmin):
    list_display = ("college", "speciality", "year", "places")
    list_filter = ("year",)
    list_select_related = ("college", "speciality")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Plans are history: a wrong one is corrected."""
        return False
