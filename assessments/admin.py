"""Reference data of assessment: method, scales, forms of assessment. The ledger is read only."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from assessments.grade_scale_forms import CommonScaleForm
from assessments.models import Criterion, GradeScale, Instrument, Methodology, ReadinessRun
from assessments.services.grade_scales import add_grade_scale
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
class GradeScaleAdmin(ReadOnlyAdmin):
    """What an act laid down never changes. Only the scale common to all colleges begins here."""

    form = CommonScaleForm
    list_display = ("name", "college", "bound_3", "bound_4", "bound_5", "valid_from", "valid_to")
    list_select_related = ("college",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("assessments.add_gradescale")

    def save_model(self, request: HttpRequest, obj: GradeScale, form: Any, change: Any) -> None:
        """Add the scale as a college adds its own: the one before ends, the journal has a line."""
        added = add_grade_scale(
            college_id=None,
            wanted=form.wanted(),
            actor_id=request.user.pk,
            now=timezone.now(),
        )
        obj.pk = added.pk


@admin.register(Methodology)
class MethodologyAdmin(ReadOnlyAdmin):
    """Made, changed and put into force on its own pages, which check parameters."""

    list_display = ("version", "name", "state", "published_at")


@admin.register(ReadinessRun)
class ReadinessRunAdmin(ReadOnlyAdmin):
    list_display = (number, "kind", "methodology", "as_of_date", "state", "started_at")
    list_filter = ("state", "kind")
    list_select_related = ("methodology",)
