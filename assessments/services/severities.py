"""Estimating how severe raters of employers are, over the whole own region at once."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from assessments.enums import Component, EvidenceKind
from assessments.models import OrganisationSeverity, Rater, SeverityEstimate, SeverityRun
from assessments.services.adjustments import request_adjustments
from core.audit import record_action
from core.bulk import Column, ColumnKind, Target, merge_columns, read_columns
from core.jobs.queue import enqueue
from core.models import Job
from scoring.adjustment import may_be_shown, organisation_severities
from scoring.connectivity import Connectivity, components, tied_raters
from scoring.grouping import ratio, sum_by
from scoring.rasch_mode import fit_mode
from scoring.rater_agreement import paired_agreement
from scoring.region_data import Population
from scoring.region_results import RegionFit
from scoring.severity import CrossedFit, fit_crossed
from scoring.severity_disclosure import Printable, RaterPlaces, printable

SEVERITY_JOB: Final = "assessments.estimate_severities"
# Answers of mentors: cannot, under control, with a hint, without help.
STEPS: Final = 3
# A month of nights can be looked back on.
KEPT_RUNS: Final = 31
_OF_REGION: Final = (
    " FROM assessments_evidence e"
    " JOIN colleges_college c ON c.id = e.college_id"
    " JOIN colleges_municipality m ON m.id = c.municipality_id"
)
_WHERE: Final = " WHERE e.voided_at IS NULL AND e.kind = %s AND e.component = %s"


@dataclass(frozen=True, slots=True)
class Ratings:
    """Mentors' ratings of functions; equally long. `category` is 0..3."""

    rater: NDArray[np.int64]
    student: NDArray[np.int64]
    function: NDArray[np.int64]
    category: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Interns:
    """The rated students: college, and the mean share of points at demo exams (NaN: none)."""

    student: NDArray[np.int64]
    college: NDArray[np.int64]
    exam: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fits:
    """What one estimation found."""

    ordinal: RegionFit
    linear: CrossedFit
    network: Connectivity


def request_severities(*, actor_id: int | None, now: datetime) -> Job:
    """Ask for a new estimation; requests that wait join."""
    job = enqueue(SEVERITY_JOB, now=now, requested_by_id=actor_id, deduplication_key=SEVERITY_JOB)
    record_action(action="assessments.estimate_severities", actor_id=actor_id, now=now)
    return job


def estimate_severities(*, now: datetime, night: date | None = None) -> SeverityRun:
    """Estimate, keep the run, and have every college's readiness adjusted by it.

    A night that already has a run keeps it. Data that tell nothing (no ratings, all alike, every
    rater with functions of one step) make a run without estimates: an old number beside new
    ratings would be worse than none.
    """
    done = None if night is None else SeverityRun.objects.filter(night=night).first()
    if done is not None:
        request_adjustments(now=now)
        return done
    ratings = _ratings()
    interns = _interns(ratings)
    try:
        fits = _fit(ratings, interns) if len(ratings.rater) else None
    except ValueError:
        # What the models say of ratings from which nothing can be estimated.
        fits = None
    with transaction.atomic():
        run = _write_run(ratings, interns, fits, now=now, night=night)
        _write_abilities(fits)
        request_adjustments(now=now)
    return run


def _ratings() -> Ratings:
    rows = read_columns(
        [
            Column("rater_id", ColumnKind.BIG, "e.rater_id"),
            Column("student_id", ColumnKind.BIG, "e.student_id"),
            Column("function_id", ColumnKind.BIG, "e.function_id"),
            Column("score", ColumnKind.FLOAT, "e.score"),
        ],
        f"{_OF_REGION} JOIN assessments_rater r ON r.id = e.rater_id{_WHERE}"
        " AND r.employer_id IS NOT NULL AND e.function_id IS NOT NULL AND m.region_code = %s"
        " ORDER BY e.student_id, e.rater_id, e.function_id, e.id",
        (
            EvidenceKind.EMPLOYER_RATING.value,
            Component.PRACTICAL.value,
            settings.REGION_CODE,
        ),
    )
    return Ratings(
        rater=rows["rater_id"],
        student=rows["student_id"],
        function=rows["function_id"],
        category=np.rint(rows["score"] * STEPS).astype(np.int64),
    )


def _interns(ratings: Ratings) -> Interns:
    """Return what is known of the rated students: the exam links raters who share no intern.

    Marks of the college itself do not: its leniency would be taken for the students' level.
    """
    students = np.unique(ratings.student)
    rows = read_columns(
        [
            Column("student_id", ColumnKind.BIG, "e.student_id"),
            Column("score", ColumnKind.FLOAT, "e.score"),
        ],
        f"{_OF_REGION}{_WHERE} AND m.region_code = %s",
        (EvidenceKind.DEMO_EXAM.value, Component.PRACTICAL.value, settings.REGION_CODE),
    )
    place = np.minimum(np.searchsorted(students, rows["student_id"]), max(len(students) - 1, 0))
    own = students[place] == rows["student_id"] if len(students) else np.zeros(len(place), bool)
    counts = np.bincount(place[own], minlength=len(students)).astype(np.float64)
    of_student = read_columns(
        [
            Column("id", ColumnKind.BIG, "s.id"),
            Column("college_id", ColumnKind.BIG, "s.college_id"),
        ],
        " FROM colleges_student s ORDER BY s.id",
    )
    return Interns(
        student=students,
        college=of_student["college_id"][np.searchsorted(of_student["id"], students)],
        exam=ratio(sum_by(place[own], rows["score"][own], len(students)), counts),
    )


