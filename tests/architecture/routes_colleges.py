from tests.architecture.access import Access, only

STAFF = ("college_manager", "college_teacher")

ROUTES: dict[str, Access] = {
    "colleges:group_list": Access(only(*STAFF)),
    "colleges:student_import": Access(only(*STAFF)),
    "colleges:student_template": Access(only(*STAFF)),
    "colleges:student_batch": Access(
        only(*STAFF),
        kwargs={"pk": "own_student_batch"},
        foreign_kwargs={"pk": "foreign_student_batch"},
        foreign=404,
    ),
    "colleges:student_apply": Access(
        only(*STAFF, status=302),
        method="POST",
        kwargs={"pk": "own_student_batch"},
        foreign_kwargs={"pk": "foreign_student_batch"},
        foreign=404,
    ),
    "colleges:programme_list": Access(only(*STAFF)),
    "colleges:programme_detail": Access(
        only(*STAFF),
        kwargs={"pk": "own_programme"},
        foreign_kwargs={"pk": "foreign_programme"},
        foreign=404,
    ),
}
