"""Readiness with and without adjustment for the severity of raters, and who may see a severity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.coding import Codes, Flags, Floats, encode
from scoring.rasch_scale import moments
from scoring.region_results import NINETY_PERCENT, RegionFit

# A severity from fewer persons, or with a wider error in logits, is not shown to anybody.
FEWEST_PERSONS = 5
LARGEST_ERROR = 0.35
_SAME = 1e-12


@dataclass(frozen=True)
class OrganisationSeverity:
    """Mean severity of an organisation's raters with a 90 % interval; `shown` as for raters."""

    severity: float
    low: float
    high: float
    error: float
    raters: int
    persons: int
    shown: bool


@dataclass(frozen=True)
class AdjustedReadiness:
    """Readiness as it stands and as raters of average severity would have put it.

    NaN where nothing was assessed. `limited` marks where the own interval stopped the adjustment.
    """

    official: Floats
    adjusted: Floats
    limited: Flags

    @property
    def moved(self) -> Flags:
        """Mark what the adjustment changed."""
        return np.asarray(np.abs(self.adjusted - self.official) > _SAME)


def may_be_shown(
    persons: Codes,
    error: Floats,
    *,
    fewest_persons: int = FEWEST_PERSONS,
    largest_error: float = LARGEST_ERROR,
) -> Flags:
    """Tell which severities rest on enough persons and are precise enough to be shown."""
    return np.asarray((persons >= fewest_persons) & (error <= largest_error))


def organisation_severities(
    fit: RegionFit, organisation: Mapping[Any, Any]
) -> dict[Any, OrganisationSeverity]:
    """Average severities over the raters of each organisation, weighted by persons judged.

    `organisation` maps raters to organisations; raters it does not have are left out. A person
    judged by two raters of an organisation counts twice.
    """
    own = [
        (place, organisation[rater])
        for place, rater in enumerate(fit.raters)
        if rater in organisation
    ]
    if not own:
        return {}
    places = np.array([place for place, _ in own])
    coded = encode([label for _, label in own])
    weight = fit.rater_persons[places].astype(float)
    persons = np.bincount(coded.codes, weight)
    severity = np.bincount(coded.codes, weight * fit.severities[places]) / persons
    variance = np.bincount(coded.codes, (weight * fit.severity_errors[places]) ** 2) / persons**2
    error = np.sqrt(variance)
    counts = persons.astype(np.intp)
    return {
        label: OrganisationSeverity(
            severity=float(severity[code]),
            low=float(severity[code] - NINETY_PERCENT * error[code]),
            high=float(severity[code] + NINETY_PERCENT * error[code]),
            error=float(error[code]),
            raters=int((coded.codes == code).sum()),
            persons=int(counts[code]),
            shown=bool(may_be_shown(counts[code : code + 1], error[code : code + 1])[0]),
        )
        for code, label in enumerate(coded.labels)
    }


def expected_shifts(level: Floats, severity: Floats, psi: Floats) -> Floats:
    """Return how much more an average rater would be expected to give than a severe one.

    `level` is ability less difficulty, in logits like `severity`; the answer is in parts of the
    scale that `psi` describes (see `RegionFit`).
    """
    average, own = moments(level, psi).mean, moments(level - severity, psi).mean
    return np.asarray((average - own) / (psi.size - 1))


def mean_shifts(cell: Codes, weight: Floats, shift: Floats, cells: int) -> Floats:
    """Average the shifts of the evidence of each cell with its weights; NaN without weight.

    A cell is a student and a function; evidence that no rater of the fit gave has shift 0.
    """
    total = np.bincount(cell, weight, cells)
    moved = np.bincount(cell, weight * shift, cells)
    return np.asarray(np.divide(moved, total, out=np.full(cells, np.nan), where=total > 0.0))


def adjust_readiness(
    official: Floats, shift: Floats, low: Floats, high: Floats
) -> AdjustedReadiness:
    """Add shifts to official scores without moving anybody beyond the own interval.

    All between 0 and 1 and equally long; NaN in `official` means not assessed, in `shift` nothing
    to adjust by, in a limit no limit but 0 or 1. A score that lies outside its interval (it is not
    shrunk, the interval is) may move towards it and not away.
    """
    moved = official + np.where(np.isnan(shift), 0.0, shift)
    lowest = np.fmin(np.where(np.isnan(low), 0.0, np.maximum(low, 0.0)), official)
    highest = np.fmax(np.where(np.isnan(high), 1.0, np.minimum(high, 1.0)), official)
    adjusted = np.clip(moved, lowest, highest)
    return AdjustedReadiness(
        official=official,
        adjusted=np.where(np.isnan(official), np.nan, adjusted),
        limited=~np.isnan(official) & (np.abs(adjusted - moved) > _SAME),
    )
