"""Releases in the administration: to be looked at, never changed."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, number
from reports.models import Comment, FigureTicket, PracticeCard, Release, ReleaseFile


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


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = (number, "release", "author_role", "state", "created_at", "moderated_at")
    list_filter = ("state", "author_role")


@admin.register(PracticeCard)
class PracticeCardAdmin(ReadOnlyAdmin):
    list_display = ("title", "college", "employer", "state", "created_at", "published_at")
    list_filter = ("state",)
