"""What share of ready graduates the region would expect of a college, given whom it teaches."""

import numpy as np

from assessments.selectors.aggregates import Cut, Level, figures_by
from colleges.models import StudyGroup
from core.scope import SYSTEM
from scoring.expectation import adjusted_shares, design_of, fit_expectation
from scoring.grouping import AnyInts

# Whole per cents: finer ones would tell how a college's hidden programmes differ in size.
_DIGITS = 2


def expected_shares(*, cut: Cut) -> dict[int, float]:
    """Return the expected share by college: level of programme, entry base, city or village.

    All students of a year of graduation are in the same course. Colleges without assessed people
    are left out.
    """
    figures = figures_by(
        level=Level.GROUP,
        cut=Cut(region_code=cut.region_code, graduation_year=cut.graduation_year),
        scope=SYSTEM,
    )
    rows = [
        row
        for row in StudyGroup.objects.filter(pk__in=list(figures))
        .order_by("pk")
        .values_list(
            "pk",
            "college_id",
            "programme__speciality__kind",
            "programme__entry_base",
            "college__settlement",
        )
        if figures[row[0]].assessed
    ]
    if not rows:
        return {}
    ready = np.array([figures[row[0]].ready for row in rows])
    assessed = np.array([figures[row[0]].assessed for row in rows])
    factors: list[AnyInts] = [
        np.unique([row[at] for row in rows], return_inverse=True)[1] for at in (2, 3, 4)
    ]
    fitted = fit_expectation(design_of(factors), ready, assessed)
    colleges, college = np.unique([row[1] for row in rows], return_inverse=True)
    shares = adjusted_shares(ready, assessed, fitted.probability, college, groups=len(colleges))
    expected = (shares.expected / shares.students).round(_DIGITS)
    return dict(zip(colleges.tolist(), expected.tolist(), strict=True))
