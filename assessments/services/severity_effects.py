"""What the severity of mentors did to a computation."""

from dataclasses import replace

from assessments.selectors.severity_shifts import severity_shifts
from assessments.services.score_tables import Computed
from scoring.adjusted_readiness import Adjusted, adjusted_readiness
from scoring.parameters import Parameters


def adjustment_of(computed: Computed, parameters: Parameters) -> Adjusted | None:
    """Return the same readiness as average raters would have given it; None without estimates."""
    shift = severity_shifts(college_id=computed.college_id, source=computed.source)
    if shift is None:
        return None
    return adjusted_readiness(
        computed.readiness,
        computed.cells,
        computed.students,
        computed.source.requirements,
        parameters,
        shift,
    )


def with_adjustment(computed: Computed, parameters: Parameters) -> Computed:
    """Return the computation with adjusted scores; intervals stay those of the scores given."""
    adjusted = adjustment_of(computed, parameters)
    return computed if adjusted is None else replace(computed, readiness=adjusted.readiness)
