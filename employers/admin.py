"""Reference data of enterprises by hand; what mentors said is read only."""

from django.contrib import admin

from core.admin import AuditedAdmin, ReadOnlyAdmin, number
from employers.models import Contact, Demand, Employer, Evaluation, Placement, RatingRequest


@admin.register(Employer)
class EmployerAdmin(AuditedAdmin):
    list_display = ("name", "inn", "municipality", "is_active")
    list_filter = ("is_active", "municipality__country")
    search_fields = ("name", "inn")
    list_select_related = ("municipality",)


@admin.register(Contact)
class ContactAdmin(AuditedAdmin):
    """The list shows no names: whoever needs one opens the row."""

    list_display = (number, "employer", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("employer__name", "email")
    list_select_related = ("employer",)
    raw_id_fields = ("employer",)
    filter_horizontal = ("known_to",)


@admin.register(Demand)
class DemandAdmin(AuditedAdmin):
    list_display = ("profession", "year", "municipality", "employer", "people_count", "source")
    list_filter = ("year", "municipality")
    search_fields = ("profession", "okpdtr")
    list_select_related = ("municipality", "employer")
    raw_id_fields = ("employer", "functions")


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    # The college's own words and marks belong to the college's pages.
    exclude = ("college_supervisor", "hours_done", "mark")
    list_display = (number, "employer", "kind", "starts_on", "ends_on")
    list_filter = ("kind",)
    date_hierarchy = "ends_on"
    list_select_related = ("employer",)


@admin.register(RatingRequest)
class RatingRequestAdmin(ReadOnlyAdmin):
    list_display = (number, "placement", "channel", "created_at", "opened_at", "expires_at")
    list_filter = ("channel",)
    exclude = ("token_sha256",)


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """Who, when and by which way; the answers themselves belong to the college's pages."""

    list_display = (number, "placement", "origin", "submitted_at", "corrected_at")
    list_filter = ("origin",)
    fields = ("placement", "origin", "entered_by", "submitted_at", "corrected_at")
