"""Reference data of assessment: method, scales, forms of assessment. The ledger is read only."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from assessments.enums import MethodologyState
from assessments.models import Criterion, GradeScale, Instrument, Methodology, ReadinessRun
from core.admin import ReadOnlyAdmin, number

if TYPE_CHECKING:
    CriterionInlineBase = admin.TabularInline[Criterion, Instrument]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    CriterionInlineBase = admin.TabularInline
    ModelAdmin = admin.ModelAdmin


class CriterionInline(CriterionInlineBase):
    model = Criterion
    extra = 0
    fields = ("position", "code", "name", "scale", "maximum")


@admin.register(Instrument)
class InstrumentAdmin(ModelAdmin):
    list_display = ("name", "code", "level", "kind", "component", "college", "is_archived")
    list_filter = ("kind", "level", "component", "is_archived")
    search_fields = ("name", "code")
    list_select_related = ("college",)
    inlines = (CriterionInline,)


@admin.register(GradeScale)
class GradeScaleAdmin(ModelAdmin):
    list_display = ("name", "college", "bound_3", "bound_4", "bound_5", "valid_from")
    list_select_related = ("college",)


@admin.register(Methodology)
class MethodologyAdmin(ModelAdmin):
    list_display = ("version", "name", "state", "published_at")
    readonly_fields = ("state", "published_at", "published_by", "retired_at", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version is made by the service, which checks its parameters."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has been in force never changes."""
        return obj is None or obj.state == MethodologyState.DRAFT

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReadinessRun)
class ReadinessRunAdmin(ReadOnlyAdmin):
    list_display = (number, "kind", "methodology", "as_of_date", "state", "started_at")
    list_filter = ("state", "kind")
    list_select_related = ("methodology",)
