from django.urls import path

from dashboards.views import changes, comparisons, funnel, places, raters, reasons, truth

app_name = "dashboards"
urlpatterns = [
    path("region/", places.region, name="region"),
    path("region/funnel/", funnel.funnel, name="funnel"),
    path("region/compare/", comparisons.compare, name="compare"),
    path("region/truth/", truth.truth, name="truth"),
    path("region/raters/", raters.raters, name="raters"),
    path("region/raters/estimate/", raters.raters_estimate, name="raters_estimate"),
    path("region/municipalities/<int:pk>/", places.municipality, name="municipality"),
    path("region/colleges/<int:pk>/", places.college, name="college"),
    path("region/colleges/<int:pk>/changes/", changes.college_changes, name="college_changes"),
    path("region/colleges/<int:pk>/why/", reasons.college_why, name="college_why"),
    path("region/programmes/<int:pk>/", places.programme, name="programme"),
    path("region/groups/<int:pk>/", places.group, name="group"),
]
