from tests.architecture.access import Access, everyone, only

LOOK_AFTER_PEOPLE = ("administrator", "college_manager")
# A job belongs to whom asked for it; for the rest of the cast it does not exist.
OWN_JOB = only("administrator", "college_manager")

ROUTES: dict[str, Access] = {
    "accounts:login": Access(everyone(302), anonymous=200),
    "accounts:logout": Access(everyone(302), anonymous=302),
    "accounts:home": Access(everyone(302)),
    "accounts:role_switch": Access(everyone(404), method="POST"),
    "accounts:profile": Access(everyone()),
    "accounts:appearance": Access(everyone(), anonymous=200),
    "accounts:language": Access(everyone(302), anonymous=302, method="POST"),
    "accounts:help": Access(everyone(), anonymous=200),
    "accounts:password_reset": Access(everyone(), anonymous=200),
    "accounts:password_reset_sent": Access(everyone(), anonymous=200),
    "accounts:password_change": Access(everyone()),
    # A link that does not work any more opens a page that says so.
    "accounts:password_set": Access(
        everyone(), anonymous=200, kwargs={"uidb64": "stale_uid", "token": "stale_token"}
    ),
    "accounts:invitation": Access(
        everyone(), anonymous=200, kwargs={"uidb64": "stale_uid", "token": "stale_token"}
    ),
    "accounts:user_list": Access(only(*LOOK_AFTER_PEOPLE)),
    "accounts:user_invite": Access(only(*LOOK_AFTER_PEOPLE)),
    "accounts:student_invite": Access(
        only("college_manager"),
        kwargs={"uid": "own_student_uid"},
        foreign_kwargs={"uid": "foreign_student_uid"},
        foreign=404,
    ),
    "accounts:user_detail": Access(
        only(*LOOK_AFTER_PEOPLE),
        kwargs={"pk": "own_colleague"},
        foreign_kwargs={"pk": "foreign_colleague"},
        foreign=404,
    ),
    "accounts:user_activity": Access(
        only("administrator", status=302), method="POST", kwargs={"pk": "own_colleague"}
    ),
    "accounts:membership_end": Access(
        only(*LOOK_AFTER_PEOPLE),
        kwargs={"pk": "own_colleague_role"},
        foreign_kwargs={"pk": "foreign_colleague_role"},
        foreign=404,
    ),
    "accounts:invitation_resend": Access(
        only(*LOOK_AFTER_PEOPLE, status=302),
        method="POST",
        kwargs={"pk": "own_colleague_role"},
        foreign_kwargs={"pk": "foreign_colleague_role"},
        foreign=404,
    ),
    "accounts:job_list": Access(only("administrator")),
    "accounts:job_detail": Access(
        OWN_JOB,
        denied=404,
        kwargs={"pk": "own_job"},
        foreign_kwargs={"pk": "foreign_job"},
        foreign=404,
    ),
    "accounts:job_progress": Access(
        OWN_JOB,
        denied=404,
        kwargs={"pk": "own_job"},
        foreign_kwargs={"pk": "foreign_job"},
        foreign=404,
    ),
    "accounts:job_retry": Access(
        only("administrator", "college_manager", status=302),
        denied=404,
        method="POST",
        kwargs={"pk": "own_failed_job"},
        foreign_kwargs={"pk": "foreign_job"},
        foreign=404,
    ),
    "accounts:audit_list": Access(only("administrator")),
}
