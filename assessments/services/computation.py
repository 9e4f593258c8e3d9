"""From a college's input to its numbers, in memory: for runs, single students and the past."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from assessments.enums import MethodologyState, RunKind
from assessments.rules.parameters import parameters_from_json
from assessments.rules.priors import PROGRAMME_KINDS, CollegeSums
from assessments.selectors.calculations import calculate
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.selectors.scoring_input import Ledger, ScoringInput, read_scoring_input
from assessments.services.score_tables import Computed
from assessments.services.severity_effects import with_adjustment
from core.bulk import Statement, execute_together, lock_statements
from scoring.parameters import OfficialScore, Parameters
from scoring.uncertainty import measurement_sums, prior_sums, variance_sums


def lock_college(college_id: int) -> None:
    """Let one computation of a college follow another; evidence may be written meanwhile."""
    execute_together(college_lock(college_id))


def college_lock(college_id: int) -> list[Statement]:
    """Return `lock_college` as what begins a message to the database."""
    return lock_statements("colleges_college", college_id)


def compute_readiness(
    *,
    college_id: int,
    parameters: Parameters,
    priors: Mapping[str, Any],
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> Computed:
    """Compute without writing: for runs, for single students, and to repeat a run of the past.

    The method says whether mentors' severity, as last estimated, is adjusted for.
    """
    computed = compute_as_given(
        college_id=college_id,
        parameters=parameters,
        priors=priors,
        ledger=ledger,
        student_ids=student_ids,
    )
    return adjusted_if_official(computed, parameters)


def adjusted_if_official(computed: Computed, parameters: Parameters) -> Computed:
    """Adjust for mentors' severity where the method makes adjusted scores the official ones."""
    adjusts = parameters.official is OfficialScore.ADJUSTED
    return with_adjustment(computed, parameters) if adjusts else computed


def compute_as_given(
    *,
    college_id: int,
    parameters: Parameters,
    priors: Mapping[str, Any],
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> Computed:
    """Compute without writing, and without any adjustment for severity."""
    source = read_scoring_input(college_id=college_id, ledger=ledger, student_ids=student_ids)
    return compute_input(
        source,
        college_id=college_id,
        parameters=parameters,
        priors=priors,
        as_of_date=ledger.as_of_date,
    )


def compute_input(
    source: ScoringInput,
    *,
    college_id: int,
    parameters: Parameters,
    priors: Mapping[str, Any],
    as_of_date: date,
) -> Computed:
    """Compute from input that has been read already; nothing else enters the numbers."""
    found = calculate(source, parameters, priors, as_of=as_of_date)
    return Computed(
        college_id=college_id,
        source=source,
        readiness=found.readiness,
        cells=found.cells,
        students=found.students,
    )


def sums_of(computed: Computed, parameters: Parameters) -> CollegeSums:
    """Add up what the region's priors are estimated from, by the method's own parameters."""
    measured = measurement_sums(computed.readiness, parameters)
    return CollegeSums(
        functions=computed.source.functions,
        priors=prior_sums(
            computed.readiness,
            measured,
            parameters,
            programme_kind=computed.source.programme_kinds,
            kinds=len(PROGRAMME_KINDS),
        ),
        variances=variance_sums(computed.readiness, parameters),
    )


# As text, so that what has been parsed already need not be parsed again.
_METHOD_IN_USE: Final = """
SELECT CAST(m.parameters AS text), (
    SELECT CAST(r.priors AS text) FROM assessments_readinessrun r
    WHERE r.kind = %s AND r.methodology_id = m.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1
)
FROM assessments_methodology m WHERE m.state = %s
"""


def method_in_use() -> tuple[Parameters, Mapping[str, Any]]:
    """Return the parameters in force with their `priors_in_use`; raise NoMethodologyInForce."""
    values = (RunKind.OFFICIAL.value, MethodologyState.PUBLISHED.value)
    found = execute_together([(_METHOD_IN_USE, values)])
    if not found:
        raise NoMethodologyInForce
    parameters, priors = found[0]
    return parsed_method(parameters, priors or "{}")


@lru_cache(maxsize=4)
def parsed_method(parameters: str, priors: str) -> tuple[Parameters, Mapping[str, Any]]:
    """Return what the JSON of a methodology's parameters and of a run's priors says."""
    return parameters_from_json(json.loads(parameters)), MappingProxyType(json.loads(priors))
