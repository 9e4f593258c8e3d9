"""Reference data of assessment: method, scales, forms of assessment. The ledger is read only."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from assessments.grade_scale_forms import CommonScaleForm
from assessments.models import (
    Criterion,
    GradeScale,
    Instrument,
    Methodology,
    MotivationForm,
    ReadinessRun,
)
from assessments.services.grade_scales import add_grade_scale
from core.admin import AuditedAdmin, ReadOnlyAdmin, number

if TYPE_CHECKING:
    CriterionInlineBase = admin.TabularInline[Criterion, Instrument]
else:
    CriterionInlineBase = admin.TabularInline


class CriterionInline(CriterionInlineBase):
    model = Criterion
    extra = 0
    fields = ("position", "code", "name", "scale", "maximum")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _in_use(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _in_use(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _in_use(obj)


def _in_use(instrument: Any) -> bool:
    """Sheets that stand on a form would mean something else if it changed."""
    return instrument is not None and instrument.sheets.exists()


@admin.register(Instrument)
class InstrumentAdmin(AuditedAdmin):
    list_display = ("name", "code", "level", "kind", "component", "college", "is_archived")
    list_filter = ("kind", "level", "component", "is_archived")
    search_fields = ("name", "code")
    list_select_related = ("college",)
    inlines = (CriterionInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a form in use only its place in the archive is changed here."""
        if _in_use(obj):
            return ("college", "kind", "component", "name", "code", "level")
        return super().get_readonly_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _in_use(obj)


@admin.register(MotivationForm)
class MotivationFormAdmin(ReadOnlyAdmin):
    """The portal's own page makes the versions."""

    list_display = ("version", "introduced_at")
    fields = ("version", "introduced_at", "statements")
    readonly_fields = ("statements",)

    @admin.display(description=_("утверждения"))
    def statements(self, version: MotivationForm) -> str:
        return format_html_join("", "<p>{}. {}</p>", enumerate(version.items, start=1))


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
