"""A college's part of a run: read, compute, write; in blocks of students, or not at all.

A very large college is taken block by block, so that no worker ever holds more than one block's
evidence. A block whose input is that of the stored numbers is neither computed nor written.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from assessments.enums import RunState
from assessments.rules.priors import CollegeSums, merge_sums
from assessments.selectors.scoring_input import (
    Cohort,
    Ledger,
    input_of,
    read_cohort,
    read_evidence,
    requirements_to_json,
)
from assessments.services.computation import (
    adjusted_if_official,
    college_lock,
    compute_input,
    parsed_method,
    sums_of,
)
from assessments.services.fingerprints import fingerprint
from assessments.services.group_sums import rebuild_all_group_sums
from assessments.services.runs import finish_run_if_complete
from assessments.services.score_tables import (
    forget_others,
    write_computed,
    write_group_sums,
)
from core.bulk import Statement, bulk_plan_statements, execute_together, moment_value
from scoring.parameters import OfficialScore, Parameters

# About a quarter of a million rows of evidence and 300 MB of memory.
BLOCK_STUDENTS: Final = 3_000
_COUNTS: Final = ("students", "evidence")


@dataclass(frozen=True, slots=True)
class Block:
    """What is kept of a computed block, to be taken over by a run that finds the same input."""

    fingerprint: str
    students: int
    evidence: int
    sums: dict[str, Any]


_BLOCK_FIELDS: Final = tuple(field.name for field in fields(Block))
# As text, so that the run's method need not be parsed by every college of it.
_PART: Final = """
SELECT CAST(r.as_of_date AS text), CAST(m.parameters AS text), CAST(r.priors AS text),
    CAST(c.blocks AS text), (
        SELECT COUNT(*) FROM assessments_studentreadiness s WHERE s.college_id = c.college_id
    )
FROM assessments_runcollege p
JOIN assessments_readinessrun r ON r.id = p.run_id
JOIN assessments_methodology m ON m.id = r.methodology_id
LEFT JOIN assessments_computedcollege c ON c.college_id = p.college_id
WHERE p.run_id = %s AND p.college_id = %s AND p.done_at IS NULL AND r.state = %s
"""
_PART_DONE: Final = """
UPDATE assessments_runcollege SET done_at = %s, students_count = %s, evidence_count = %s,
    changed_count = %s, sums = %s, requirements = %s
