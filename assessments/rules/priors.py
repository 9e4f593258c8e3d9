"""What a run learns of the whole region and hands to the next one: priors and measurement errors.

Each college's job adds up its own sums (`CollegeSums`); the end of a run merges them and estimates;
the next run, and every student computed in between, uses these estimates. So no job ever needs the
region's rows, and the numbers of a run depend on nothing that changes while it goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.parameters import Parameters
from scoring.uncertainty import (
    Priors,
    PriorSums,
    VarianceSums,
    estimate_measurement_variances,
    estimate_priors,
    fallback_priors,
)
from standards.enums import SpecialityKind

PROGRAMME_KINDS: Final = tuple(SpecialityKind)
# Slots after the functions, as `scoring.priors` orders them.
_COMPONENT_SLOTS: Final = 2
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CollegeSums:
    """Sums of one college, or of several merged; slot i < F is that of `functions[i]`."""

    functions: Ints
    priors: PriorSums
    variances: VarianceSums

    def to_json(self) -> dict[str, Any]:
        return {
            "functions": self.functions.tolist(),
            **{name: getattr(self.priors, name).tolist() for name in _PRIOR_COLUMNS},
            "variance_squares": self.variances.squares.tolist(),
            "variance_freedom": self.variances.freedom.tolist(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(
            functions=np.array(values["functions"], dtype=np.int64),
            priors=PriorSums(
                **{name: np.array(values[name], dtype=np.float64) for name in _PRIOR_COLUMNS}
            ),
            variances=VarianceSums(
                np.array(values["variance_squares"]), np.array(values["variance_freedom"])
            ),
        )


_PRIOR_COLUMNS: Final = ("count", "total", "squares", "error")


def merge_sums(parts: Iterable[CollegeSums]) -> CollegeSums | None:
    """Add up the sums of colleges that know different functions; None for no part."""
    given = list(parts)
    if not given:
        return None
    functions = np.unique(np.concatenate([part.functions for part in given]))
    priors = [_spread(part, functions) for part in given]
    total_priors, total_variances = priors[0], given[0].variances
    for more, part in zip(priors[1:], given[1:], strict=True):
        total_priors = total_priors + more
        total_variances = total_variances + part.variances
    return CollegeSums(functions, total_priors, total_variances)


def _spread(part: CollegeSums, functions: Ints) -> PriorSums:
    slots = np.append(np.searchsorted(functions, part.functions), len(functions) + np.arange(2))

    def wide(values: NDArray[np.float64]) -> NDArray[np.float64]:
        table = np.zeros((values.shape[0], len(functions) + _COMPONENT_SLOTS))
        table[:, slots] = values
        return table

    return PriorSums(**{name: wide(getattr(part.priors, name)) for name in _PRIOR_COLUMNS})


def estimates_to_json(sums: CollegeSums | None, parameters: Parameters) -> dict[str, Any]:
    """Estimate from the region's sums; empty means: use the method's own values."""
    if sums is None:
        return {}
    estimated = estimate_measurement_variances(sums.variances, parameters)
    priors = estimate_priors(sums.priors, parameters)
    return {
        "functions": sums.functions.tolist(),
        "mean": priors.mean.tolist(),
        "variance": priors.variance.tolist(),
        "source": priors.source.tolist(),
        "measurement": {str(code): kind.variance for code, kind in estimated.kinds.items()},
    }


def with_estimated_variances(parameters: Parameters, estimates: Mapping[str, Any]) -> Parameters:
    """Return the parameters with the measurement variances that the last run estimated."""
    measured = estimates.get("measurement", {})
    kinds = {
        code: replace(kind, variance=measured.get(str(code), kind.variance))
        for code, kind in parameters.kinds.items()
    }
    return replace(parameters, kinds=kinds)


def priors_for(functions: Ints, estimates: Mapping[str, Any], parameters: Parameters) -> Priors:
    """Return the priors of these functions in order; the stated ones for unknown functions."""
    fallback = fallback_priors(len(functions), parameters)
    # The stated prior is the same for every kind of programme, hence one row for all.
    rows = len(PROGRAMME_KINDS) + 1
    mean = np.repeat(fallback.mean[:1], rows, axis=0)
    variance = np.repeat(fallback.variance[:1], rows, axis=0)
    source = np.repeat(fallback.source[:1], rows, axis=0)
    if estimates:
        known = np.array(estimates["functions"], dtype=np.int64)
        place = np.searchsorted(known, functions)
        found = np.flatnonzero(np.isin(functions, known))
        slots = np.append(found, len(functions) + np.arange(_COMPONENT_SLOTS))
        origin = np.append(place[found], len(known) + np.arange(_COMPONENT_SLOTS))
        mean[:, slots] = np.array(estimates["mean"])[:, origin]
        variance[:, slots] = np.array(estimates["variance"])[:, origin]
        source[:, slots] = np.array(estimates["source"])[:, origin]
    return Priors(mean, variance, source)
