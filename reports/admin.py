"""Releases in the administration: to be looked at, never changed."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from reports.models import FigureTicket, Release, ReleaseFile

# The types take a parameter that the classes themselves do not.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """What is frozen stays so, whoever looks."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("title", "graduation_year", "state", "data_date", "published_at")
    list_filter = ("state", "graduation_year")
    search_fields = ("title", "slug")
    exclude = ("content", "counts")


@admin.register(ReleaseFile)
class ReleaseFileAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "release", "file_format", "size", "created_at")
    list_filter = ("file_format",)
    exclude = ("content",)


@admin.register(FigureTicket)
class FigureTicketAdmin(ReadOnlyAdmin):
    list_display = ("figure_name", "college", "release", "state", "due_date")
    list_filter = ("state",)
