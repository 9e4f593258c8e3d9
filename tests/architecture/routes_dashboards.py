from tests.architecture.access import Access, only

REGION = ("region_officer", "administrator", "association_expert")
PLACES = (*REGION, "municipal_viewer", "college_manager", "college_teacher")


def place(name: str) -> Access:
    """A page of one place: 404 for a college's staff when the place is another college's."""
    return Access(
        only(*PLACES),
        kwargs={"pk": f"own_{name}"},
        foreign_kwargs={"pk": f"foreign_{name}"},
        foreign=404,
    )


ROUTES: dict[str, Access] = {
    "dashboards:region": Access(only(*REGION)),
    "dashboards:funnel": Access(only(*REGION)),
    "dashboards:compare": Access(only(*REGION, "municipal_viewer")),
    "dashboards:truth": Access(only(*REGION)),
    "dashboards:raters": Access(only(*REGION, "college_manager", "college_teacher")),
    "dashboards:raters_estimate": Access(
        only("region_officer", "administrator", status=302), method="POST"
    ),
    "dashboards:municipality": Access(
        only(*REGION, "municipal_viewer"),
        kwargs={"pk": "own_municipality"},
        foreign_kwargs={"pk": "foreign_municipality"},
        foreign=404,
    ),
    "dashboards:college": place("college"),
    "dashboards:college_changes": Access(
        only("college_manager", "college_teacher"),
        kwargs={"pk": "own_college"},
        foreign_kwargs={"pk": "foreign_college"},
        foreign=404,
    ),
    "dashboards:college_why": Access(
        only("college_manager", "college_teacher"),
        kwargs={"pk": "own_college"},
        foreign_kwargs={"pk": "foreign_college"},
        foreign=404,
    ),
    "dashboards:programme": place("programme"),
    "dashboards:group": place("group"),
}
