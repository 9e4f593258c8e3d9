"""What is common to the service part; jobs and imported files: to look at, not to change."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record_action
from core.jobs.registry import title_of
from core.models import ImportBatch, Job

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


@admin.display(description="№", ordering="pk")
def number(row: Model) -> Any:
    """The key of a row, for lists whose rows have no name that may be shown."""
    return row.pk


class ReadOnlyAdmin(AnyModelAdmin):
    """Rows that services write: here they are only looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AuditedAdmin(AnyModelAdmin):
    """Rows that are changed here: each deed leaves a line in the portal's journal too.

    Django's own history of a row stays beside it: the journal says which fields, not their values.
    """

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record("core.add_by_hand", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record("core.change_by_hand", request, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            self._record("core.remove_by_hand", request, row, ())
        return super().log_deletions(request, queryset)

    def _record(self, action: str, request: HttpRequest, row: Model, message: Any) -> None:
        told = _what_changed(message)
        record_action(
            action=action,
            actor_id=request.user.pk,
            now=timezone.now(),
            target=row,
            details={"fields": told} if told else {},
        )


def _what_changed(message: Any) -> str:
    """Name the fields of the row, and the rows below it, of which Django's message tells."""
    parts: list[str] = []
    for one in message if isinstance(message, list) else ():
        for deed in one.values():
            if "object" in deed:
                parts.append(f"{deed['name']} ({deed['object']})")
            else:
                parts.extend(str(name) for name in deed.get("fields", ()))
    return ", ".join(parts)


class JobKindFilter(admin.SimpleListFilter):
    """Kinds of work by their names, of those that have ever been asked for."""

    title = _("вид")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = Job.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return sorted(((kind, _job_title(kind)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def _job_title(kind: str) -> str:
    """Return the name of a kind of work; the code where nothing does it any more."""
    return title_of(kind) or kind


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = (number, "work", "state", "attempts", "created_at", "finished_at")
    list_filter = ("state", JobKindFilter)
    exclude = ("kind",)
    readonly_fields = ("work",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")

    @admin.display(description=_("вид"), ordering="kind")
    def work(self, job: Job) -> str:
        return _job_title(job.kind)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    # The file itself holds names of people and is not shown here.
    exclude = ("content",)
    list_display = (
        number,
        "kind",
        "state",
        "rows_total",
        "rows_wrong",
        "uploaded_at",
        "applied_at",
    )
    list_filter = ("state", "kind")
    ordering = ("-uploaded_at", "-pk")

    def get_queryset(self, request: Any) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).defer("content", "report")
