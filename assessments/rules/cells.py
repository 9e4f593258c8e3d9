"""A cell of a sheet: text as typed, read on its criterion's scale."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from django.utils.translation import gettext as _

from assessments.enums import ResultState, ScaleKind
from scoring.scales import Reading, Scale, State, parse
from scoring.scales import ScaleKind as ScoringScale

_STATES: Final = {
    State.VALUE: ResultState.VALUE,
    State.ABSENT: ResultState.ABSENT,
    State.EXEMPT: ResultState.EXEMPT,
    State.NOT_OBSERVED: ResultState.NOT_OBSERVED,
    State.EMPTY: ResultState.EMPTY,
}
LONGEST_CELL: Final = 40


@dataclass(frozen=True, slots=True)
class CellReading:
    """`score` in [0, 1] for a value, None otherwise; `error` in Russian, empty when all is well."""

    state: ResultState
    score: float | None = None
    error: str = ""


class Scaled(Protocol):
    """What reading needs of a criterion."""

    @property
    def scale(self) -> str: ...
    @property
    def maximum(self) -> Decimal | None: ...


def scale_of(criterion: Scaled) -> Scale:
    """Return the scale of a criterion as `scoring` knows it."""
    maximum = criterion.maximum if criterion.scale == ScaleKind.POINTS else None
    return Scale(ScoringScale(criterion.scale), None if maximum is None else float(maximum))


def read_cell(raw: object, criterion: Scaled) -> CellReading:
    """Read what was typed or imported; unknown text is an error, never zero."""
    if len(str(raw)) > LONGEST_CELL:
        return CellReading(ResultState.EMPTY, error=_("Значение длиннее 40 знаков."))
    reading: Reading = parse(raw, scale_of(criterion))
    if reading.state is State.ERROR:
        return CellReading(ResultState.EMPTY, error=reading.message or "")
    return CellReading(_STATES[reading.state], score=reading.score)
