"""From computed arrays to the tables of readiness."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.enums import Confidence
from assessments.models import (
    GroupFunctionReadiness,
    GroupReadiness,
    StudentReadiness,
)
from assessments.rules.packed_scores import LAYOUT, changed_functions, pack, unpack
from assessments.selectors.scoring_input import ScoringInput
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
from scoring.grouping import Groups, group_pairs, group_rows, sum_by
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
    return _stored(*_of_college(college_id, student_ids, alias="{alias}"))


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
    sums = _of_groups(computed.college_id, {*groups.values(), *(old for old, _ in before.values())})
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
            *_sum_statements(*sums),
            *([_stored_statement(*sums)] if len(functions) else []),
        ]
    )
    if len(functions):
        scores = _scores_by_group(_stored_rows(stored))
        execute_together(_function_sum_statements(computed.college_id, scores, sums, functions))
    return len(changed)


def _forget_statements(student_ids: Sequence[int]) -> list[Statement]:
    if not student_ids:
        return []
    where, values = _of_students(student_ids)
    return [(f"DELETE FROM assessments_studentreadiness WHERE {where}", values)]  # noqa: S608 -- marks only


def _stored(condition: str, parameters: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    return _stored_rows(execute_together([_stored_statement(condition, parameters)]))


def _stored_statement(condition: str, parameters: Sequence[int]) -> Statement:
    text = (
        "SELECT r.student_id, r.group_id, f.scores FROM assessments_studentreadiness r"  # noqa: S608 -- marks only
        " LEFT JOIN assessments_studentscores f ON f.student_id = r.student_id"
        f" WHERE {condition.format(alias='r.')} ORDER BY r.student_id"
    )
    return text, parameters


def _stored_rows(rows: Sequence[tuple[Any, ...]]) -> dict[int, tuple[int, bytes]]:
    return {student: (group, bytes(block or b"")) for student, group, block in rows}


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


def _of_groups(college_id: int, group_ids: Collection[int]) -> tuple[str, tuple[int, ...]]:
    """Return the condition with a place for the table's alias, and its values."""
    marks = ", ".join(["%s"] * len(group_ids)) or "NULL"
    condition = f"{{alias}}college_id = %s AND {{alias}}group_id IN ({marks})"
    return condition, (college_id, *sorted(group_ids))


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


_GROUPS_AT_ONCE: Final = 100
_STUDENTS_AT_ONCE: Final = 1_000
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


_FUNCTION_SUMS: Final = "assessments_groupfunctionreadiness"
_SUM_KEYS: Final = [Column("group_id", ColumnKind.BIG), Column("function_id", ColumnKind.BIG)]
_SUM_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("students_count", ColumnKind.INTEGER),
    Column("value_sum", ColumnKind.FLOAT),
    Column("value_square_sum", ColumnKind.FLOAT),
    Column("low_confidence_count", ColumnKind.INTEGER),
    Column("employer_count", ColumnKind.INTEGER),
    Column("employer_sum", ColumnKind.FLOAT),
    Column("gap_count", ColumnKind.INTEGER),
    Column("gap_sum", ColumnKind.FLOAT),
    Column("evidence_count", ColumnKind.INTEGER),
]


def rebuild_all_group_sums(*, college_id: int) -> None:
    """Add up every group of a college anew, a few at a time, and drop sums of groups left empty."""
    stored = StudentReadiness.objects.filter(college_id=college_id)
    groups = sorted(set(stored.values_list("group_id", flat=True)))
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        sums = _of_groups(college_id, groups[first : first + _GROUPS_AT_ONCE])
        execute_together(_sum_statements(*sums))
        _rebuild_function_sums(college_id, *sums)
    for model in (GroupReadiness, GroupFunctionReadiness):
        model.objects.filter(college_id=college_id).exclude(group_id__in=groups).delete()


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
    scores = _score_arrays(computed)
    scores["group_id"] = computed.source.groups[computed.readiness.cells.student]
    condition, parameters = "{alias}college_id = %s", (computed.college_id,)
    execute_together(_sum_statements(condition, parameters))
    _write_function_sums(computed.college_id, scores, condition, parameters)


