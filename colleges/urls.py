from django.urls import path

from colleges.views import groups

app_name = "colleges"
urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/import/", groups.student_import, name="student_import"),
    path("groups/import/template/", groups.student_template, name="student_template"),
    path("groups/import/<int:pk>/", groups.student_batch, name="student_batch"),
    path("groups/import/<int:pk>/apply/", groups.student_apply, name="student_apply"),
    path("programmes/", groups.programme_list, name="programme_list"),
    path("programmes/<int:pk>/", groups.programme_detail, name="programme_detail"),
]
