"""The funnel of the region's colleges for one year of graduation."""

from dataclasses import dataclass

from assessments.selectors.aggregates import Cut
from core.scope import Scope
from dashboards.rules.funnels import CollegeCount, CollegeFunnel, judge
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors.disclosure import disclosure_of
from dashboards.selectors.panels import colleges_in


@dataclass(frozen=True, slots=True)
class FunnelView:
    """`funnel` is None when nothing may be printed; `hidden` and `silent` name the other colleges.

    `hidden`: too few people; `silent`: nobody assessed in this year.
    """

    funnel: CollegeFunnel | None
    assessed: int | None
    hidden: tuple[str, ...]
    silent: tuple[str, ...]


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
            counted.append(
                CollegeCount(
                    key=college.key,
                    name=college.name,
                    detail=college.detail,
                    ready=figures.ready,
                    assessed=figures.assessed,
                )
            )
    target = None if region is None else region.share_ready
    return FunnelView(
        funnel=None if target is None else judge(counted, target=target),
        assessed=None if region is None else region.assessed,
        hidden=tuple(hidden),
        silent=tuple(silent),
    )