def _fit(ratings: Ratings, interns: Interns) -> Fits:
    population = Population(
        person=interns.student,
        group=interns.college,
        # A covariate that everybody lacks, or has alike, says nothing.
        score=interns.exam if len(np.unique(interns.exam[~np.isnan(interns.exam)])) > 1 else None,
    )
    return Fits(
        ordinal=fit_mode(
            ratings.category, ratings.student, ratings.function, ratings.rater, population
        ),
        linear=fit_crossed(
            ratings.category / STEPS, ratings.student, ratings.rater, fixed=ratings.function
        ),
        network=components(ratings.rater, ratings.student),
    )


def _write_run(
    ratings: Ratings, interns: Interns, fits: Fits | None, *, now: datetime, night: date | None
) -> SeverityRun:
    run = SeverityRun(
        night=night,
        computed_at=now,
        ratings=len(ratings.rater),
        interns=len(interns.student),
        shared_interns=0,
        examined_interns=int((~np.isnan(interns.exam)).sum()),
        agreement=_agreement(ratings),
    )
    if fits is None:
        run.save()
    else:
        _describe(run, fits)
        run.save()
        raters, times = np.unique(ratings.rater, return_counts=True)
        counts = dict(zip(raters.tolist(), times.tolist(), strict=True))
        organisations = _organisations(run, fits)
        shown = _printable(
            fits, organisations, tied_raters(ratings.rater, _colleges(ratings, interns))
        )
        SeverityEstimate.objects.bulk_create(
            [
                _estimate(run, place, counts, fits, is_shown=bool(shown.raters[place]))
                for place in range(len(fits.ordinal.raters))
            ],
            batch_size=1000,
        )
        for row, is_shown in zip(organisations, shown.organisations.tolist(), strict=True):
            row.is_shown = is_shown
        OrganisationSeverity.objects.bulk_create(organisations, batch_size=1000)
    old = SeverityRun.objects.order_by("-computed_at", "-pk").values_list("pk", flat=True)
    SeverityRun.objects.filter(pk__in=list(old[KEPT_RUNS : KEPT_RUNS + 100])).delete()
    return run


def _agreement(ratings: Ratings) -> dict[str, float | int | None]:
    """Return how far raters of the same interns agree as JSON values; null where undefined."""
    found = paired_agreement(ratings.rater, ratings.student, ratings.function, ratings.category)
    return {
        name: None if isinstance(value, float) and not np.isfinite(value) else value
        for name, value in asdict(found).items()
    }


def _describe(run: SeverityRun, fits: Fits) -> None:
    ordinal, parts = fits.ordinal, fits.network.components
    run.shared_interns = sum(part.shared_persons for part in parts)
    run.parts = [
        {"raters": part.raters, "interns": part.persons, "shared": part.shared_persons}
        for part in parts
    ]
    run.difficulties = {str(key): value for key, value in ordinal.items.items()}
    run.steps = [value if np.isfinite(value) else None for value in ordinal.psi.tolist()]
    run.severity_sd = ordinal.severity_sd
    run.exam_slope = ordinal.score_slope


def _colleges(ratings: Ratings, interns: Interns) -> NDArray[np.int64]:
    """Return the college of the intern of every rating."""
    return interns.college[np.searchsorted(interns.student, ratings.student)]


def _printable(
    fits: Fits, organisations: list[OrganisationSeverity], ties: dict[Any, int]
) -> Printable:
    """Decide what may be printed beside each other (decision 0028)."""
    found, raters = fits.ordinal, fits.ordinal.raters
    place_of: dict[Any, int] = {row.employer_id: place for place, row in enumerate(organisations)}
    employers = _employers()
    interns = np.array([row.interns for row in organisations], dtype=np.intp)
    errors = np.array([row.se for row in organisations], dtype=np.float64)
    return printable(
        RaterPlaces(
            persons=found.rater_persons,
            tie=np.array([ties[rater] for rater in raters], dtype=np.intp),
            organisation=np.array(
                [place_of.get(employers.get(rater), -1) for rater in raters], dtype=np.intp
            ),
        ),
        may_be_shown(found.rater_persons, found.severity_errors),
        may_be_shown(interns, errors),
    )


def _employers() -> dict[Any, Any]:
    return dict(Rater.objects.filter(employer__isnull=False).values_list("pk", "employer_id"))


def _estimate(
    run: SeverityRun, place: int, counts: dict[int, int], fits: Fits, *, is_shown: bool
) -> SeverityEstimate:
    rater = fits.ordinal.raters[place]
    links = fits.network.raters[rater]
    return SeverityEstimate(
        run=run,
        rater_id=int(rater),
        interns=links.persons,
        shared_interns=links.shared_persons,
        ratings=counts[int(rater)],
        component=links.component,
        severity=float(fits.ordinal.severities[place]),
        se=float(fits.ordinal.severity_errors[place]),
        # An effect raises ratings, severity lowers them.
        linear=-float(fits.linear.effects_b[rater]),
        linear_se=float(fits.linear.errors_b[rater]),
        is_shown=is_shown,
    )


def _organisations(run: SeverityRun, fits: Fits) -> list[OrganisationSeverity]:
    found = organisation_severities(fits.ordinal, _employers())
    return [
        OrganisationSeverity(
            run=run,
            employer_id=employer_id,
            raters=row.raters,
            interns=row.persons,
            severity=row.severity,
            se=row.error,
        )
        for employer_id, row in found.items()
    ]


def _write_abilities(fits: Fits | None) -> None:
    students = [] if fits is None else fits.ordinal.persons
    merge_columns(
        Target(
            "assessments_studentability",
            [Column("student_id", ColumnKind.BIG)],
            [Column("ability", ColumnKind.FLOAT)],
            "1 = 1",
        ),
        {
            "student_id": np.array(students, dtype=np.int64),
            "ability": np.zeros(0) if fits is None else fits.ordinal.abilities,
        },
    )