def _sum_statements(condition: str, parameters: tuple[int, ...]) -> list[Statement]:
    gone = f"DELETE FROM assessments_groupreadiness WHERE {condition.format(alias='')}"  # noqa: S608 -- marks only
    return [
        (gone, parameters),
        (_GROUP_SUMS.format(where=condition.format(alias="r.")), parameters),
    ]


def _rebuild_function_sums(college_id: int, condition: str, parameters: tuple[int, ...]) -> None:
    scores = _scores_by_group(_stored(condition, parameters))
    _write_function_sums(college_id, scores, condition, parameters)


def _scores_by_group(stored: Mapping[int, tuple[int, bytes]]) -> dict[str, NDArray[Any]]:
    """Return stored scores as columns, students in the order of their keys.

    Sums then come out alike to the last bit.
    """
    students, rows = unpack({student: block for student, (_, block) in stored.items()})
    scores = {name: rows[name] for name in LAYOUT.names or ()}
    groups = [stored[student][0] for student in students.tolist()]
    scores["group_id"] = np.array(groups, dtype=np.int64)
    return scores


def _function_sum_statements(
    college_id: int,
    scores: dict[str, NDArray[Any]],
    sums: tuple[str, tuple[int, ...]],
    functions: NDArray[Any],
) -> list[Statement]:
    """Return what brings the sums of a few functions to those of `scores`, their groups' own."""
    own = np.isin(scores["function_id"], functions)
    wanted = _function_sums(college_id, {name: values[own] for name, values in scores.items()})
    condition, parameters = sums
    marks = ", ".join(["%s"] * len(functions))
    gone = (
        f"DELETE FROM {_FUNCTION_SUMS} WHERE {condition.format(alias='')}"  # noqa: S608 -- marks only
        f" AND function_id IN ({marks})"
    )
    return [
        (gone, (*parameters, *functions.tolist())),
        *upsert_statements(_FUNCTION_SUMS, _SUM_KEYS, _SUM_VALUES, wanted),
    ]


def _write_function_sums(
    college_id: int, scores: dict[str, NDArray[Any]], condition: str, parameters: tuple[int, ...]
) -> None:
    merge_columns(
        Target(
            _FUNCTION_SUMS,
            _SUM_KEYS,
            _SUM_VALUES,
            condition.format(alias=""),
            parameters,
        ),
        _function_sums(college_id, scores),
    )


def _grouped(keys: NDArray[Any]) -> Groups:
    return group_rows(keys.astype(np.int64), int(keys.max(initial=-1)) + 1)


def _function_sums(college_id: int, scores: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    groups, functions = _grouped(scores["group_id"]), _grouped(scores["function_id"])
    cells = group_pairs(
        groups.of_row, functions.of_row, majors=groups.count, minors=functions.count
    )
    keys, row = cells.keys, cells.of_row

    def add(values: NDArray[Any]) -> NDArray[np.float64]:
        return sum_by(row, values, len(keys))

    value, employer = scores["value"], scores["employer_value"]
    gap = scores["college_value"] - employer
    return {
        "group_id": groups.keys[keys // max(functions.count, 1)],
        "function_id": functions.keys[keys % max(functions.count, 1)],
        "college_id": np.full(len(keys), college_id),
        "students_count": np.bincount(row, minlength=len(keys)),
        "value_sum": add(value),
        "value_square_sum": add(value * value),
        "low_confidence_count": add(scores["confidence"] == Confidence.LOW).astype(np.int64),
        "employer_count": add(~np.isnan(employer)).astype(np.int64),
        "employer_sum": add(np.nan_to_num(employer)),
        "gap_count": add(~np.isnan(gap)).astype(np.int64),
        "gap_sum": add(np.nan_to_num(gap)),
        "evidence_count": add(scores["evidence_count"]).astype(np.int64),
    }
