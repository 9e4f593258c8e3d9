"""Which method counts."""

from assessments.enums import MethodologyState
from assessments.models import Methodology


class NoMethodologyInForce(LookupError):
    """No version of the methodology has been published yet."""


def methodology_in_force() -> Methodology:
    """Return the published version; raise NoMethodologyInForce."""
    version = Methodology.objects.filter(state=MethodologyState.PUBLISHED).first()
    if version is None:
        raise NoMethodologyInForce
    return version
