"""Figures of the truth page, by year of graduation."""

import numpy as np
from django.core.cache import cache

from assessments.selectors.outcomes import graduates_of, graduation_years_with_outcomes
from assessments.selectors.readiness import data_version
from core.scope import Scope
from dashboards.rules.truth import Graduates, Truth, truth_of
from dashboards.selectors.disclosure import PROGRAM

_SECONDS = 600


def truth_by_year(*, region_code: str, scope: Scope, minimum: int) -> dict[int, Truth]:
    """Return what may be printed of each year with outcomes, newest first; empty off the region.

    There is no row of all years together: it would give back what a year hides.
    """
    if not scope.region_wide:
        return {}
    key = f"truth:{PROGRAM}:{region_code}:{minimum}:{data_version()}".replace(" ", "_")
    kept: dict[int, Truth] | None = cache.get(key)
    if kept is None:
        kept = {
            year: truth_of(
                _graduates(region_code=region_code, year=year, scope=scope), minimum=minimum
            )
            for year in graduation_years_with_outcomes(region_code=region_code, scope=scope)
        }
        cache.set(key, kept, _SECONDS)
    return kept


def _graduates(*, region_code: str, year: int, scope: Scope) -> Graduates:
    rows = graduates_of(region_code=region_code, year=year, scope=scope)
    return Graduates(
        index=np.array([row.index for row in rows], dtype=np.float64),
        outcome=np.array([row.in_speciality for row in rows], dtype=np.float64),
        level=np.array([row.level for row in rows], dtype=np.int64),
    )
