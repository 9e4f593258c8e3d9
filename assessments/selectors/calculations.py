"""Readiness with its uncertainty, computed in memory from input that has been read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from assessments.rules.priors import priors_for, with_estimated_variances
from assessments.selectors.scoring_input import ScoringInput
from scoring.parameters import Parameters
from scoring.readiness import Readiness, compute
from scoring.uncertainty import CellUncertainty, StudentUncertainty, assess

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Calculated:
    """What one calculation answers; `students` and `cells` say how sure the answers are."""

    readiness: Readiness
    cells: CellUncertainty
    students: StudentUncertainty


def calculate(
    source: ScoringInput, parameters: Parameters, priors: Mapping[str, Any], *, as_of: date
) -> Calculated:
    """Compute as of a day; `priors` are those of a run (ReadinessRun.priors), empty: as stated."""
    measured = with_estimated_variances(parameters, priors)
    readiness = compute(source.evidence, source.requirements, measured, (as_of - _EPOCH).days)
    cells, students = assess(
        readiness,
        source.requirements,
        measured,
        priors_for(source.functions, priors, measured),
        source.programme_kinds,
    )
    return Calculated(readiness, cells, students)
