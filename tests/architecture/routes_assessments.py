from tests.architecture.access import Access, everyone, only

STAFF = ("college_manager", "college_teacher")
OFFICE = ("region_officer", "administrator")


def own_sheet(
    *, post: bool = False, roles: tuple[str, ...] = STAFF, status: int | None = None
) -> Access:
    """A sheet's page or deed: 404 for the staff of another college."""
    return Access(
        only(*roles, status=status or (302 if post else 200)),
        method="POST" if post else "GET",
        kwargs={"pk": "own_sheet"},
        foreign_kwargs={"pk": "foreign_sheet"},
        foreign=404,
    )


def own_import(*, post: bool = False, status: int = 200) -> Access:
    """A page or deed of a loaded file: 404 for the staff of another college."""
    return Access(
        only(*STAFF, status=302 if post else status),
        method="POST" if post else "GET",
        kwargs={"pk": "own_import"},
        foreign_kwargs={"pk": "foreign_import"},
        foreign=404,
    )


def programme_function_route(status: int, method: str = "GET") -> Access:
    """A page or a deed of one function that a programme requires."""
    return Access(
        only("college_manager", status=status),
        method=method,
        kwargs={"pk": "own_programme", "function_pk": "own_programme_function"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    )


def programme_evidence(**more: str) -> Access:
    """A page of the coverage of evidence: 404 for the staff of another college."""
    return Access(
        only(*STAFF),
        kwargs={"pk": "own_programme", **more},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    )


def own_document(key: str, *, post: bool = False, roles: tuple[str, ...] = STAFF) -> Access:
    """A page, a file or a deed of an issued paper: 404 for the staff of another college."""
    return Access(
        only(*roles, status=302 if post else 200),
        method="POST" if post else "GET",
        kwargs={"pk": f"own_{key}"},
        foreign_kwargs={"pk": f"foreign_{key}"},
        foreign=404,
    )


def own_instrument(*, roles: tuple[str, ...] = STAFF) -> Access:
    """A page of a form of assessment: 404 for the staff of another college."""
    return Access(
        only(*roles),
        kwargs={"pk": "own_instrument"},
        foreign_kwargs={"pk": "foreign_instrument"},
        foreign=404,
    )


def motivation_draft() -> Access:
    """A page of the draft of the motivation questionnaire."""
    return Access(only("administrator"), kwargs={"pk": "motivation_draft"})


ROUTES: dict[str, Access] = {
    "assessments:tasks": Access(only(*STAFF)),
    "assessments:sheet_list": Access(only(*STAFF)),
    "assessments:sheet_worker": Access(everyone(), anonymous=200),
    "assessments:sheet_shell": Access(everyone(), anonymous=200),
    "assessments:sheet_titles": Access(only(*STAFF)),
    "assessments:sheet_list_file": Access(only(*STAFF)),
    "assessments:sheet_file": own_sheet(),
    # The sheet of the cast is no demonstration exam: it has no marks.
    "assessments:sheet_marks_file": own_sheet(status=404),
    "assessments:student_list_file": Access(only(*STAFF)),
    "assessments:group_file": Access(
        only(*STAFF),
        kwargs={"pk": "own_group"},
        foreign_kwargs={"pk": "foreign_group"},
        foreign=404,
    ),
    "assessments:sheet_create": Access(only(*STAFF)),
    "assessments:sheet_detail": own_sheet(),
    "assessments:sheet_cells": own_sheet(),
    # The page needs a cell in its query; without one it answers as for a foreign sheet.
    "assessments:cell_detail": own_sheet(status=404),
    "assessments:sheet_submit": own_sheet(),
    "assessments:sheet_return": own_sheet(post=True, roles=("college_manager",)),
    "assessments:sheet_void": own_sheet(post=True, roles=("college_manager",)),
    "assessments:instrument_list": Access(only(*STAFF)),
    "assessments:instrument_create": Access(only("college_manager")),
    "assessments:instrument_detail": own_instrument(),
    "assessments:instrument_edit": own_instrument(roles=("college_manager",)),
    "assessments:instrument_remove": own_instrument(roles=("college_manager",)),
    "assessments:instrument_archive": Access(
        only("college_manager", status=302),
        method="POST",
        kwargs={"pk": "own_instrument"},
        foreign_kwargs={"pk": "foreign_instrument"},
        foreign=404,
    ),
    "assessments:import_upload": Access(only(*STAFF), kwargs={"slug": "import_kind"}),
    "assessments:import_template": Access(only(*STAFF), kwargs={"slug": "import_kind"}),
    "assessments:import_batch": own_import(),
    "assessments:import_apply": own_import(post=True),
    "assessments:import_companion": own_import(post=True),
    "assessments:import_list": Access(only(*STAFF)),
    "assessments:import_undo": own_import(post=True),
    "assessments:import_mend": own_import(post=True),
    "assessments:import_columns": own_import(),
    # The file of the cast lacks no КОД: back to the file.
    "assessments:import_exam_forms": own_import(status=302),
    "assessments:import_hidden": own_import(post=True),
    "assessments:import_marked": own_import(),
    "assessments:evidence_overview": Access(only("college_manager", "college_teacher")),
    "assessments:evidence_college_places": Access(only(*STAFF)),
    "assessments:evidence_programme": programme_evidence(),
    "assessments:evidence_file": programme_evidence(),
    "assessments:evidence_places": programme_evidence(),
    "assessments:evidence_function": programme_evidence(function_pk="own_programme_function"),
    "assessments:programme_function": programme_function_route(200),
    "assessments:programme_function_remove": programme_function_route(302, method="POST"),
    "assessments:group_detail": Access(
        only(*STAFF),
        kwargs={"pk": "own_group"},
        foreign_kwargs={"pk": "foreign_group"},
        foreign=404,
    ),
    "assessments:student_card": Access(
        only(*STAFF),
        kwargs={"uid": "own_student_uid"},
        foreign_kwargs={"uid": "foreign_student_uid"},
        foreign=404,
    ),
    "assessments:document_list": Access(only(*STAFF)),
    "assessments:document_create": Access(only(*STAFF)),
    "assessments:document_detail": own_document("document"),
    "assessments:document_file": own_document("document"),
    "assessments:document_revoke": own_document("document", post=True, roles=("college_manager",)),
    "assessments:document_archive": own_document("archive"),
    "assessments:document_archive_file": own_document("archive"),
    "assessments:document_template_list": Access(only(*STAFF)),
    "assessments:document_template": Access(
        only("college_manager"), kwargs={"kind": "document_kind"}
    ),
    "assessments:document_template_file": Access(only(*STAFF), kwargs={"kind": "document_kind"}),
    "assessments:document_template_drop": Access(
        only("college_manager", status=302), method="POST", kwargs={"kind": "document_kind"}
    ),
    "assessments:document_template_sample": Access(
        only("college_manager"), kwargs={"kind": "document_kind"}
    ),
    "assessments:document_template_remove": Access(
        only("college_manager"), kwargs={"kind": "kept_template_kind"}
    ),
    "assessments:document_verify": Access(
        everyone(),
        anonymous=200,
        kwargs={"token": "paper_token"},
        foreign_kwargs={"token": "unknown_token"},
        foreign=404,
    ),
    "assessments:sheet_marks": own_sheet(),
    "assessments:grade_scale_list": Access(only(*STAFF)),
    "assessments:grade_scale_create": Access(only("college_manager")),
    "assessments:grade_scale_retire": Access(
        only("college_manager"),
        kwargs={"pk": "own_grade_scale"},
        foreign_kwargs={"pk": "foreign_grade_scale"},
        foreign=404,
    ),
    "assessments:own_severity": Access(only("employer_manager")),
    "assessments:group_graduate": Access(
        only("college_manager"),
        kwargs={"pk": "own_group"},
        foreign_kwargs={"pk": "foreign_group"},
        foreign=404,
    ),
    "assessments:student_list": Access(only(*STAFF)),
    "assessments:at_risk": Access(only(*STAFF)),
    "assessments:at_risk_file": Access(only(*STAFF)),
    "assessments:duplicate_list": Access(only("college_manager")),
    "assessments:student_merge": Access(
        only("college_manager"),
        kwargs={"kept": "own_student_uid", "dropped": "own_twin_uid"},
        foreign_kwargs={"kept": "own_student_uid", "dropped": "foreign_student_uid"},
        foreign=404,
    ),
    "assessments:tell_apart": Access(
        only("college_manager", status=302),
        method="POST",
        kwargs={"kept": "own_student_uid", "dropped": "own_twin_uid"},
        foreign_kwargs={"kept": "own_student_uid", "dropped": "foreign_student_uid"},
        foreign=404,
    ),
    "assessments:merge_undo": Access(
        only("college_manager"),
        kwargs={"pk": "own_merge"},
        foreign_kwargs={"pk": "foreign_merge"},
        foreign=404,
    ),
    "assessments:transfer": Access(
        only("college_manager"),
        kwargs={"pk": "own_transfer"},
        foreign_kwargs={"pk": "foreign_transfer"},
        foreign=404,
    ),
    "assessments:transfer_refuse": Access(
        only("college_manager", status=302),
        method="POST",
        kwargs={"pk": "own_transfer"},
        foreign_kwargs={"pk": "foreign_transfer"},
        foreign=404,
    ),
    "assessments:transfer_recall": Access(
        only("college_manager", status=302),
        method="POST",
        kwargs={"pk": "leaving_transfer"},
        foreign_kwargs={"pk": "foreign_transfer"},
        foreign=404,
    ),
    "assessments:student_move": Access(
        only("college_manager"),
        kwargs={"uid": "own_student_uid", "kind": "order_kind"},
        foreign_kwargs={"uid": "foreign_student_uid", "kind": "order_kind"},
        foreign=404,
    ),
    "assessments:my_card": Access(only("student")),
    "assessments:motivation": Access(only("student")),
    "assessments:self_assessment": Access(only("student")),
    "assessments:methodology_list": Access(only(*OFFICE, "association_expert")),
    "assessments:methodology_create": Access(only(*OFFICE, status=302), method="POST"),
    "assessments:methodology_diff": Access(only(*OFFICE, "association_expert")),
    "assessments:methodology_detail": Access(
        only(*OFFICE, "association_expert"), kwargs={"pk": "draft_methodology"}
    ),
    "assessments:methodology_edit": Access(only(*OFFICE), kwargs={"pk": "draft_methodology"}),
    "assessments:methodology_publish": Access(only(*OFFICE), kwargs={"pk": "draft_methodology"}),
    "assessments:methodology_compare": Access(
        only(*OFFICE, status=302), method="POST", kwargs={"pk": "draft_methodology"}
    ),
    "assessments:motivation_form_list": Access(only("administrator")),
    "assessments:motivation_form_create": Access(only("administrator", status=302), method="POST"),
    "assessments:motivation_form": motivation_draft(),
    "assessments:motivation_form_edit": motivation_draft(),
    "assessments:motivation_form_introduce": motivation_draft(),
    "assessments:motivation_form_discard": motivation_draft(),
    "assessments:run_list": Access(only(*OFFICE)),
    "assessments:run_start": Access(only(*OFFICE, status=302), method="POST"),
    "assessments:run_detail": Access(only(*OFFICE), kwargs={"pk": "run"}),
}
