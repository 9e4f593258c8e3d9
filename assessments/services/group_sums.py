"""Sums of study groups: what every figure of a place is added up from.

They are added up in memory, of what has just been computed or of what is stored, students in the
order of their keys, so that both come out alike to the last bit.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.enums import Confidence
from assessments.models import GroupFunctionReadiness, GroupReadiness, StudentReadiness
from assessments.rules.packed_scores import LAYOUT, unpack
from colleges.enums import Sex
from core.bulk import (
    Column,
    ColumnKind,
    Statement,
    Target,
    execute_together,
    insert_columns,
    merge_columns,
    upsert_statements,
)
from scoring.grouping import Groups, group_pairs, group_rows, sum_by
from scoring.levels import Level

_SUMS: Final = "assessments_groupreadiness"
_GROUP_KEYS: Final = [Column("group_id", ColumnKind.BIG), Column("sex", ColumnKind.LETTER)]
_LEVEL_COUNTS: Final = {
    "low_count": Level.LOW,
    "basic_count": Level.BASIC,
    "sufficient_count": Level.SUFFICIENT,
    "high_count": Level.HIGH,
}
_GROUP_VALUES: Final = [
    Column("college_id", ColumnKind.BIG),
    *(
        Column(name, ColumnKind.INTEGER)
        for name in (
            "students_count",
            "assessed_count",
            "provisional_count",
            "ready_count",
            *_LEVEL_COUNTS,
            "employer_voice_count",
            "evidence_count",
        )
    ),
    Column("index_sum", ColumnKind.FLOAT),
    Column("index_square_sum", ColumnKind.FLOAT),
]
# By the code of a sex, -1 for none, as assessments.selectors.scoring_input reads it.
_LETTERS: Final = np.array([*(sex.value for sex in Sex), ""], dtype="S1")
_CODES: Final = {sex.value: place for place, sex in enumerate(Sex)}

_FUNCTION_SUMS: Final = "assessments_groupfunctionreadiness"
_FUNCTION_KEYS: Final = [Column("group_id", ColumnKind.BIG), Column("function_id", ColumnKind.BIG)]
_FUNCTION_VALUES: Final = [
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
_GROUPS_AT_ONCE: Final = 100
_STORED: Final = """
SELECT r.student_id, r.group_id, t.sex, r.is_provisional, r.is_ready, r.has_employer_voice,
    r.level, r."index", r.evidence_count, {scores}
