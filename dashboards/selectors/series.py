"""A place over the last years of graduation."""

from dataclasses import replace

from assessments.selectors.aggregates import Cut
from dashboards.rules.series import YEARS, YearFigures, pool
from dashboards.rules.spots import Place
from dashboards.selectors.disclosure import disclosure_of


def years_of(*, place: Place, cut: Cut, minimum: int) -> tuple[YearFigures, ...]:
    """Return what may be printed of the cut's year and the two before, oldest first."""
    if cut.graduation_year is None:
        return ()
    rows = []
    for year in range(cut.graduation_year - YEARS + 1, cut.graduation_year + 1):
        figures = disclosure_of(cut=replace(cut, graduation_year=year), minimum=minimum).shown(
            place
        )
        if figures is not None:
            rows.append(YearFigures((year,), figures))
    return tuple(rows)


def series_of(*, place: Place, cut: Cut, minimum: int) -> tuple[YearFigures, ...]:
    """Return the years with all of them together at the end; empty for a single year."""
    rows = years_of(place=place, cut=cut, minimum=minimum)
    together = pool(rows)
    if len(rows) < 2:
        return ()
    return rows if together is None else (*rows, together)
