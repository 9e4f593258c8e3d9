"""City, small town and village: the region's colleges by the kind of place they stand in."""

from assessments.selectors.aggregates import Cut
from colleges.enums import SettlementKind
from colleges.models import College
from dashboards.rules.settlements import SettlementRow, by_settlement
from dashboards.rules.spots import PlaceKind
from dashboards.selectors.disclosure import disclosure_of


def settlements_of(*, cut: Cut, minimum: int) -> tuple[SettlementRow, ...]:
    """Return the region's kinds of places from what the plan lets be printed of its colleges."""
    plan = disclosure_of(cut=cut, minimum=minimum)
    colleges = College.objects.filter(municipality__region_code=cut.region_code)
    return by_settlement(
        (
            (settlement, plan.shown((PlaceKind.COLLEGE, key)))
            for key, settlement in colleges.order_by("pk").values_list("pk", "settlement")
        ),
        SettlementKind.values,
    )
