"""How well and how fast severities are recovered: simulated, and in the region at hand."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from assessments.services.adjustments import active_college_ids, adjust_college
from assessments.services.severities import estimate_severities
from scoring.simulation import RegionSetup, compare_models, simulate_region

INTERNS_PER_RATER: Final = 10
Clock = Callable[[], datetime]


def measure_simulated(*, interns: int) -> dict[str, Any]:
    """Let every model recover known severities; the naive mean of a rater always stands beside."""
    setup = RegionSetup(interns=interns, raters=max(interns // INTERNS_PER_RATER, 1))
    region = simulate_region(setup)
    return {
        "interns": setup.interns,
        "raters": setup.raters,
        "ratings": len(region.ratings),
        "models": compare_models(region),
    }


def measure_region(*, clock: Clock) -> dict[str, Any]:
    """Do a night's work on the database: estimate, then adjust every college, one after another."""
    started = time.perf_counter()
    run = estimate_severities(now=clock())
    estimated = time.perf_counter()
    students = sum(
        adjust_college(college_id=college_id, now=clock()) for college_id in active_college_ids()
    )
    return {
        "ratings": run.ratings,
        "interns": run.interns,
        "shared_interns": run.shared_interns,
        "raters": run.estimates.count(),
        "parts": len(run.parts),
        "severity_sd": run.severity_sd,
        "estimate_s": estimated - started,
        "adjust_s": time.perf_counter() - estimated,
        "adjusted_students": students,
    }
