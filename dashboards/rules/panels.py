"""What a page of figures is made of: frozen values, ready to be shown or exported."""

from dataclasses import dataclass

from assessments.rules.figures import FunctionFigures
from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.series import YearFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A row of a panel: a municipality, college, programme or group with its figures.

    `figures` is None where nobody of the cut is; hidden figures say why themselves.
    """

    key: int
    name: str
    detail: str = ""
    figures: ShownFigures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRow:
    """A labour function over the students of a panel; `figures` None where hidden."""

    key: int
    code: str
    name: str
    standard: str
    figures: FunctionFigures | None = None


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

    @property
    def shows_voice(self) -> bool:
        """Whether rows have a share with an employer's voice: to a college's own staff only."""
        return self.minimum <= 1
