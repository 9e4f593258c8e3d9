from tests.architecture.access import Access, only

STAFF = ("college_manager", "college_teacher")
ALIGNMENT_READERS = (
    *STAFF,
    "region_officer",
    "municipal_viewer",
    "association_expert",
    "administrator",
)


def module_route(status: int, method: str = "GET") -> Access:
    """A page or a deed of one module of a programme."""
    return Access(
        only("college_manager", status=status),
        method=method,
        kwargs={"pk": "own_programme", "module_pk": "own_module"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    )


def programme_route(allowed: dict[str, int], method: str = "GET") -> Access:
    """A page or a deed of one programme."""
    return Access(
        allowed,
        method=method,
        kwargs={"pk": "own_programme"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    )


ROUTES: dict[str, Access] = {
    "colleges:group_list": Access(only(*STAFF)),
    "colleges:group_create": Access(only("college_manager")),
    "colleges:group_edit": Access(
        only("college_manager"),
        kwargs={"pk": "own_group"},
        foreign_kwargs={"pk": "foreign_group"},
        foreign=404,
    ),
    "colleges:student_create": Access(
        only(*STAFF),
        kwargs={"pk": "own_group"},
        foreign_kwargs={"pk": "foreign_group"},
        foreign=404,
    ),
    "colleges:student_edit": Access(
        only(*STAFF),
        kwargs={"uid": "own_student_uid"},
        foreign_kwargs={"uid": "foreign_student_uid"},
        foreign=404,
    ),
    "colleges:consent_list": Access(only(*STAFF)),
    "colleges:student_consents": Access(
        only(*STAFF),
        kwargs={"uid": "own_student_uid"},
        foreign_kwargs={"uid": "foreign_student_uid"},
        foreign=404,
    ),
    "colleges:consent_blank": Access(
        only(*STAFF),
        kwargs={"uid": "own_student_uid", "purpose": "consent_purpose", "kind": "paper_kind"},
        foreign_kwargs={
            "uid": "foreign_student_uid",
            "purpose": "consent_purpose",
            "kind": "paper_kind",
        },
        foreign=404,
    ),
    "colleges:consent_withdraw": Access(
        only(*STAFF),
        kwargs={"pk": "own_consent"},
        foreign_kwargs={"pk": "foreign_consent"},
        foreign=404,
    ),
    "colleges:consent_review": Access(
        only("college_manager"),
        kwargs={"pk": "own_withdrawn_consent"},
        foreign_kwargs={"pk": "foreign_withdrawn_consent"},
        foreign=404,
    ),
    "colleges:consent_scan": Access(
        only(*STAFF),
        kwargs={"pk": "own_consent"},
        foreign_kwargs={"pk": "foreign_consent"},
        foreign=404,
    ),
    "colleges:graduate_list": Access(only(*STAFF)),
    # The cast has no graduates here, and without one there is no file.
    "colleges:graduate_file": Access(only(*STAFF, status=404)),
    "colleges:graduate_detail": Access(
        only(*STAFF),
        kwargs={"uid": "own_graduate_uid"},
        foreign_kwargs={"uid": "foreign_graduate_uid"},
        foreign=404,
    ),
    "colleges:outcome_remove": Access(
        only(*STAFF),
        kwargs={"pk": "own_outcome"},
        foreign_kwargs={"pk": "foreign_outcome"},
        foreign=404,
    ),
    "colleges:monitoring": Access(only(*STAFF)),
    "colleges:monitoring_file": Access(only(*STAFF, status=404)),
    "colleges:programme_list": Access(only(*STAFF)),
    "colleges:programme_detail": Access(
        only(*STAFF),
        kwargs={"pk": "own_programme"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    ),
    "colleges:programme_create": Access(only("college_manager")),
    "colleges:programme_edit": programme_route(only("college_manager")),
    "colleges:programme_next": programme_route(only("college_manager")),
    "colleges:programme_remove": programme_route(only("college_manager")),
    "colleges:programme_functions": programme_route(only("college_manager")),
    "colleges:module_create": programme_route(only("college_manager")),
    "colleges:module_edit": module_route(200),
    "colleges:module_remove": module_route(302, method="POST"),
    "colleges:alignment_region": Access(only(*ALIGNMENT_READERS)),
    "colleges:alignment_titles": Access(only(*STAFF)),
    "colleges:alignment": programme_route(only(*ALIGNMENT_READERS)),
    "colleges:alignment_cells": programme_route(only(*STAFF, status=400), method="POST"),
    "colleges:alignment_function": Access(
        only(*ALIGNMENT_READERS),
        kwargs={"pk": "own_programme", "function_pk": "own_programme_function"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    ),
    "colleges:alignment_remarks": Access(
        only(*ALIGNMENT_READERS),
        kwargs={
            "pk": "own_programme",
            "function_pk": "own_programme_function",
            "source": "own_module_key",
        },
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    ),
    "colleges:alignment_suggestions": programme_route(only(*STAFF)),
    "colleges:edition_change": Access(
        only(*ALIGNMENT_READERS), kwargs={"old_pk": "old_standard", "new_pk": "standard"}
    ),
    "colleges:edition_switch": Access(
        only(*STAFF),
        kwargs={"pk": "own_programme", "change_pk": "change_of_edition"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    ),
    "colleges:alignment_xlsx": programme_route(only(*ALIGNMENT_READERS)),
    "colleges:alignment_case": programme_route(only(*ALIGNMENT_READERS)),
    "colleges:alignment_agree": programme_route(
        only("college_manager", "association_expert", status=302), method="POST"
    ),
    "colleges:alignment_return": programme_route(
        only("college_manager", "association_expert", status=302), method="POST"
    ),
    "colleges:alignment_next": programme_route(only(*STAFF, status=302), method="POST"),
    "colleges:alignment_copy": programme_route(only(*STAFF, status=404), method="POST"),
}
