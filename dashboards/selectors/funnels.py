"""The funnel of the region's colleges for one year of graduation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.selectors.aggregates import Cut
from core.scope import Scope
from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.funnels import CollegeCount, CollegeFunnel, judge
from dashboards.rules.series import FEW, pool
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors.disclosure import disclosure_of
from dashboards.selectors.expectations import expected_shares
from dashboards.selectors.panels import Named, colleges_in
from dashboards.selectors.series import years_of


@dataclass(frozen=True, slots=True)
class FunnelView:
    """`funnel` is None when nothing may be printed; `hidden` and `silent` name the other colleges.

    `hidden`: too few people; `silent`: nobody assessed in this year. `expected` is the share that
    the region would expect, by college.
    """

    funnel: CollegeFunnel | None
    assessed: int | None
    hidden: tuple[str, ...]
    silent: tuple[str, ...]
    expected: Mapping[int, float] = field(default_factory=dict)


def college_funnel(*, cut: Cut, scope: Scope, minimum: int) -> FunnelView:
    """Return the funnel from what the plan of the year lets be printed, colleges by name."""
    plan = disclosure_of(cut=cut, minimum=minimum)
    region = plan.shown(REGION)
    counted, hidden, silent = [], [], []
    for college in colleges_in(cut=cut, scope=scope):
        figures = plan.shown((PlaceKind.COLLEGE, college.key))
        if figures is None or figures.assessed == 0:
            silent.append(college.name)
        elif figures.assessed is None or figures.ready is None:
            hidden.append(college.name)
        else:
            counted.append(_counted(college, figures, cut, minimum))
    target = None if region is None else region.share_ready
    return FunnelView(
        funnel=None if target is None else judge(counted, target=target),
        assessed=None if region is None else region.assessed,
        hidden=tuple(hidden),
        silent=tuple(silent),
        expected=expected_shares(cut=cut, minimum=minimum),
    )


def _counted(college: Named, figures: ShownFigures, cut: Cut, minimum: int) -> CollegeCount:
    """Return the college's counts; those of up to three years together where people are few."""
    place = (PlaceKind.COLLEGE, college.key)
    together = None
    if (figures.assessed or 0) < FEW:
        together = pool(years_of(place=place, cut=cut, minimum=minimum))
    used = figures if together is None else together.figures
    return CollegeCount(
        key=college.key,
        name=college.name,
        detail=college.detail,
        ready=used.ready or 0,
        assessed=used.assessed or 0,
        years=() if together is None else together.years,
    )
