"""From a college's input to its numbers, in memory: for runs, single students and the past."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from assessments.enums import MethodologyState, RunKind
from assessments.models import Methodology, ReadinessRun
from assessments.rules.parameters import parameters_from_json
from assessments.rules.priors import PROGRAMME_KINDS, CollegeSums
from assessments.selectors.calculations import calculate
from assessments.selectors.methodology import NoMethodologyInForce
from assessments.selectors.scoring_input import Ledger, ScoringInput, read_scoring_input
from assessments.services.score_tables import Computed
from assessments.services.severity_effects import with_adjustment
from colleges.models import College
from scoring.parameters import OfficialScore, Parameters
from scoring.uncertainty import measurement_sums, prior_sums, variance_sums


def lock_college(college_id: int) -> None:
    """Let one computation of a college follow another; evidence may be written meanwhile."""
    list(College.objects.select_for_update(no_key=True).filter(pk=college_id).values_list("pk"))


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


def method_in_use() -> tuple[Parameters, dict[str, Any]]:
    """Return the parameters in force with their `priors_in_use`; raise NoMethodologyInForce."""
    priors = ReadinessRun.objects.filter(kind=RunKind.OFFICIAL, methodology=OuterRef("pk"))
    latest = priors.order_by("-started_at", "-pk").values("priors")[:1]
    found = (
        Methodology.objects.filter(state=MethodologyState.PUBLISHED)
        .annotate(priors=Subquery(latest))
        .values_list("parameters", "priors")
        .first()
    )
    if found is None:
        raise NoMethodologyInForce
    return parameters_from_json(found[0]), found[1] or {}