FROM assessments_studentreadiness r JOIN colleges_student t ON t.id = r.student_id
LEFT JOIN assessments_studentscores f ON f.student_id = r.student_id
WHERE r.college_id = %s AND r.group_id IN ({marks}) ORDER BY r.student_id
"""
Arrays = Mapping[str, NDArray[Any]]


def write_college_sums(college_id: int, students: Arrays, scores: Arrays) -> None:
    """Add up a whole college that has just been computed.

    `students` are the columns of StudentReadiness with the code of the `sex`, `scores` those of
    scores of functions with the `group_id`; both in the order of the students' keys.
    """
    execute_together([(f"DELETE FROM {_SUMS} WHERE college_id = %s", (college_id,))])  # noqa: S608 -- names from code
    insert_columns(_SUMS, [*_GROUP_KEYS, *_GROUP_VALUES], _group_sums(college_id, students))
    _write_function_sums(college_id, scores, "college_id = %s", (college_id,))


def rebuild_all_group_sums(*, college_id: int) -> None:
    """Add up every group of a college anew, a few at a time, and drop sums of groups left empty."""
    stored = StudentReadiness.objects.filter(college_id=college_id)
    groups = sorted(set(stored.values_list("group_id", flat=True)))
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        some = groups[first : first + _GROUPS_AT_ONCE]
        rows = execute_together([stored_statement(college_id, some, with_scores=True)])
        execute_together(_sum_statements(college_id, some, rows))
        _write_function_sums(college_id, _scores_by_group(rows), *_of_groups(college_id, some))
    for model in (GroupReadiness, GroupFunctionReadiness):
        model.objects.filter(college_id=college_id).exclude(group_id__in=groups).delete()


def stored_statement(
    college_id: int, group_ids: Collection[int], *, with_scores: bool
) -> Statement:
    """Return what reads the stored students of some groups, for `refreshing_statements`.

    Their scores are needed only where sums by function are to follow.
    """
    marks = ", ".join(["%s"] * len(group_ids)) or "NULL"
    text = _STORED.format(marks=marks, scores="f.scores" if with_scores else "NULL")
    return text, (college_id, *sorted(group_ids))


def refreshing_statements(
    college_id: int,
    group_ids: Collection[int],
    rows: Sequence[tuple[Any, ...]],
    functions: NDArray[Any],
) -> list[Statement]:
    """Return what brings the sums of some groups to those of their stored students `rows`.

    Of sums by function only those of `functions`.
    """
    statements = _sum_statements(college_id, group_ids, rows)
    if len(functions):
        scores = _scores_by_group(rows)
        statements += _function_sum_statements(college_id, group_ids, scores, functions)
    return statements


def _of_groups(college_id: int, group_ids: Collection[int]) -> tuple[str, tuple[int, ...]]:
    marks = ", ".join(["%s"] * len(group_ids)) or "NULL"
    return f"college_id = %s AND group_id IN ({marks})", (college_id, *sorted(group_ids))


def _sum_statements(
    college_id: int, group_ids: Collection[int], rows: Sequence[tuple[Any, ...]]
) -> list[Statement]:
    condition, parameters = _of_groups(college_id, group_ids)
    sums = _group_sums(college_id, _students_of(rows))
    return [
        (f"DELETE FROM {_SUMS} WHERE {condition}", parameters),  # noqa: S608 -- marks only
        *upsert_statements(_SUMS, _GROUP_KEYS, _GROUP_VALUES, sums),
    ]


def _students_of(rows: Sequence[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    columns = list(zip(*rows, strict=True)) or [()] * 10
    _students, groups, sexes, provisional, ready, voices, levels, indices, counts, _scores = columns
    return {
        "group_id": np.array(groups, dtype=np.int64),
        "sex": np.array([_CODES.get(sex, -1) for sex in sexes], dtype=np.int64),
        "is_provisional": np.array(provisional, dtype=np.bool_),
        "is_ready": np.array(ready, dtype=np.bool_),
        "has_employer_voice": np.array(voices, dtype=np.bool_),
        "level": np.array([-1 if level is None else level for level in levels], dtype=np.int8),
        '"index"': np.array(indices, dtype=np.float64),
        "evidence_count": np.array(counts, dtype=np.int64),
    }


def _group_sums(college_id: int, students: Arrays) -> dict[str, NDArray[Any]]:
    groups = _grouped(students["group_id"])
    kinds = len(_LETTERS)
    own = group_pairs(groups.of_row, students["sex"] + 1, majors=groups.count, minors=kinds)
    row, count = own.of_row, own.count

    def number(mask: NDArray[Any]) -> NDArray[np.int64]:
        return sum_by(row, mask, count).astype(np.int64)

    assessed = ~students["is_provisional"]
    index = np.where(assessed, np.nan_to_num(students['"index"']), 0.0)
    return {
        "group_id": groups.keys[own.keys // kinds],
        "sex": _LETTERS[own.keys % kinds - 1],
        "college_id": np.full(count, college_id),
        "students_count": own.sizes(),
        "assessed_count": number(assessed),
        "provisional_count": number(~assessed),
        "ready_count": number(students["is_ready"]),
        **{
            name: number(assessed & (students["level"] == level))
            for name, level in _LEVEL_COUNTS.items()
        },
        "employer_voice_count": number(students["has_employer_voice"]),
        "evidence_count": number(students["evidence_count"]),
        "index_sum": sum_by(row, index, count),
        "index_square_sum": sum_by(row, index * index, count),
    }


def _scores_by_group(rows: Sequence[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    """Return stored scores as columns, students in the order of their keys."""
    blocks = {row[0]: bytes(row[-1] or b"") for row in rows}
    groups = {row[0]: row[1] for row in rows}
    students, unpacked = unpack(blocks)
    scores = {name: unpacked[name] for name in LAYOUT.names or ()}
    scores["group_id"] = np.array([groups[key] for key in students.tolist()], dtype=np.int64)
    return scores


def _function_sum_statements(
    college_id: int,
    group_ids: Collection[int],
    scores: dict[str, NDArray[Any]],
    functions: NDArray[Any],
) -> list[Statement]:
    """Return what brings the sums of a few functions to those of `scores`, their groups' own."""
    own = np.isin(scores["function_id"], functions)
    wanted = _function_sums(college_id, {name: values[own] for name, values in scores.items()})
    condition, parameters = _of_groups(college_id, group_ids)
    marks = ", ".join(["%s"] * len(functions))
    gone = f"DELETE FROM {_FUNCTION_SUMS} WHERE {condition} AND function_id IN ({marks})"  # noqa: S608 -- marks only
    return [
        (gone, (*parameters, *functions.tolist())),
        *upsert_statements(_FUNCTION_SUMS, _FUNCTION_KEYS, _FUNCTION_VALUES, wanted),
    ]


def _write_function_sums(
    college_id: int, scores: Arrays, where: str, parameters: tuple[int, ...]
) -> None:
    merge_columns(
        Target(_FUNCTION_SUMS, _FUNCTION_KEYS, _FUNCTION_VALUES, where, parameters),
        _function_sums(college_id, scores),
    )


def _grouped(keys: NDArray[Any]) -> Groups:
    return group_rows(keys.astype(np.int64), int(keys.max(initial=-1)) + 1)


def _function_sums(college_id: int, scores: Arrays) -> dict[str, NDArray[Any]]:
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
