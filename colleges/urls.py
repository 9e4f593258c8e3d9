from django.urls import path

from colleges.views import (
    alignment_files,
    alignment_region,
    alignment_remarks,
    alignment_states,
    alignments,
    consents,
    edition_changes,
    graduates,
    groups,
    monitoring,
    people,
    programme_edits,
    programme_modules,
    programme_removal,
    suggestions,
)

app_name = "colleges"
urlpatterns = [
    path("groups/", groups.group_list, name="group_list"),
    path("groups/new/", people.group_create, name="group_create"),
    path("groups/<int:pk>/edit/", people.group_edit, name="group_edit"),
    path("groups/<int:pk>/add-student/", people.student_create, name="student_create"),
    path("students/<uuid:uid>/edit/", people.student_edit, name="student_edit"),
    path("students/consents/", consents.consent_list, name="consent_list"),
    path("students/<uuid:uid>/consents/", consents.student_consents, name="student_consents"),
    path(
        "students/<uuid:uid>/consents/<slug:purpose>/<slug:kind>/",
        consents.consent_blank,
        name="consent_blank",
    ),
    path("consents/<int:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    path("consents/<int:pk>/review/", consents.consent_review, name="consent_review"),
    path("consents/<int:pk>/scan/", consents.consent_scan, name="consent_scan"),
    path("graduates/", graduates.graduate_list, name="graduate_list"),
    path("graduates/file/", graduates.graduate_file, name="graduate_file"),
    path("graduates/monitoring/", monitoring.monitoring, name="monitoring"),
    path("graduates/monitoring/file/", monitoring.monitoring_file, name="monitoring_file"),
    path("graduates/outcomes/<int:pk>/remove/", graduates.outcome_remove, name="outcome_remove"),
    path("graduates/<uuid:uid>/", graduates.graduate_detail, name="graduate_detail"),
    path("programmes/", groups.programme_list, name="programme_list"),
    path("programmes/new/", programme_edits.programme_create, name="programme_create"),
    path("programmes/<int:pk>/edit/", programme_edits.programme_edit, name="programme_edit"),
    path(
        "programmes/<int:pk>/remove/",
        programme_removal.programme_remove,
        name="programme_remove",
    ),
    path("programmes/<int:pk>/next/", programme_edits.programme_next, name="programme_next"),
    path(
        "programmes/<int:pk>/functions/",
        programme_edits.programme_functions,
        name="programme_functions",
    ),
    path("programmes/<int:pk>/modules/new/", programme_modules.module_create, name="module_create"),
    path(
        "programmes/<int:pk>/modules/<int:module_pk>/",
        programme_modules.module_edit,
        name="module_edit",
    ),
    path(
        "programmes/<int:pk>/modules/<int:module_pk>/remove/",
        programme_modules.module_remove,
        name="module_remove",
    ),
    path("programmes/<int:pk>/", groups.programme_detail, name="programme_detail"),
    path(
        "standards/<int:old_pk>/to/<int:new_pk>/",
        edition_changes.edition_change,
        name="edition_change",
    ),
    path(
        "programmes/<int:pk>/editions/<int:change_pk>/",
        edition_changes.edition_switch,
        name="edition_switch",
    ),
    path("alignment/titles/", alignments.alignment_titles, name="alignment_titles"),
    path("alignment/", alignment_region.alignment_region, name="alignment_region"),
    path("programmes/<int:pk>/alignment/", alignments.alignment, name="alignment"),
    path(
        "programmes/<int:pk>/alignment/cells/", alignments.alignment_cells, name="alignment_cells"
    ),
    path(
        "programmes/<int:pk>/alignment/functions/<int:function_pk>/",
        alignments.alignment_function,
        name="alignment_function",
    ),
    path(
        "programmes/<int:pk>/alignment/functions/<int:function_pk>/remarks/<slug:source>/",
        alignment_remarks.alignment_remarks,
        name="alignment_remarks",
    ),
    path(
        "programmes/<int:pk>/alignment/suggestions/",
        suggestions.alignment_suggestions,
        name="alignment_suggestions",
    ),
    path(
        "programmes/<int:pk>/alignment/xlsx/", alignment_files.alignment_xlsx, name="alignment_xlsx"
    ),
    path(
        "programmes/<int:pk>/alignment/case/", alignment_files.alignment_case, name="alignment_case"
    ),
    path(
        "programmes/<int:pk>/alignment/agree/",
        alignment_states.alignment_agree,
        name="alignment_agree",
    ),
    path(
        "programmes/<int:pk>/alignment/return/",
        alignment_states.alignment_return,
        name="alignment_return",
    ),
    path(
        "programmes/<int:pk>/alignment/next/",
        alignment_states.alignment_next,
        name="alignment_next",
    ),
    path(
        "programmes/<int:pk>/alignment/copy/",
        alignment_states.alignment_copy,
        name="alignment_copy",
    ),
]
