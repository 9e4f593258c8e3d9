"""The map of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("dashboards.urls")),
    path("", include("assessments.urls")),
    path("", include("accounts.urls")),
    path("", include("employers.urls")),
    path("", include("colleges.urls")),
    path("", include("standards.urls")),
    path("health/", include("readiness_portal.health.urls")),
    path("admin/", admin.site.urls),
]
