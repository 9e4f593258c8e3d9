"""Severities of raters within somebody's reach, those that may be shown and those that may not."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from assessments.models import Evidence, SeverityEstimate
from core.scope import Scope
from scoring.adjustment import may_be_shown
from scoring.region_results import NINETY_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterSeverity:
    """A mentor of an enterprise, named by the enterprise; larger figures are more severe.

    `severity` with its 90 % interval in logits and `linear` in parts of the scale are None unless
    the estimate rests on enough interns and is precise enough.
    """

    employer_id: int
    employer: str
    municipality: str
    interns: int
    shared_interns: int
    ratings: int
    component: int
    severity: float | None
    low: float | None
    high: float | None
    linear: float | None
    linear_low: float | None
    linear_high: float | None


def severities_for(*, scope: Scope) -> list[RaterSeverity]:
    """Return the raters of the reach by enterprise: the region's, or those of own interns."""
    rows = (
        _visible(scope)
        .select_related("rater__employer__municipality")
        .order_by("rater__employer__name", "pk")
    )
    return [_rater(row) for row in rows]


def severities_computed_at() -> datetime | None:
    """Return the moment of the last estimation that found anything."""
    latest = SeverityEstimate.objects.order_by("-computed_at").only("computed_at").first()
    return None if latest is None else latest.computed_at


def _visible(scope: Scope) -> QuerySet[SeverityEstimate]:
    rows = SeverityEstimate.objects.filter(rater__employer__isnull=False)
    if scope.region_wide:
        return rows
    if not scope.is_college_staff:
        return rows.none()
    own = Evidence.objects.filter(college_id__in=scope.college_ids, voided_at__isnull=True)
    return rows.filter(pk__in=own.values("rater_id"))


def _rater(row: SeverityEstimate) -> RaterSeverity:
    employer = row.rater.employer
    if employer is None:
        raise ValueError("only raters of employers have a severity")
    shown = bool(may_be_shown(np.array([row.interns]), np.array([row.se]))[0])
    half, linear_half = NINETY_PERCENT * row.se, NINETY_PERCENT * row.linear_se
    return RaterSeverity(
        employer_id=employer.pk,
        employer=employer.name,
        municipality=employer.municipality.name,
        interns=row.interns,
        shared_interns=row.shared_interns,
        ratings=row.ratings,
        component=row.component,
        severity=row.severity if shown else None,
        low=row.severity - half if shown else None,
        high=row.severity + half if shown else None,
        linear=row.linear if shown else None,
        linear_low=row.linear - linear_half if shown else None,
        linear_high=row.linear + linear_half if shown else None,
    )
