"""What if: a draft methodology beside the one in force, on the same evidence.

Nothing official is written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone

from assessments.models import Methodology
from assessments.rules.parameters import parameters_from_json
from assessments.rules.trial_outcomes import TriedGraduate, outcomes_by_year
from assessments.selectors.methodology import methodology_in_force
from assessments.selectors.methodology_versions import COMPARE_JOB
from assessments.selectors.outcomes import answers_by_student
from assessments.selectors.readiness import priors_in_use
from assessments.selectors.scoring_input import Ledger
from assessments.services.computation import compute_readiness
from colleges.models import College
from core.audit import record_action
from core.jobs.queue import enqueue
from core.models import Job
from core.scope import SYSTEM
from scoring.results import StudentResults
from scoring.scenarios import level_moves, standing_of

Progress = Callable[[int, int], None]


def request_comparison(*, version: Methodology, actor_id: int | None, now: datetime) -> Job:
    """Ask for a draft to be tried beside the version in force.

    Raise NoMethodologyInForce or ParameterProblems.
    """
    methodology_in_force()
    parameters_from_json(version.parameters)
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

    `colleges` holds a table before × after (0 without a level, then the four levels) each,
    `outcomes` what the draft tells of graduates (`rules.trial_outcomes`).
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
    answers = answers_by_student(region_code=settings.REGION_CODE, scope=SYSTEM)
    rows: list[dict[str, Any]] = []
    graduates: list[TriedGraduate] = []
    for done, college_id in enumerate(keys):
        progress(done, len(keys))
        pair = _both(college_id, official, draft, today)
        rows.append({"college_id": college_id, "table": _table(pair)})
        graduates.extend(_graduates(pair, answers))
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
        "outcomes": outcomes_by_year(graduates, minimum=settings.MINIMUM_CELL),
    }


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same students of one college by both versions."""

    students: list[int]
    before: StudentResults
    after: StudentResults


def _both(college_id: int, before: Methodology, after: Methodology, day: date) -> _Pair:
    # Only an adjusted readiness depends on intervals, and so on what was learned of the region.
    priors = priors_in_use(before)
    first, second = (
        compute_readiness(
            college_id=college_id,
            parameters=parameters_from_json(version.parameters),
            priors=priors,
            ledger=Ledger(as_of_date=day),
        )
        for version in (before, after)
    )
    return _Pair(
        students=first.source.students.tolist(),
        before=first.readiness.students,
        after=second.readiness.students,
    )


def _table(pair: _Pair) -> list[list[int]]:
    everybody = np.zeros(len(pair.before), dtype=np.int64)
    moves = level_moves(pair.before, pair.after, everybody, groups=1)
    table: list[list[int]] = moves.table[0].tolist()
    return table


def _graduates(pair: _Pair, answers: Mapping[int, tuple[int, bool]]) -> Iterator[TriedGraduate]:
    """Yield the graduates with an answer who have a level by both versions."""
    levelled = (standing_of(pair.before) > 0) & (standing_of(pair.after) > 0)
    for at in np.flatnonzero(levelled).tolist():
        if pair.students[at] in answers:
            year, at_work = answers[pair.students[at]]
            yield TriedGraduate(
                year, float(pair.before.index[at]), float(pair.after.index[at]), at_work
            )