WHERE run_id = %s AND college_id = %s
"""
_BLOCKS: Final = """
INSERT INTO assessments_computedcollege (college_id, blocks) VALUES (%s, %s)
ON CONFLICT (college_id) DO UPDATE SET blocks = excluded.blocks
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A college's part of a run that is still to be done.

    `stored` are the blocks behind the stored indices; none where these have been thrown away.
    """

    college_id: int
    as_of_date: date
    parameters: Parameters
    priors: Mapping[str, Any]
    # All of these that enters the numbers, as text.
    stated: tuple[str, ...]
    stored: list[Block]

    @property
    def is_adjusted(self) -> bool:
        """Whether the severity of mentors enters the numbers too, which no block speaks of."""
        return self.parameters.official is OfficialScore.ADJUSTED


def compute_college(
    *, run_id: int, college_id: int, now: datetime, block_students: int = BLOCK_STUDENTS
) -> int | None:
    """Compute and write one college's part of a run; return how many scores changed.

    None when the run is over or the part done.
    """
    changed = None
    with transaction.atomic():
        part = _locked_part(run_id, college_id)
        if part is not None:
            whole = read_cohort(college_id=college_id, ledger=Ledger(as_of_date=part.as_of_date))
            changed, blocks = _compute_blocks(part, whole, block_students)
            counts = [sum(getattr(block, name) for block in blocks) for name in _COUNTS]
            kept = [_merged(blocks), requirements_to_json(whole.stated)]
            done = (moment_value(now), *counts, changed, *map(json.dumps, kept), run_id, college_id)
            execute_together([*_keep_blocks(part, blocks), (_PART_DONE, done)])
    finish_run_if_complete(run_id=run_id, now=now)
    return changed


def compute_colleges(
    *, run_id: int, college_ids: Sequence[int], clock: Callable[[], datetime]
) -> int:
    """Compute and write several colleges' parts of a run, each by itself; return changed scores.

    A college that cannot be computed keeps none of the others from it; its error is raised then.
    """
    changed, failures = 0, []
    for college_id in college_ids:
        try:
            done = compute_college(run_id=run_id, college_id=college_id, now=clock())
        except Exception as error:
            failures.append(error)
        else:
            changed += done or 0
    if failures:
        raise failures[0]
    return changed


def _locked_part(run_id: int, college_id: int) -> Part | None:
    found = execute_together(
        [
            *bulk_plan_statements(),
            *college_lock(college_id),
            (_PART, (run_id, college_id, RunState.RUNNING.value)),
        ]
    )
    if not found:
        return None
    day, parameters, priors, blocks, students = found[0]
    stored = [Block(**block) for block in json.loads(blocks or "[]")]
    method = parsed_method(parameters, priors)
    return Part(
        college_id,
        date.fromisoformat(day),
        *method,
        stated=(parameters, priors, day),
        stored=stored if students == sum(block.students for block in stored) else [],
    )


def _compute_blocks(part: Part, whole: Cohort, block_students: int) -> tuple[int, list[Block]]:
    """Bring the college's numbers up to date; return how many scores changed, and the blocks."""
    cohorts = whole.parts(block_students)
    # With fewer blocks than before somebody has left who is in none of them.
    trusted = part.stored if len(cohorts) == len(part.stored) else []
    known = {block.fingerprint: block for block in trusted if block.fingerprint}
    results = [_compute_block(part, cohort, known) for cohort in cohorts]
    blocks = [block for _, block in results]
    if len(cohorts) > 1 and any(block.fingerprint not in known for block in blocks):
        students = whole.enrolled["student_id"].tolist()
        forget_others(college_id=part.college_id, student_ids=students)
        rebuild_all_group_sums(college_id=part.college_id)
    return sum(changed for changed, _ in results), blocks


def _keep_blocks(part: Part, blocks: Sequence[Block]) -> list[Statement]:
    if blocks == part.stored:
        return []
    # Field by field: `asdict` copies every number of the sums first.
    values = [{name: getattr(block, name) for name in _BLOCK_FIELDS} for block in blocks]
    return [(_BLOCKS, (part.college_id, json.dumps(values)))]


def _merged(blocks: Sequence[Block]) -> dict[str, Any]:
    if len(blocks) == 1:
        return blocks[0].sums
    merged = merge_sums(CollegeSums.from_json(block.sums) for block in blocks)
    return {} if merged is None else merged.to_json()


def _compute_block(part: Part, cohort: Cohort, known: Mapping[str, Block]) -> tuple[int, Block]:
    """Bring a block's stored numbers up to date; return how many scores changed, and the block."""
    evidence = read_evidence(
        cohort=cohort, ledger=Ledger(as_of_date=part.as_of_date), with_keys=part.is_adjusted
    )
    mark = fingerprint(cohort, evidence, stated=part.stated)
    if mark in known and not part.is_adjusted:
        return 0, known[mark]
    source = input_of(cohort, evidence)
    computed = compute_input(
        source,
        college_id=cohort.college_id,
        parameters=part.parameters,
        priors=part.priors,
        as_of_date=part.as_of_date,
    )
    computed = adjusted_if_official(computed, part.parameters)
    changed = write_computed(computed, cohort.chosen)
    if cohort.chosen is None:
        write_group_sums(computed)
    return changed, Block(
        fingerprint="" if part.is_adjusted else mark,
        students=len(source.students),
        evidence=len(source.evidence),
        sums=sums_of(computed, part.parameters).to_json(),
    )
