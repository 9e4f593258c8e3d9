"""A college's part of a run: read, compute, write; in blocks of students, or not at all.

A very large college is taken block by block, so that no worker ever holds more than one block's
evidence. A block whose input is that of the stored numbers is neither computed nor written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from assessments.enums import RunState
from assessments.models import ComputedCollege, ReadinessRun, RunCollege, StudentReadiness
from assessments.rules.parameters import parameters_from_json
from assessments.rules.priors import CollegeSums, merge_sums
from assessments.selectors.scoring_input import (
    Cohort,
    Ledger,
    input_of,
    read_cohort,
    read_evidence,
    requirements_of,
)
from assessments.services.computation import (
    adjusted_if_official,
    compute_input,
    lock_college,
    sums_of,
)
from assessments.services.fingerprints import fingerprint
from assessments.services.runs import finish_run_if_complete
from assessments.services.score_tables import (
    forget_others,
    rebuild_all_group_sums,
    write_computed,
    write_group_sums,
)
from core.bulk import plan_for_bulk
from scoring.parameters import OfficialScore

# About a quarter of a million rows of evidence and 300 MB of memory.
BLOCK_STUDENTS: Final = 3_000


@dataclass(frozen=True, slots=True)
class Block:
    """What is kept of a computed block, to be taken over by a run that finds the same input."""

    fingerprint: str
    students: int
    evidence: int
    sums: dict[str, Any]


_BLOCK_FIELDS: Final = tuple(field.name for field in fields(Block))


def compute_college(
    *, run_id: int, college_id: int, now: datetime, block_students: int = BLOCK_STUDENTS
) -> int | None:
    """Compute and write one college's part of a run; return how many scores changed.

    None when the run is over or the part done.
    """
    run = ReadinessRun.objects.select_related("methodology").get(pk=run_id)
    changed = None
    with transaction.atomic():
        plan_for_bulk()
        lock_college(college_id)
        part = RunCollege.objects.filter(run=run, college_id=college_id, done_at__isnull=True)
        if run.state == RunState.RUNNING and part.exists():
            changed, blocks = _compute_blocks(run, college_id, block_students)
            part.update(
                done_at=now,
                students_count=sum(block.students for block in blocks),
                evidence_count=sum(block.evidence for block in blocks),
                changed_count=changed,
                sums=_merged(blocks),
                requirements=requirements_of(college_id=college_id),
            )
    finish_run_if_complete(run_id=run_id, now=now)
    return changed


def _compute_blocks(
    run: ReadinessRun, college_id: int, block_students: int
) -> tuple[int, list[Block]]:
    whole = read_cohort(college_id=college_id, ledger=Ledger(as_of_date=run.as_of_date))
    parts = whole.parts(block_students)
    stored = _stored_blocks(college_id)
    # With fewer blocks than before somebody has left who is in none of them.
    trusted = stored if len(parts) == len(stored) else []
    known = {block.fingerprint: block for block in trusted if block.fingerprint}
    results = [_compute_block(run, part, known) for part in parts]
    blocks = [block for _, block in results]
    if len(parts) > 1 and any(block.fingerprint not in known for block in blocks):
        forget_others(college_id=college_id, student_ids=whole.enrolled["student_id"].tolist())
        rebuild_all_group_sums(college_id=college_id)
    if blocks != stored:
        values = [{name: getattr(block, name) for name in _BLOCK_FIELDS} for block in blocks]
        ComputedCollege.objects.bulk_create(
            [ComputedCollege(college_id=college_id, blocks=values)],
            update_conflicts=True,
            unique_fields=["college"],
            update_fields=["blocks"],
        )
    return sum(changed for changed, _ in results), blocks


def _merged(blocks: Sequence[Block]) -> dict[str, Any]:
    if len(blocks) == 1:
        return blocks[0].sums
    merged = merge_sums(CollegeSums.from_json(block.sums) for block in blocks)
    return {} if merged is None else merged.to_json()


def _stored_blocks(college_id: int) -> list[Block]:
    """Return the blocks behind the stored indices; none where these have been thrown away."""
    stored = ComputedCollege.objects.filter(pk=college_id).values_list("blocks", flat=True).first()
    blocks = [Block(**block) for block in stored or []]
    students = StudentReadiness.objects.filter(college_id=college_id).count() if blocks else 0
    return blocks if students == sum(block.students for block in blocks) else []


def _compute_block(run: ReadinessRun, cohort: Cohort, known: dict[str, Block]) -> tuple[int, Block]:
    """Bring a block's stored numbers up to date; return how many scores changed, and the block."""
    ledger = Ledger(as_of_date=run.as_of_date)
    evidence = read_evidence(cohort=cohort, ledger=ledger)
    mark = fingerprint(
        cohort,
        evidence,
        parameters=run.methodology.parameters,
        priors=run.priors,
        as_of_date=run.as_of_date,
    )
    parameters = parameters_from_json(run.methodology.parameters)
    is_adjusted = parameters.official is OfficialScore.ADJUSTED
    # Where the severity of mentors enters too, it is not read yet.
    if mark in known and not is_adjusted:
        return 0, known[mark]
    source = input_of(cohort, evidence)
    computed = compute_input(
        source,
        college_id=cohort.college_id,
        parameters=parameters,
        priors=run.priors,
        as_of_date=run.as_of_date,
    )
    computed = adjusted_if_official(computed, parameters)
    changed = write_computed(computed, cohort.chosen)
    if cohort.chosen is None:
        write_group_sums(computed)
    return changed, Block(
        fingerprint="" if is_adjusted else mark,
        students=len(source.students),
        evidence=len(source.evidence),
        sums=sums_of(computed, parameters).to_json(),
    )
