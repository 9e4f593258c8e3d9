from django.urls import URLPattern, path

from standards.views import catalogue, imports

app_name = "standards"
urlpatterns: list[URLPattern] = [
    path("standards/", catalogue.standard_list, name="standard_list"),
    path("standards/<int:pk>/", catalogue.standard_detail, name="standard_detail"),
    path("standards/functions/<int:pk>/", catalogue.function_detail, name="function_detail"),
    path("standards/import/", imports.upload, name="import_upload"),
    path("standards/import/<uuid:upload>/", imports.report, name="import_report"),
    path("standards/import/<uuid:upload>/apply/", imports.apply, name="import_apply"),
]
