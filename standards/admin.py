"""Reference data by hand: what no official file brings, or what a file left out."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import AuditedAdmin
from standards.models import (
    Competence,
    EducationalStandard,
    FunctionLink,
    LabourFunction,
    ProfessionalStandard,
    Speciality,
)

# The types take a parameter that the classes themselves do not.
if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline


class ImportedAdmin(AuditedAdmin):
    """Rows that only an import may add or remove."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ProfessionalStandard)
class ProfessionalStandardAdmin(ImportedAdmin):
    """The text comes from the registry; by hand only the last day in force is set."""

    list_display = ("code", "name", "order_number", "approved_on", "valid_to", "is_excerpt")
    list_filter = ("country", "is_excerpt", "skills_knowledge_swapped")
    search_fields = ("code", "search_text")
    fields = (
        "country",
        "code",
        "name",
        "order_number",
        "approved_on",
        "registration_number",
        "valid_to",
        "is_excerpt",
        "skills_knowledge_swapped",
        "import_warnings",
        "imported_at",
    )
    readonly_fields = tuple(name for name in fields if name != "valid_to")


@admin.register(LabourFunction)
class LabourFunctionAdmin(ImportedAdmin):
    """For looking up keys and retired functions; nothing is changed here."""

    list_display = ("standard", "code", "name", "level", "is_retired")
    list_filter = ("is_retired", "level")
    list_select_related = ("standard",)
    search_fields = ("code", "search_text", "standard__code")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FunctionLink)
class FunctionLinkAdmin(AuditedAdmin):
    list_display = ("source", "kind", "target", "state", "approved_at")
    list_filter = ("state", "kind")
    list_select_related = ("source", "target")
    autocomplete_fields = ("source", "target")
    raw_id_fields = ("approved_by",)


class EducationalStandardInline(TabularInline):
    model = EducationalStandard
    extra = 0


@admin.register(Speciality)
class SpecialityAdmin(AuditedAdmin):
    list_display = ("code", "name", "kind", "valid_from", "valid_to")
    list_filter = ("country", "kind")
    search_fields = ("code", "name")
    autocomplete_fields = ("replaced_by",)
    inlines = (EducationalStandardInline,)


class CompetenceInline(TabularInline):
    model = Competence
    extra = 0
    fields = ("position", "kind", "code", "text", "qualification")


@admin.register(EducationalStandard)
class EducationalStandardAdmin(AuditedAdmin):
    list_display = ("speciality", "order_number", "approved_on", "admission_ends_on")
    list_select_related = ("speciality",)
    search_fields = ("speciality__code", "speciality__name", "order_number")
    autocomplete_fields = ("speciality",)
    inlines = (CompetenceInline,)
