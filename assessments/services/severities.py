"""Estimating how severe raters of employers are, over the whole own region at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from assessments.enums import Component, EvidenceKind
from assessments.models import Evidence, SeverityEstimate
from core.audit import record_action
from core.jobs.queue import enqueue
from core.models import Job
from scoring.connectivity import Connectivity, components
from scoring.rasch_mode import fit_mode
from scoring.region_results import RegionFit
from scoring.severity import CrossedFit, fit_crossed

SEVERITY_JOB: Final = "assessments.estimate_severities"
# Answers of mentors: cannot, under control, with a hint, without help.
_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class Ratings:
    """Mentors' ratings of functions; equally long. `category` is 0..3."""

    rater: NDArray[np.int64]
    student: NDArray[np.int64]
    function: NDArray[np.int64]
    category: NDArray[np.int64]


def request_severities(*, actor_id: int | None, now: datetime) -> Job:
    """Ask for a new estimation; requests that wait join."""
    job = enqueue(SEVERITY_JOB, now=now, requested_by_id=actor_id, deduplication_key=SEVERITY_JOB)
    record_action(action="assessments.estimate_severities", actor_id=actor_id, now=now)
    return job


def estimate_severities(*, now: datetime) -> int:
    """Replace all estimates; return how many raters have one.

    Data that tell nothing (no ratings, all alike, every rater with functions of one step) leave no
    estimates: an old number beside new ratings would be worse than none.
    """
    ratings = _ratings()
    rows: list[SeverityEstimate] = []
    try:
        rows = _estimates(ratings, now) if len(ratings.rater) else []
    except ValueError:
        # What the models say of ratings from which nothing can be estimated.
        rows = []
    with transaction.atomic():
        SeverityEstimate.objects.all().delete()
        SeverityEstimate.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _ratings() -> Ratings:
    rows = Evidence.objects.filter(
        kind=EvidenceKind.EMPLOYER_RATING,
        component=Component.PRACTICAL,
        voided_at__isnull=True,
        rater__employer__isnull=False,
        function__isnull=False,
        college__municipality__region_code=settings.REGION_CODE,
    ).order_by("student_id", "rater_id", "function_id", "pk")
    read: Any = np.array(
        list(rows.values_list("rater_id", "student_id", "function_id", "score")), dtype=np.float64
    ).reshape(-1, 4)
    return Ratings(
        rater=read[:, 0].astype(np.int64),
        student=read[:, 1].astype(np.int64),
        function=read[:, 2].astype(np.int64),
        category=np.rint(read[:, 3] * _STEPS).astype(np.int64),
    )


def _estimates(ratings: Ratings, now: datetime) -> list[SeverityEstimate]:
    ordinal = fit_mode(ratings.category, ratings.student, ratings.function, ratings.rater)
    linear = fit_crossed(
        ratings.category / _STEPS, ratings.student, ratings.rater, fixed=ratings.function
    )
    network = components(ratings.rater, ratings.student)
    raters, counts = np.unique(ratings.rater, return_counts=True)
    count_of = dict(zip(raters.tolist(), counts.tolist(), strict=True))
    return [
        _row(place, count_of, (ordinal, linear, network), now)
        for place in range(len(ordinal.raters))
    ]


def _row(
    place: int,
    count_of: dict[int, int],
    fits: tuple[RegionFit, CrossedFit, Connectivity],
    now: datetime,
) -> SeverityEstimate:
    ordinal, linear, network = fits
    rater = ordinal.raters[place]
    links = network.raters[rater]
    return SeverityEstimate(
        rater_id=int(rater),
        interns=links.persons,
        shared_interns=links.shared_persons,
        ratings=count_of[int(rater)],
        component=links.component,
        severity=float(ordinal.severities[place]),
        se=float(ordinal.severity_errors[place]),
        # An effect raises ratings, severity lowers them.
        linear=-float(linear.effects_b[rater]),
        linear_se=float(linear.errors_b[rater]),
        computed_at=now,
    )
