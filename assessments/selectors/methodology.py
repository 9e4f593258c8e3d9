"""Which method counts."""

import numpy as np

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import parameters_from_json
from core.request_memory import once_a_request
from scoring.levels import level_of
from scoring.parameters import Parameters


class NoMethodologyInForce(LookupError):
    """No version of the methodology has been published yet."""


def methodology_in_force() -> Methodology:
    """Return the published version; raise NoMethodologyInForce."""
    version = Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()
    if version is None:
        raise NoMethodologyInForce
    return version


@once_a_request
def parameters_in_force() -> Parameters | None:
    """Return the parameters of the published version; None while there is none."""
    try:
        return parameters_from_json(methodology_in_force().parameters)
    except NoMethodologyInForce:
        return None


def ready_bound() -> float | None:
    """Return the index from which a student is ready; None while no version is published."""
    parameters = parameters_in_force()
    return None if parameters is None else parameters.ready_bound


def narrow_interval() -> float:
    """Return half the width of an interval that is known well; 0 while no version is published."""
    parameters = parameters_in_force()
    return 0.0 if parameters is None else parameters.confidence.high_half_width


def level_in_force(value: float | None) -> int | None:
    """Return the level of a score by the bounds in force; None without either of them."""
    parameters = parameters_in_force()
    if value is None or parameters is None:
        return None
    return int(level_of(np.array([value]), parameters.bounds)[0])
