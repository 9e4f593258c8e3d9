"""From computed arrays to the tables of readiness."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from assessments.selectors.scoring_input import ScoringInput
from core.bulk import Column, ColumnKind, MergeResult, Target, merge_columns
from scoring.readiness import Readiness
from scoring.uncertainty import CellUncertainty, StudentUncertainty

SCORE_KEYS: Final = [
    Column("student_id", ColumnKind.BIG),
    Column("function_id", ColumnKind.BIG),
]
SCORE_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("value", ColumnKind.FLOAT),
    Column("weight", ColumnKind.FLOAT),
    Column("evidence_count", ColumnKind.SMALL),
    Column("kind_count", ColumnKind.SMALL),
    Column("rater_count", ColumnKind.SMALL),
    Column("newest_on", ColumnKind.DATE),
    Column("college_value", ColumnKind.FLOAT),
    Column("employer_value", ColumnKind.FLOAT),
    Column("posterior_mean", ColumnKind.FLOAT),
    Column("interval_low", ColumnKind.FLOAT),
    Column("interval_high", ColumnKind.FLOAT),
    Column("ready_probability", ColumnKind.FLOAT),
    Column("confidence", ColumnKind.SMALL, nullable_as=-1),
]
STUDENT_KEYS: Final = [Column("student_id", ColumnKind.BIG)]
STUDENT_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("group_id", ColumnKind.BIG),
    Column("practice", ColumnKind.FLOAT),
    Column("knowledge", ColumnKind.FLOAT),
    Column("motivation", ColumnKind.FLOAT),
    Column("reflection", ColumnKind.FLOAT),
    Column('"index"', ColumnKind.FLOAT),
    Column("index_low", ColumnKind.FLOAT),
    Column("index_high", ColumnKind.FLOAT),
    Column("completeness", ColumnKind.FLOAT),
    Column("coverage", ColumnKind.FLOAT),
    Column("level", ColumnKind.SMALL, nullable_as=-1),
    Column("weakest_function_id", ColumnKind.BIG, nullable_as=-1),
    Column("is_capped", ColumnKind.FLAG),
    Column("is_provisional", ColumnKind.FLAG),
    Column("is_ready", ColumnKind.FLAG),
    Column("has_employer_voice", ColumnKind.FLAG),
    Column("evidence_count", ColumnKind.INTEGER),
]


@dataclass(frozen=True, slots=True)
class Computed:
    """One college's (or some of its students') input and what came out of it."""

    college_id: int
    source: ScoringInput
    readiness: Readiness
    cells: CellUncertainty
    students: StudentUncertainty


def write_computed(computed: Computed, student_ids: Sequence[int] | None) -> MergeResult:
    """Bring scores and indices of the college, or of `student_ids` only, to the computed state.

    Students who are no longer enrolled lose theirs. Return what happened to the scores.
    """
    only, chosen = _only(student_ids)
    where, parameters = f"college_id = %s{only}", (computed.college_id, *chosen)
    scores = merge_columns(
        Target("assessments_functionscore", SCORE_KEYS, SCORE_VALUES, where, parameters),
        _score_arrays(computed),
    )
    merge_columns(
        Target("assessments_studentreadiness", STUDENT_KEYS, STUDENT_VALUES, where, parameters),
        _student_arrays(computed),
    )
    return scores


def _only(student_ids: Sequence[int] | None) -> tuple[str, tuple[int, ...]]:
    if student_ids is None:
        return "", ()
    marks = ", ".join(["%s"] * len(student_ids)) or "NULL"
    return f" AND student_id IN ({marks})", tuple(student_ids)


def _score_arrays(computed: Computed) -> dict[str, NDArray[Any]]:
    cells, uncertain = computed.readiness.cells, computed.cells
    return {
        "student_id": computed.source.students[cells.student],
        "function_id": computed.source.functions[cells.function],
        "college_id": np.full(len(cells), computed.college_id),
        "value": cells.score,
        "weight": cells.weight,
        "evidence_count": cells.evidence_count,
        "kind_count": cells.kind_count,
        "rater_count": cells.rater_count,
        "newest_on": cells.newest,
        "college_value": cells.college,
        "employer_value": cells.employer,
        "posterior_mean": uncertain.posterior.mean,
        "interval_low": uncertain.low,
        "interval_high": uncertain.high,
        "ready_probability": uncertain.ready_probability,
        "confidence": uncertain.confidence,
    }


def _student_arrays(computed: Computed) -> dict[str, NDArray[Any]]:
    students, source = computed.readiness.students, computed.source
    weakest = students.weakest
    return {
        "student_id": source.students,
        "college_id": np.full(len(source.students), computed.college_id),
        "group_id": source.groups,
        "practice": students.practical,
        "knowledge": students.knowledge,
        "motivation": students.motivation,
        "reflection": students.reflection,
        '"index"': students.index,
        "index_low": computed.students.low,
        "index_high": computed.students.high,
        "completeness": students.completeness,
        "coverage": np.nan_to_num(students.coverage),
        "level": students.level,
        "weakest_function_id": _keys_or_none(weakest, source.functions),
        "is_capped": students.capped,
        "is_provisional": students.provisional,
        "is_ready": students.ready,
        "has_employer_voice": students.employer_voice,
        "evidence_count": students.evidence_count,
    }


def _keys_or_none(index: NDArray[Any], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(keys):
        return np.full(len(index), -1)
    return np.where(index < 0, -1, keys[np.maximum(index, 0)])


_GROUP_SUMS = """
INSERT INTO assessments_groupreadiness (
    group_id, college_id, sex, students_count, assessed_count, provisional_count, ready_count,
    low_count, basic_count, sufficient_count, high_count, employer_voice_count,
    index_sum, index_square_sum, evidence_count
)
SELECT r.group_id, r.college_id, s.sex, COUNT(*),
    SUM(CASE WHEN r.is_provisional THEN 0 ELSE 1 END),
    SUM(CASE WHEN r.is_provisional THEN 1 ELSE 0 END),
    SUM(CASE WHEN r.is_ready THEN 1 ELSE 0 END),
    SUM(CASE WHEN NOT r.is_provisional AND r.level = 0 THEN 1 ELSE 0 END),
    SUM(CASE WHEN NOT r.is_provisional AND r.level = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN NOT r.is_provisional AND r.level = 2 THEN 1 ELSE 0 END),
    SUM(CASE WHEN NOT r.is_provisional AND r.level = 3 THEN 1 ELSE 0 END),
    SUM(CASE WHEN r.has_employer_voice THEN 1 ELSE 0 END),
    COALESCE(SUM(CASE WHEN r.is_provisional THEN NULL ELSE r."index" END), 0),
    COALESCE(SUM(CASE WHEN r.is_provisional THEN NULL ELSE r."index" * r."index" END), 0),
    SUM(r.evidence_count)
