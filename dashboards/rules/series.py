"""A place over years of graduation, and the years together, from what is printed of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.rules.figures import GroupFigures
from dashboards.rules.disclosure import ShownFigures

# With fewer people a share says little; several years together say more.
FEW: Final = 20
YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Figures of one year, or of several together."""

    years: tuple[int, ...]
    figures: ShownFigures

    @property
    def is_pooled(self) -> bool:
        return len(self.years) > 1


def pool(rows: Sequence[YearFigures]) -> YearFigures | None:
    """Return the years together; None unless two or more of them are printed.

    Only printed counts are added up, so together they tell nothing that the years do not.
    """
    printed = [row for row in rows if row.figures.assessed and row.figures.ready is not None]
    if len(printed) < 2:
        return None
    own = GroupFigures(
        assessed=sum(row.figures.assessed or 0 for row in printed),
        ready=sum(row.figures.ready or 0 for row in printed),
    )
    return YearFigures(
        tuple(year for row in printed for year in row.years),
        ShownFigures(
            assessed=own.assessed,
            ready=own.ready,
            share_ready=own.share_ready,
            interval=own.interval,
        ),
    )
