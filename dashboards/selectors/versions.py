"""Versions of the methodology by how much their index tells of graduates' work in one year."""

from dataclasses import dataclass
from enum import StrEnum

from assessments.enums import MethodologyState
from assessments.models import Methodology
from assessments.selectors.methodology_versions import methodology_versions, newest_trials
from assessments.selectors.readiness import latest_complete_run
from core.models import Job
from dashboards.rules.truth import Truth

Limits = tuple[float, float, float]


class Reason(StrEnum):
    """Why a version has no number."""

    FEW = "few"
    NOT_YET = "not_yet"
    UNTRIED = "untried"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionTruth:
    """A version's AUC and its gain over the official one: (value, lower and upper 95 % limit).

    Without an `auc` there is a `reason`. `is_official`: the stored readiness is of this version.
    """

    version: Methodology
    is_official: bool
    auc: Limits | None = None
    gain: Limits | None = None
    reason: Reason | None = None


def truth_by_version(*, year: int, found: Truth) -> list[VersionTruth]:
    """Return all versions, the newest first: the official one as on the page, others as tried.

    Where the page hides the year's own AUC there is none of any version either.
    """
    run = latest_complete_run()
    trials = newest_trials()
    versions = methodology_versions()
    official = next((own for own in versions if run and own.pk == run.methodology_id), None)
    return [
        _official(version, found)
        if version == official
        else _tried(version, official, trials.get(version.pk), year, found)
        for version in versions
    ]


def _official(version: Methodology, found: Truth) -> VersionTruth:
    if found.auc is None:
        return VersionTruth(version=version, is_official=True, reason=Reason.FEW)
    own = found.auc
    return VersionTruth(version=version, is_official=True, auc=(own.value, own.low, own.high))


def _tried(
    version: Methodology,
    official: Methodology | None,
    trial: Job | None,
    year: int,
    found: Truth,
) -> VersionTruth:
    def without(reason: Reason) -> VersionTruth:
        return VersionTruth(version=version, is_official=False, reason=reason)

    if version.state == MethodologyState.PUBLISHED:
        return without(Reason.NOT_YET)
    if trial is None or "outcomes" not in trial.result:
        return without(Reason.UNTRIED)
    tried, beside = trial.result["parameters"], trial.result["official_parameters"]
    if tried != version.parameters or official is None or beside != official.parameters:
        return without(Reason.STALE)
    own = trial.result["outcomes"].get(str(year))
    if found.auc is None or own is None:
        return without(Reason.FEW)
    return VersionTruth(
        version=version, is_official=False, auc=_limits(own["auc"]), gain=_limits(own["gain"])
    )


def _limits(values: list[float]) -> Limits:
    value, low, high = values
    return value, low, high
