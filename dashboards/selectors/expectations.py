"""What share of ready graduates the region would expect of a college, given whom it teaches."""

from collections.abc import Iterator

from assessments.selectors.aggregates import Cut
from colleges.models import College, StudyGroup
from dashboards.rules.disclosure import Disclosure
from dashboards.rules.expectations import PrintedCount, expected_shares_of, rest_of
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.disclosure import disclosure_of


def expected_shares(*, cut: Cut, minimum: int) -> dict[int, float]:
    """Return the expected share by college: level of programme, entry base, city or village.

    All students of a year of graduation are in the same course. Colleges that are not printed, or
    of whose programmes too little is printed, are left out.
    """
    year = Cut(region_code=cut.region_code, graduation_year=cut.graduation_year)
    plan = disclosure_of(cut=year, minimum=minimum)
    programmes = list(_programmes(plan, year))
    by_college: dict[int, list[PrintedCount]] = {}
    for row in programmes:
        by_college.setdefault(row.college, []).append(row)
    rests = [
        _rest(plan, college, settlement, by_college.get(college, []))
        for college, settlement in College.objects.filter(municipality__region_code=cut.region_code)
        .order_by("pk")
        .values_list("pk", "settlement")
    ]
    return expected_shares_of([*programmes, *(row for row in rests if row is not None)])


def _programmes(plan: Disclosure, cut: Cut) -> Iterator[PrintedCount]:
    groups = StudyGroup.objects.filter(college__municipality__region_code=cut.region_code)
    if cut.graduation_year is not None:
        groups = groups.filter(graduation_year=cut.graduation_year)
    rows = (
        groups.order_by("programme_id")
        .values_list(
            "programme_id",
            "college_id",
            "programme__speciality__kind",
            "programme__entry_base",
            "college__settlement",
        )
        .distinct()
    )
    for programme, college, *context in rows:
        ready, assessed = plan.counts_shown((PlaceKind.PROGRAMME, programme)) or (0, 0)
        if assessed:
            yield PrintedCount(college, tuple(map(str, context)), ready, assessed)


def _rest(
    plan: Disclosure, college: int, settlement: str, parts: list[PrintedCount]
) -> PrintedCount | None:
    counts = plan.counts_shown((PlaceKind.COLLEGE, college))
    if counts is None:
        return None
    ready, assessed = counts
    return rest_of(college, settlement=settlement, ready=ready, assessed=assessed, parts=parts)
