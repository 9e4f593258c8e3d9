"""Which method counts."""

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.rules.parameters import parameters_from_json


class NoMethodologyInForce(LookupError):
    """No version of the methodology has been published yet."""


def methodology_in_force() -> Methodology:
    """Return the published version; raise NoMethodologyInForce."""
    version = Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()
    if version is None:
        raise NoMethodologyInForce
    return version


def ready_bound() -> float | None:
    """Return the index from which a student is ready; None while no version is published."""
    try:
        return parameters_from_json(methodology_in_force().parameters).ready_bound
    except NoMethodologyInForce:
        return None