FROM assessments_studentreadiness r JOIN colleges_student s ON s.id = r.student_id
WHERE {where}
GROUP BY r.group_id, r.college_id, s.sex
"""


_FUNCTION_SUMS = """
INSERT INTO assessments_groupfunctionreadiness (
    group_id, college_id, function_id, students_count, value_sum, value_square_sum,
    low_confidence_count, employer_count, employer_sum, gap_count, gap_sum, evidence_count
)
SELECT r.group_id, r.college_id, f.function_id, COUNT(*), SUM(f.value), SUM(f.value * f.value),
    SUM(CASE WHEN f.confidence = 0 THEN 1 ELSE 0 END),
    COUNT(f.employer_value), COALESCE(SUM(f.employer_value), 0),
    COUNT(f.college_value - f.employer_value),
    COALESCE(SUM(f.college_value - f.employer_value), 0),
    SUM(f.evidence_count)
FROM assessments_studentreadiness r
JOIN assessments_functionscore f ON f.student_id = r.student_id
WHERE {where}
GROUP BY r.group_id, r.college_id, f.function_id
"""
_SUM_TABLES: Final = (
    ("assessments_groupreadiness", _GROUP_SUMS),
    ("assessments_groupfunctionreadiness", _FUNCTION_SUMS),
)


def rebuild_group_sums(*, college_id: int, group_ids: Sequence[int] | None = None) -> None:
    """Add up the indices and scores of a college's groups anew, or of some of its groups."""
    only, chosen = "", tuple[int, ...]()
    if group_ids is not None:
        marks = ", ".join(["%s"] * len(group_ids)) or "NULL"
        only, chosen = f" AND {{alias}}group_id IN ({marks})", tuple(group_ids)
    parameters = (college_id, *chosen)
    with connection.cursor() as cursor:
        for table, insert in _SUM_TABLES:
            cursor.execute(
                f"DELETE FROM {table} WHERE college_id = %s{only.format(alias='')}",  # noqa: S608 -- marks only
                parameters,
            )
            cursor.execute(
                insert.format(where=f"r.college_id = %s{only.format(alias='r.')}"), parameters
            )
