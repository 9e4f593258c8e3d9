"""What a college's share is worth beside the share itself: the numbers of the funnel, in tables."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from assessments.selectors.aggregates import Cut
from core.scope import SYSTEM
from dashboards.rules.panels import FairShare, Panel, PlaceRow
from dashboards.rules.spots import REGION, PlaceKind
from dashboards.selectors.funnels import college_funnel
from dashboards.selectors.panels import Named, PanelQuery, place_panel
from dashboards.selectors.settlements import settlements_of


def fair_panel(*, query: PanelQuery, parts: Sequence[Named]) -> Panel:
    """Return the panel of a place; colleges among its parts with what their shares are worth.

    The region has its colleges by kind of place as well.
    """
    panel = place_panel(query=query, parts=parts)
    if query.place == REGION:
        panel = replace(panel, settlements=settlements_of(cut=query.cut, minimum=query.minimum))
    if query.part_kind is not PlaceKind.COLLEGE:
        return panel
    return replace(panel, rows=with_fair_shares(panel.rows, cut=query.cut), shows_fair=True)


def with_fair_shares(rows: Sequence[PlaceRow], *, cut: Cut) -> tuple[PlaceRow, ...]:
    """Return the colleges with the funnel's numbers beside those whose share is printed.

    All colleges of the region inform them, whoever asks, and only by what anybody may print of
    them: one college has one number on every page. A single speciality has no expectation: it is
    made of all specialities of a college.
    """
    whole = Cut(
        region_code=cut.region_code,
        graduation_year=cut.graduation_year,
        speciality_id=cut.speciality_id,
    )
    view = college_funnel(cut=whole, scope=SYSTEM, minimum=settings.MINIMUM_CELL)
    expected = view.expected if cut.speciality_id is None else {}
    found = {
        verdict.college.key: FairShare(
            share=verdict.pooled,
            interval=verdict.pooled_interval,
            expected=expected.get(verdict.college.key),
            years=verdict.college.years,
        )
        for verdict in (() if view.funnel is None else view.funnel.rows)
    }
    return tuple(
        replace(row, fair=found.get(row.key))
        if row.figures is not None and row.figures.share_ready is not None
        else row
        for row in rows
    )
