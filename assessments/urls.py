from django.urls import path

from assessments.views import (
    cards,
    import_corrections,
    imports,
    methodologies,
    own_severity,
    runs,
    sheets,
    tasks,
)

app_name = "assessments"
urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("sheets/", sheets.sheet_list, name="sheet_list"),
    path("sheets/new/", sheets.sheet_create, name="sheet_create"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/submit/", sheets.sheet_submit, name="sheet_submit"),
    path("sheets/<int:pk>/return/", sheets.sheet_return, name="sheet_return"),
    path("sheets/<int:pk>/void/", sheets.sheet_void, name="sheet_void"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/<slug:slug>/", imports.import_upload, name="import_upload"),
    path("imports/template/<slug:slug>/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_batch, name="import_batch"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/mend/", import_corrections.import_mend, name="import_mend"),
    path("imports/<int:pk>/columns/", import_corrections.import_columns, name="import_columns"),
    path("imports/<int:pk>/marked/", import_corrections.import_marked, name="import_marked"),
    path("groups/<int:pk>/", cards.group_detail, name="group_detail"),
    path("students/<uuid:uid>/", cards.student_card, name="student_card"),
    path("cabinet/severity/", own_severity.own_severity, name="own_severity"),
    path("my-card/", cards.my_card, name="my_card"),
    path("runs/", runs.run_list, name="run_list"),
    path("runs/start/", runs.run_start, name="run_start"),
    path("runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("methodologies/", methodologies.methodology_list, name="methodology_list"),
    path("methodologies/create/", methodologies.methodology_create, name="methodology_create"),
    path("methodologies/diff/", methodologies.methodology_diff, name="methodology_diff"),
    path("methodologies/<int:pk>/", methodologies.methodology_detail, name="methodology_detail"),
    path("methodologies/<int:pk>/edit/", methodologies.methodology_edit, name="methodology_edit"),
    path(
        "methodologies/<int:pk>/publish/",
        methodologies.methodology_publish,
        name="methodology_publish",
    ),
    path(
        "methodologies/<int:pk>/compare/",
        methodologies.methodology_compare,
        name="methodology_compare",
    ),
]
