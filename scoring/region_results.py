"""What the Rasch models of a region estimate and return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.coding import Codes, Floats
from scoring.rasch_conditional import Calibration
from scoring.rasch_scale import thresholds
from scoring.region_data import RegionData

# Of a normal distribution, on either side of 90 % intervals.
NINETY_PERCENT = 1.6448536269514722


@dataclass(frozen=True)
class RegionState:
    """Values of all parameters in logits.

    Variances are those of abilities around their predictor and of severities around 0.
    """

    ability: Floats
    severity: Floats
    coefficients: Floats
    person_variance: float
    severity_variance: float

    def distance(self, other: "RegionState") -> float:
        """Return the largest change of a severity or a standard deviation."""
        return float(
            max(
                np.abs(self.severity - other.severity).max(),
                abs(np.sqrt(self.person_variance) - np.sqrt(other.person_variance)),
                abs(np.sqrt(self.severity_variance) - np.sqrt(other.severity_variance)),
            )
        )


@dataclass(frozen=True)
class RegionEstimate:
    """The state at the end of an estimation, with posterior variances."""

    state: RegionState
    calibration: Calibration
    ability_variances: Floats
    severity_variances: Floats
    iterations: int
    converged: bool


@dataclass(frozen=True)
class RegionFit:
    """Severities, abilities and the population, in logits; arrays in the order of the labels.

    A larger severity is a harsher rater; severities are N(0, severity_sd^2) beforehand, so those
    of raters with few ratings lie near 0. `severity_errors` and `ability_errors` are standard
    deviations of the posterior. `rater_persons` counts the persons a rater judged. The predictor
    of a person is the mean of the group plus `score_slope` per unit of the covariate (None
    without one), which is measured from its mean. `thresholds` are the steps of the common scale
    above `lowest` and `psi` their sums, infinite at a category that was never used; `items` are
    the difficulties (mean 0).
    """

    raters: list[Any]
    severities: Floats
    severity_errors: Floats
    rater_persons: Codes
    persons: list[Any]
    abilities: Floats
    ability_errors: Floats
    items: Mapping[Any, float]
    thresholds: Floats
    psi: Floats
    lowest: int
    groups: Mapping[Any, float]
    score_slope: float | None
    person_sd: float
    severity_sd: float
    iterations: int
    converged: bool

    @property
    def severity_of(self) -> dict[Any, float]:
        """Map each rater to the severity."""
        return dict(zip(self.raters, self.severities.tolist(), strict=True))

    def severity_intervals(self, deviations: float = NINETY_PERCENT) -> tuple[Floats, Floats]:
        """Return lower and upper limits of severities, by default of 90 % intervals."""
        half = deviations * self.severity_errors
        return self.severities - half, np.asarray(self.severities + half)


def region_fit(data: RegionData, estimate: RegionEstimate) -> RegionFit:
    """Put an estimate under the labels of its data."""
    state, groups = estimate.state, data.design.groups
    means = state.coefficients[: len(groups)].tolist()
    psi = data.scale.psi(estimate.calibration.steps)
    return RegionFit(
        raters=data.raters.labels,
        severities=state.severity,
        severity_errors=np.sqrt(estimate.severity_variances),
        rater_persons=data.rater_persons,
        persons=data.persons.labels,
        abilities=state.ability,
        ability_errors=np.sqrt(estimate.ability_variances),
        items=data.functions.mapping(estimate.calibration.difficulty),
        thresholds=thresholds(psi)[0],
        psi=psi[0],
        lowest=data.lowest,
        groups=dict(zip(groups, means, strict=True)),
        score_slope=float(state.coefficients[len(groups)]) if data.design.has_score else None,
        person_sd=float(np.sqrt(state.person_variance)),
        severity_sd=float(np.sqrt(state.severity_variance)),
        iterations=estimate.iterations,
        converged=estimate.converged,
    )
