"""What a page of figures is made of: frozen values, ready to be shown or exported."""

from dataclasses import dataclass

from assessments.rules.figures import FunctionFigures
from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.series import YearFigures
from dashboards.rules.settlements import SettlementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FairShare:
    """What a share is worth: the empirical-Bayes share with its 95 % interval, the expected one.

    `interval` is None where colleges differ no more than chance and all have one share; `expected`
    where there is no expectation; `years` name several years of graduation that stand together.
    """

    share: float
    interval: tuple[float, float] | None
    expected: float | None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A row of a panel: a municipality, college, programme or group with its figures.

    `figures` is None where nobody of the cut is; hidden figures say why themselves. `fair` is None
    where the share may not be printed, and of places that are not compared so.
    """

    key: int
    name: str
    detail: str = ""
    figures: ShownFigures | None = None
    fair: FairShare | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRow:
    """A labour function over the students of a panel; `figures` None where hidden.

    `hides_employers`: the employers' mean and the gap may not be printed.
    """

    key: int
    code: str
    name: str
    standard: str
    figures: FunctionFigures | None = None
    hides_employers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything about one place: own figures, parts, functions, the region beside it."""

    total: ShownFigures | None
    previous: ShownFigures | None
    reference: ShownFigures | None
    rows: tuple[PlaceRow, ...]
    functions: tuple[FunctionRow, ...]
    minimum: int
    reported: tuple[int, int] | None = None
    series: tuple[YearFigures, ...] = ()
    shows_fair: bool = False
    settlements: tuple[SettlementRow, ...] = ()

    @property
    def shows_voice(self) -> bool:
        """Whether rows have a share with an employer's voice: to a college's own staff only."""
        return self.minimum <= 1
