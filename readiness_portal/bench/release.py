"""How long a release is protected and audited: what may be printed, and what a reader computes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from assessments.selectors.aggregates import Cut
from assessments.selectors.readiness import latest_complete_run
from dashboards.selectors.disclosure import report_plans
from readiness_portal.bench.timing import best
from readiness_portal.demo.cohorts import GRADUATION_YEARS
from reports.rules.audits import audit_release_content
from reports.selectors.content import ReportRequest, make_report


class NothingComputed(RuntimeError):
    """The region has no complete run, so there is nothing to report."""


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """Counts that a release of the last year rests on, those hidden; `findings` are the audit's.

    Seconds on the clock (`_s`) and of this process's processor (`_cpu_s`); those of the plan hold
    the reading of the figures too.
    """

    cells: int
    hidden: int
    findings: int
    plan_s: float
    plan_cpu_s: float
    audit_s: float
    audit_cpu_s: float


def measure_release(*, repeats: int, now: datetime) -> ReleaseFigures:
    """Plan and audit a public report of the last year; take the best of `repeats`."""
    run = latest_complete_run()
    if run is None:
        raise NothingComputed("сначала рассчитайте готовность: bench recompute")
    year, minimum = GRADUATION_YEARS[-1], settings.MINIMUM_PUBLIC_CELL
    cut = Cut(region_code=settings.REGION_CODE, graduation_year=year)
    planning, _ = best(repeats, lambda: report_plans(cut=cut, minimum=minimum))
    report = make_report(ReportRequest(graduation_year=year, run=run, now=now, minimum=minimum))
    auditing, audited = best(
        repeats,
        lambda: audit_release_content(
            report.counts, report.content, issued=(), report=lambda *_: None
        ),
    )
    return ReleaseFigures(
        cells=audited.cells,
        hidden=audited.hidden,
        findings=len(audited.lines),
        plan_s=planning.clock,
        plan_cpu_s=planning.processor,
        audit_s=auditing.clock,
        audit_cpu_s=auditing.processor,
    )
