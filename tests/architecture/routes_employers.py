from tests.architecture.access import Access, everyone, only

STAFF = ("college_manager", "college_teacher")


def by_link() -> Access:
    """A page that the secret in its address opens to whoever has it."""
    return Access(
        everyone(),
        anonymous=200,
        kwargs={"token": "own_token"},
        foreign_kwargs={"token": "unknown_token"},
        foreign=404,
    )


def own(kind: str, *roles: str, foreign: int = 404) -> Access:
    return Access(
        only(*roles),
        kwargs={"pk": f"own_{kind}"},
        foreign_kwargs={"pk": f"foreign_{kind}"},
        foreign=foreign,
    )


ROUTES: dict[str, Access] = {
    "employers:link_lost": Access(everyone(), anonymous=200),
    "employers:rate_worker": Access(everyone(), anonymous=200),
    "employers:rate": by_link(),
    "employers:placement_list": Access(only(*STAFF)),
    "employers:placement_list_file": Access(only(*STAFF)),
    "employers:placement_create": Access(only(*STAFF)),
    "employers:request_create": Access(only(*STAFF, status=302), method="POST"),
    "employers:placement_detail": own("placement", *STAFF),
    "employers:placement_change": own("placement", *STAFF),
    "employers:placement_remove": own("placement", *STAFF),
    "employers:evaluation_enter": own("placement", *STAFF),
    "employers:request_revoke": own("request", *STAFF),
    "employers:employer_list": Access(only(*STAFF)),
    "employers:employer_create": Access(only(*STAFF)),
    # The directory of enterprises is shared by the region; the people in it are not.
    "employers:employer_detail": own("employer", *STAFF, foreign=200),
    "employers:employer_change": own("employer", *STAFF, foreign=403),
    "employers:contact_create": own("employer", *STAFF, foreign=200),
    "employers:contact_change": own("contact", *STAFF),
    "employers:cabinet": Access(only("employer_manager")),
    "employers:cabinet_rate": own("placement", "employer_manager"),
}
