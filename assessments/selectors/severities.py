"""Severities of raters within somebody's reach, those that may be shown and those that may not."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from assessments.models import Evidence, OrganisationSeverity, SeverityEstimate, SeverityRun
from assessments.selectors.severity_shifts import latest_severity_run
from core.scope import Scope
from scoring.adjustment import may_be_shown
from scoring.region_results import NINETY_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """An estimate with its 90 % interval, larger is more severe; all None where it is hidden."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterSeverity:
    """A mentor of an enterprise, named by the enterprise.

    `severity` in logits and `linear` in parts of the scale are hidden unless the estimate rests on
    enough interns, is precise enough and gives back nobody else's.
    """

    employer_id: int
    employer: str
    municipality: str
    interns: int
    shared_interns: int
    ratings: int
    component: int
    severity: Severity
    linear: Severity

    @property
    def is_shown(self) -> bool:
        return self.severity.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerSeverity:
    """An enterprise: the mean of its mentors, weighted by the interns they judged."""

    employer: str
    municipality: str
    raters: int
    interns: int
    severity: Severity

    @property
    def is_shown(self) -> bool:
        return self.severity.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPart:
    """A part of the network of raters that shares no intern with any other."""

    number: int
    raters: int
    interns: int
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Ordinal alpha of mentors of the same interns, its interval, and on how many pairs it rests.

    All None where few interns or few mentors are behind it: it would tell of them.
    """

    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    pairs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityOverview:
    """The last estimation as a whole: how well raters are tied to each other."""

    computed_at: datetime
    interns: int
    shared_interns: int
    examined_interns: int
    has_exam_link: bool
    severity_sd: float | None
    parts: tuple[NetworkPart, ...]
    agreement: Agreement

    @property
    def shared_share(self) -> float | None:
        return self.shared_interns / self.interns if self.interns else None

    @property
    def examined_share(self) -> float | None:
        return self.examined_interns / self.interns if self.interns else None


def severity_overview() -> SeverityOverview | None:
    """Return the last estimation; None before the first. It tells of nobody in particular."""
    run = latest_severity_run()
    if run is None:
        return None
    return SeverityOverview(
        computed_at=run.computed_at,
        interns=run.interns,
        shared_interns=run.shared_interns,
        examined_interns=run.examined_interns,
        has_exam_link=run.exam_slope is not None,
        severity_sd=run.severity_sd,
        parts=tuple(NetworkPart(number=at, **part) for at, part in enumerate(run.parts, start=1)),
        agreement=_agreement(run),
    )


def _agreement(run: SeverityRun) -> Agreement:
    found = run.agreement
    behind = min(found.get("persons", 0), found.get("raters", 0))
    if behind < settings.MINIMUM_CELL or found["alpha"] is None:
        return Agreement()
    return Agreement(**{name: found[name] for name in ("alpha", "low", "high", "pairs")})


def severities_for(*, scope: Scope) -> list[RaterSeverity]:
    """Return the raters of the reach by enterprise: the region's, or those of own interns."""
    run = latest_severity_run()
    if run is None:
        return []
    rows = (
        _visible(run, scope)
        .select_related("rater__employer__municipality")
        .order_by("rater__employer__name", "pk")
    )
    return [_rater(row) for row in rows]


def employer_severities_for(*, scope: Scope) -> list[EmployerSeverity]:
    """Return the enterprises of the same reach by name; an employer's manager sees the own one."""
    run = latest_severity_run()
    if run is None:
        return []
    rows = OrganisationSeverity.objects.filter(run=run)
    if scope.employer_ids:
        rows = rows.filter(employer_id__in=scope.employer_ids)
    elif not scope.region_wide:
        rows = rows.filter(
            employer_id__in=_visible(run, scope).values("rater__employer_id").order_by()
        )
    rows = rows.select_related("employer__municipality").order_by("employer__name", "pk")
    return [
        EmployerSeverity(
            employer=row.employer.name,
            municipality=row.employer.municipality.name,
            raters=row.raters,
            interns=row.interns,
            # Who sees no mentors cannot subtract them.
            severity=_severity(
                row.severity,
                row.se,
                shown=_is_known(row.interns, row.se) if scope.employer_ids else row.is_shown,
            ),
        )
        for row in rows
    ]


def _visible(run: SeverityRun, scope: Scope) -> QuerySet[SeverityEstimate]:
    rows = SeverityEstimate.objects.filter(run=run, rater__employer__isnull=False)
    if scope.region_wide:
        return rows
    if not scope.is_college_staff:
        return rows.none()
    own = Evidence.objects.filter(college_id__in=scope.college_ids, voided_at__isnull=True)
    return rows.filter(rater_id__in=own.values("rater_id"))


def _rater(row: SeverityEstimate) -> RaterSeverity:
    employer = row.rater.employer
    if employer is None:
        raise ValueError("only raters of employers have a severity")
    shown = row.is_shown
    return RaterSeverity(
        employer_id=employer.pk,
        employer=employer.name,
        municipality=employer.municipality.name,
        interns=row.interns,
        shared_interns=row.shared_interns,
        ratings=row.ratings,
        component=row.component,
        severity=_severity(row.severity, row.se, shown=shown),
        linear=_severity(row.linear, row.linear_se, shown=shown),
    )


def _is_known(interns: int, error: float) -> bool:
    return bool(may_be_shown(np.array([interns]), np.array([error]))[0])


def _severity(value: float, error: float, *, shown: bool) -> Severity:
    if not shown:
        return Severity(value=None, low=None, high=None)
    half = NINETY_PERCENT * error
    return Severity(value=value, low=value - half, high=value + half)
