"""From computed arrays to the tables of readiness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.models import StudentReadiness
from assessments.rules.packed_scores import changed_functions, pack
from assessments.selectors.scoring_input import ScoringInput
from assessments.services.group_sums import (
    refreshing_statements,
    stored_statement,
    write_college_sums,
)
from core.bulk import (
    BlobTable,
    Column,
    ColumnKind,
    Statement,
    Target,
    execute_together,
    merge_columns,
    upsert_statements,
)
from scoring.readiness import Readiness
from scoring.uncertainty import CellUncertainty, StudentUncertainty

SCORES: Final = BlobTable("assessments_studentscores", "student_id", "scores")
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


def write_computed(computed: Computed, student_ids: Sequence[int] | None) -> int:
    """Bring scores and indices of the college, or of `student_ids` only, to the computed state.

    Students who are no longer enrolled lose theirs. Return how many scores changed.
    """
    scores = _merge_scores(computed, student_ids)
    where, parameters = _of_college(computed.college_id, student_ids)
    merge_columns(
        Target("assessments_studentreadiness", STUDENT_KEYS, STUDENT_VALUES, where, parameters),
        _student_arrays(computed),
    )
    return scores


def stored_students(*, college_id: int, student_ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """Return the group and the block of scores under which these students are stored there."""
    where, parameters = _of_college(college_id, student_ids, alias="r.")
    text = (
        "SELECT r.student_id, r.group_id, f.scores FROM assessments_studentreadiness r"  # noqa: S608 -- marks only
        f" LEFT JOIN assessments_studentscores f ON f.student_id = r.student_id WHERE {where}"
    )
    rows = execute_together([(text, parameters)])
    return {student: (group, bytes(block or b"")) for student, group, block in rows}


def write_students(
    computed: Computed, *, before: Mapping[int, tuple[int, bytes]], today: date
) -> int:
    """Write students computed alone, with their groups' sums; return how many scores changed.

    `before` is what `stored_students` said of them: those no longer enrolled lose their numbers.
    """
    source, after = computed.source, _blocks(computed)
    groups = dict(zip(source.students.tolist(), source.groups.tolist(), strict=True))
    was = {student: block for student, (_, block) in before.items()}
    differing = [key for key in {*groups, *was} if was.get(key, b"") != after.get(key, b"")]
    refreshed = np.full(len(groups), (today - date(1970, 1, 1)).days)
    touched = {*groups.values(), *(old for old, _ in before.values())}
    changed = changed_functions((was.get(key, b""), after.get(key, b"")) for key in differing)
    # Sums by function add up scores; where no score and no group differs, no sum does.
    moved = [key for key, (group, _) in before.items() if groups.get(key) != group]
    functions = np.union1d(changed, changed_functions((was[key], b"") for key in moved))
    stored = execute_together(
        [
            *SCORES.upsert_statements({key: after[key] for key in differing if key in after}),
            *SCORES.delete_statements([key for key in differing if key not in after]),
            *upsert_statements(
                "assessments_studentreadiness",
                STUDENT_KEYS,
                [*STUDENT_VALUES, Column("refreshed_on", ColumnKind.DATE)],
                {**_student_arrays(computed), "refreshed_on": refreshed},
            ),
            *_forget_statements(sorted(was.keys() - groups.keys())),
            stored_statement(computed.college_id, touched, with_scores=bool(len(functions))),
        ]
    )
    execute_together(refreshing_statements(computed.college_id, touched, stored, functions))
    return len(changed)


def _forget_statements(student_ids: Sequence[int]) -> list[Statement]:
    if not student_ids:
        return []
    where, values = _of_students(student_ids)
    return [(f"DELETE FROM assessments_studentreadiness WHERE {where}", values)]  # noqa: S608 -- marks only


def _merge_scores(computed: Computed, student_ids: Sequence[int] | None) -> int:
    # Scores know no college: they are those of its students, of the present and the former ones.
    if student_ids is None:
        chosen, parameters = _of_college(computed.college_id, None)
        where = (
            f"student_id IN (SELECT student_id FROM assessments_studentreadiness WHERE {chosen})"  # noqa: S608 -- marks only
        )
    else:
        where, parameters = _of_students(student_ids)
    return len(changed_functions(SCORES.merge(_blocks(computed), where, parameters)))


def _blocks(computed: Computed) -> dict[int, bytes]:
    students = computed.source.students[computed.readiness.cells.student]
    return pack(students, _score_arrays(computed))


def _of_students(student_ids: Sequence[int], alias: str = "") -> tuple[str, tuple[int, ...]]:
    marks = ", ".join(["%s"] * len(student_ids)) or "NULL"
    return f"{alias}student_id IN ({marks})", tuple(student_ids)


def _of_college(
    college_id: int, student_ids: Sequence[int] | None, alias: str = ""
) -> tuple[str, tuple[int, ...]]:
    if student_ids is None:
        return f"{alias}college_id = %s", (college_id,)
    where, parameters = _of_students(student_ids, alias)
    return f"{alias}college_id = %s AND {where}", (college_id, *parameters)


def _score_arrays(computed: Computed) -> dict[str, NDArray[Any]]:
    cells, uncertain = computed.readiness.cells, computed.cells
    return {
        "function_id": computed.source.functions[cells.function],
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


_STUDENTS_AT_ONCE: Final = 1_000


def forget_others(*, college_id: int, student_ids: Sequence[int]) -> None:
    """Take away the scores and indices of a college's students who are not among `student_ids`."""
    stored = StudentReadiness.objects.filter(college_id=college_id).values_list("pk", flat=True)
    gone = sorted(set(stored) - set(student_ids))
    for first in range(0, len(gone), _STUDENTS_AT_ONCE):
        some = gone[first : first + _STUDENTS_AT_ONCE]
        SCORES.delete(some)
        StudentReadiness.objects.filter(pk__in=some).delete()


def write_group_sums(computed: Computed) -> None:
    """Add up a whole college that has just been computed and written."""
    source = computed.source
    students = _student_arrays(computed) | {"sex": source.sexes}
    scores = _score_arrays(computed)
    scores["group_id"] = source.groups[computed.readiness.cells.student]
    write_college_sums(computed.college_id, students, scores)
