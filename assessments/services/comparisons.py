"""What if: a draft methodology beside the one in force, on the same evidence.

Nothing official is written.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from assessments.models import Methodology
from assessments.rules.parameters import parameters_from_json
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.methodology_versions import COMPARE_JOB
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import compute_readiness, priors_in_use
from colleges.models import College
from core.audit import record_action
from core.jobs.queue import enqueue
from core.models import Job
from scoring.results import StudentResults
from scoring.scenarios import level_moves

Progress = Callable[[int, int], None]


def request_comparison(*, version: Methodology, actor_id: int | None, now: datetime) -> Job:
    """Ask for a draft to be tried beside the version in force; raise NoMethodologyInForce."""
    methodology_in_force()
    job = enqueue(
        COMPARE_JOB,
        now=now,
        requested_by_id=actor_id,
        deduplication_key=f"compare:{version.pk}",
        version_id=version.pk,
    )
    record_action(
        action="assessments.compare_methodology", actor_id=actor_id, now=now, target=version
    )
    return job


def compare_methodology(*, version_id: int, now: datetime, progress: Progress) -> dict[str, Any]:
    """Compute every college of the own region twice; return counts by standing as JSON values.

    `colleges` holds a table before × after (0 without a level, then the four levels) each.
    """
    draft = Methodology.objects.get(pk=version_id)
    official = methodology_in_force()
    before = parameters_from_json(official.parameters)
    after = parameters_from_json(draft.parameters)
    keys = list(
        College.objects.filter(is_active=True, municipality__region_code=settings.REGION_CODE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    today = timezone.localdate(now)
    rows = []
    for done, college_id in enumerate(keys):
        progress(done, len(keys))
        rows.append({"college_id": college_id, "table": _table(college_id, official, draft, today)})
    progress(len(keys), len(keys))
    return {
        "as_of": today.isoformat(),
        "official_version": official.version,
        "version": draft.version,
        # A draft changed later shows that its trial is out of date.
        "parameters": draft.parameters,
        "official_parameters": official.parameters,
        "ready_levels": list(after.ready_levels),
        "official_ready_levels": list(before.ready_levels),
        "colleges": rows,
    }


def _table(college_id: int, before: Methodology, after: Methodology, day: date) -> list[list[int]]:
    # Only an adjusted readiness depends on intervals, and so on what was learned of the region.
    priors = priors_in_use(before)
    first, second = (_students(college_id, version, priors, day) for version in (before, after))
    everybody = np.zeros(len(first), dtype=np.int64)
    table: list[list[int]] = level_moves(first, second, everybody, groups=1).table[0].tolist()
    return table


def _students(
    college_id: int, version: Methodology, priors: Mapping[str, Any], day: date
) -> StudentResults:
    return compute_readiness(
        college_id=college_id,
        parameters=parameters_from_json(version.parameters),
        priors=priors,
        ledger=Ledger(as_of_date=day),
    ).readiness.students
