"""How long a release is protected and audited: what may be printed, and what a reader computes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings

from assessments.selectors.aggregates import Cut
from assessments.selectors.readiness import latest_complete_run
from dashboards.selectors.disclosure import report_plans
from readiness_portal.demo.cohorts import GRADUATION_YEARS
from reports.rules.audits import audit_release_content
from reports.selectors.content import ReportRequest, make_report

T = TypeVar("T")


class NothingComputed(RuntimeError):
    """The region has no complete run, so there is nothing to report."""


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """Counts that a release of the last year rests on, those hidden; seconds as the names say.

    `plan_s` holds the reading of the figures too; `findings` are the audit's, 0 when it is clean.
    """

    cells: int
    hidden: int
    findings: int
    plan_s: float
    audit_s: float


def measure_release(*, repeats: int, now: datetime) -> ReleaseFigures:
    """Plan and audit a public report of the last year; take the best of `repeats`."""
    run = latest_complete_run()
    if run is None:
        raise NothingComputed("сначала рассчитайте готовность: bench recompute")
    year, minimum = GRADUATION_YEARS[-1], settings.MINIMUM_PUBLIC_CELL
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=year)
    planning, _ = _best(repeats, lambda: report_plans(cut=cut, minimum=minimum))
    report = make_report(ReportRequest(graduation_year=year, run=run, now=now, minimum=minimum))
    auditing, audited = _best(
        repeats,
        lambda: audit_release_content(
            report.counts, report.content, issued=(), report=lambda *_: None
        ),
    )
    return ReleaseFigures(
        cells=audited.cells,
        hidden=audited.hidden,
        findings=len(audited.lines),
        plan_s=round(planning, 3),
        audit_s=round(auditing, 3),
    )


def _best(repeats: int, work: Callable[[], T]) -> tuple[float, T]:
    """Return the least seconds and the last answer."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - started)
    return min(seconds), answer
