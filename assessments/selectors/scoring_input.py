"""One college's students, requirements and evidence as the arrays that `scoring` reads.

Keys of the database are turned into dense indices here and nowhere else: `students[i]` is the key
of the student with index i.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from assessments.models.evidence import PACKED_EVIDENCE
from assessments.rules.priors import PROGRAMME_KINDS
from colleges.enums import Sex
from colleges.models import CURRENT_STATES
from core.bulk import Column, ColumnKind, page_by_page, read_columns, read_packed
from scoring.evidence import EvidenceArrays, Requirements
from scoring.grouping import group_rows

Ints = NDArray[np.int64]
# From so many students on their rows are better fetched page by page.
_MANY: Final = 100


_PROGRAMME_KIND = "CASE s.kind {} END".format(
    " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(PROGRAMME_KINDS))
)
_SEX = "CASE t.sex {} ELSE -1 END".format(
    " ".join(f"WHEN '{sex.value}' THEN {place}" for place, sex in enumerate(Sex))
)


@dataclass(frozen=True, slots=True)
class ScoringInput:
    """What a computation needs.

    Index i of `students`, `groups`, `programme_kinds` (a place in PROGRAMME_KINDS) and `sexes` (a
    code that only group sums need) is student i, index f of `functions` the function f.
    """

    students: Ints
    groups: Ints
    programme_kinds: Ints
    sexes: Ints
    functions: Ints
    requirements: Requirements
    evidence: EvidenceArrays
    # Keys of the evidence rows, for explanations.
    evidence_ids: Ints


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was known at one moment: `known_at` None means now, the quick case.

    `required` are the requirements that a run kept (see `requirements_of`), by programme; None, or
    a programme that is not among them: those of now.
    """

    as_of_date: date
    known_at: datetime | None = None
    required: Mapping[str, Sequence[Sequence[Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who is computed and what their programmes require: all of the input but the evidence.

    `chosen` are the keys of the students, None: everybody of the college.
    """

    college_id: int
    enrolled: Mapping[str, Ints]
    required: Mapping[str, NDArray[Any]]
    chosen: Sequence[int] | None

    def __len__(self) -> int:
        return len(self.enrolled["student_id"])

    def parts(self, size: int) -> list["Cohort"]:
        """Return cohorts of at most `size` students each; the whole one where it is no larger."""
        if len(self) <= size:
            return [self]
        return [self._part(slice(start, start + size)) for start in range(0, len(self), size)]

    def _part(self, rows: slice) -> "Cohort":
        enrolled = {name: values[rows] for name, values in self.enrolled.items()}
        own = np.isin(self.required["programme_id"], enrolled["programme_id"])
        return Cohort(
            college_id=self.college_id,
            enrolled=enrolled,
            required={name: values[own] for name, values in self.required.items()},
            chosen=enrolled["student_id"].tolist(),
        )


def read_cohort(
    *, college_id: int, ledger: Ledger, student_ids: Sequence[int] | None = None
) -> Cohort:
    """Return the enrolled students of a college, or those of some, with their requirements.

    Students in academic leave and graduates are included, transferred and expelled ones are not.
    """
    enrolled = _read_enrolled(college_id, student_ids)
    required = _required(np.unique(enrolled["programme_id"]), ledger)
    return Cohort(college_id, enrolled, required, student_ids)


def read_evidence(*, cohort: Cohort, ledger: Ledger) -> dict[str, NDArray[Any]]:
    """Return the columns of a cohort's evidence, as `input_of` takes them."""
    return _read_evidence(cohort.college_id, ledger, cohort.chosen)


def read_scoring_input(
    *,
    college_id: int,
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> ScoringInput:
    """Return the input for the enrolled students of a college, or for some of them."""
    cohort = read_cohort(college_id=college_id, ledger=ledger, student_ids=student_ids)
    return input_of(cohort, read_evidence(cohort=cohort, ledger=ledger))


def input_of(cohort: Cohort, rows: Mapping[str, NDArray[Any]]) -> ScoringInput:
    """Return the input for a cohort with its evidence, as `read_evidence` returns it."""
    enrolled, required = cohort.enrolled, cohort.required
    students = enrolled["student_id"]
    position = np.searchsorted(students, rows["student_id"])
    known = (
        students[np.minimum(position, len(students) - 1)] == rows["student_id"]
        if len(students)
        else np.zeros(len(position), dtype=np.bool_)
    )
    if not known.all():
        rows, position = {name: values[known] for name, values in rows.items()}, position[known]
    functions = np.union1d(required["function_id"], rows["function_id"][rows["function_id"] >= 0])
    return ScoringInput(
        students=students,
        groups=enrolled["group_id"],
        programme_kinds=enrolled["programme_kind"],
        sexes=enrolled["sex"],
        functions=functions,
        requirements=_requirements(enrolled["programme_id"], required, functions),
        evidence=_evidence(rows, position, functions),
        evidence_ids=rows["id"],
    )


def read_two_inputs(
    *,
    college_id: int,
    then: Ledger,
    now: Ledger,
    student_ids: Sequence[int] | None = None,
) -> tuple[ScoringInput, ScoringInput]:
    """Return the inputs of two moments for those who study now, with the same indices in both."""
    enrolled = _read_enrolled(college_id, student_ids)
    students = enrolled["student_id"]
    programmes = np.unique(enrolled["programme_id"])
    required = [_required(programmes, ledger) for ledger in (then, now)]
    parts = [_read_evidence(college_id, ledger, student_ids) for ledger in (then, now)]
    together = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    _keys, first = np.unique(together["id"], return_index=True)
    first = first[np.isin(together["student_id"][first], students)]
    rows = {name: values[first] for name, values in together.items()}
    functions = np.unique(
        np.concatenate(
            [
                *(of_moment["function_id"] for of_moment in required),
                rows["function_id"][rows["function_id"] >= 0],
            ]
        )
    )
    evidence = _evidence(rows, np.searchsorted(students, rows["student_id"]), functions)
    before, after = (
        ScoringInput(
            students=students,
            groups=enrolled["group_id"],
            programme_kinds=enrolled["programme_kind"],
            sexes=enrolled["sex"],
            functions=functions,
            requirements=_requirements(enrolled["programme_id"], of_moment, functions),
            evidence=evidence.take(np.isin(rows["id"], part["id"])),
            evidence_ids=rows["id"][np.isin(rows["id"], part["id"])],
        )
        for of_moment, part in zip(required, parts, strict=True)
    )
    return before, after


def requirements_of(*, college_id: int) -> dict[str, list[list[Any]]]:
    """Return what a college's programmes require now, to be kept with a run as plain JSON.

    Rows are [function, importance, mandatory] by programme.
    """
    kept: dict[str, list[list[Any]]] = {}
    rows = read_columns(
        _REQUIRED,
        "FROM colleges_programmefunction WHERE programme_id IN"
        " (SELECT id FROM colleges_programme WHERE college_id = %s)"
        " ORDER BY programme_id, function_id",
        (college_id,),
    )
    columns = [rows[column.name].tolist() for column in _REQUIRED]
    for programme, *row in zip(*columns, strict=True):
        kept.setdefault(str(programme), []).append(row)
    return kept


_REQUIRED: Final = [
    Column("programme_id", ColumnKind.BIG),
    Column("function_id", ColumnKind.BIG),
    Column("importance", ColumnKind.FLOAT),
    Column("is_mandatory", ColumnKind.FLAG),
]


def _and_students(column: str, student_ids: Sequence[int] | None) -> tuple[str, tuple[Any, ...]]:
    if student_ids is None:
        return "", ()
    marks = ", ".join(["%s"] * len(student_ids)) or "NULL"
    return f" AND {column} IN ({marks})", tuple(student_ids)


def _read_enrolled(college_id: int, student_ids: Sequence[int] | None) -> dict[str, Ints]:
    only, chosen = _and_students("e.student_id", student_ids)
    states = ", ".join(["%s"] * len(CURRENT_STATES))
    return read_columns(
        [
            Column("student_id", ColumnKind.BIG, "e.student_id"),
            Column("group_id", ColumnKind.BIG, "e.group_id"),
            Column("programme_id", ColumnKind.BIG, "g.programme_id"),
            Column("programme_kind", ColumnKind.BIG, _PROGRAMME_KIND),
            Column("sex", ColumnKind.BIG, _SEX),
        ],
        "FROM colleges_enrolment e JOIN colleges_studygroup g ON g.id = e.group_id"
        " JOIN colleges_student t ON t.id = e.student_id"
        " JOIN colleges_programme p ON p.id = g.programme_id"
        " JOIN standards_speciality s ON s.id = p.speciality_id"
        f" WHERE g.college_id = %s AND e.state IN ({states}){only} ORDER BY e.student_id",
        (college_id, *(state.value for state in CURRENT_STATES), *chosen),
    )


def _required(programme_ids: Ints, ledger: Ledger) -> dict[str, NDArray[Any]]:
    """Return the requirements of a moment: kept ones where the run kept any, else those of now."""
    current = _read_required(programme_ids)
    kept = ledger.required
    if kept is None:
        return current
    known = [programme for programme in programme_ids.tolist() if str(programme) in kept]
    rows = [(programme, *row) for programme in known for row in kept[str(programme)]]
    others = ~np.isin(current["programme_id"], known)
    columns = list(zip(*rows, strict=True)) or [()] * len(current)
    mixed = {
        name: np.concatenate([values[others], np.array(column, dtype=values.dtype)])
        for (name, values), column in zip(current.items(), columns, strict=True)
    }
    order = np.lexsort((mixed["function_id"], mixed["programme_id"]))
    return {name: values[order] for name, values in mixed.items()}


def _read_required(programme_ids: Ints) -> dict[str, NDArray[Any]]:
    marks = ", ".join(["%s"] * len(programme_ids)) or "NULL"
    return read_columns(
        _REQUIRED,
        f"FROM colleges_programmefunction WHERE programme_id IN ({marks})"
        " ORDER BY programme_id, function_id",
        tuple(programme_ids.tolist()),
    )


def _live_evidence(
    college_id: int, ledger: Ledger, student_ids: Sequence[int] | None
) -> tuple[str, tuple[Any, ...]]:
    """Return FROM and WHERE for the rows live at the moment, and their values."""
    only, chosen = _and_students("student_id", student_ids)
    known = "voided_at IS NULL"
    moments: tuple[Any, ...] = ()
    if ledger.known_at is not None:
        known = "created_at <= %s AND (voided_at IS NULL OR voided_at > %s)"
        moments = (_moment(ledger.known_at), _moment(ledger.known_at))
    return (
        f"FROM assessments_evidence WHERE college_id = %s AND {known} AND observed_on <= %s{only}",
        (college_id, *moments, ledger.as_of_date, *chosen),
    )


def _read_evidence(
    college_id: int,
    ledger: Ledger,
    student_ids: Sequence[int] | None,
) -> dict[str, NDArray[Any]]:
    """Return live rows in the order of their keys: sums then come out alike to the last bit.

    Sorting here is quicker than by the database, which mostly hands them over in that order.
    """
    live = _live_evidence(college_id, ledger, student_ids)
    with page_by_page() if student_ids is None or len(student_ids) > _MANY else nullcontext():
        rows = read_packed("packed", PACKED_EVIDENCE, *live)
    keys = rows["id"]
    if (keys[1:] > keys[:-1]).all():
        return rows
    order = np.argsort(keys, kind="stable")
    return {name: values[order] for name, values in rows.items()}


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _requirements(
    programme_ids: Ints, required: Mapping[str, NDArray[Any]], functions: Ints
) -> Requirements:
    programmes, programme = np.unique(programme_ids, return_inverse=True)
    row_programme = np.searchsorted(programmes, required["programme_id"])
    sizes = np.bincount(row_programme, minlength=len(programmes))
    return Requirements(
        programme=programme.astype(np.int32),
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        function=np.searchsorted(functions, required["function_id"]).astype(np.int32),
        importance=required["importance"],
        mandatory=required["is_mandatory"],
        function_count=len(functions),
    )


def _evidence(rows: Mapping[str, NDArray[Any]], student: Ints, functions: Ints) -> EvidenceArrays:
    function = np.searchsorted(functions, rows["function_id"])
    return EvidenceArrays.build(
        student=student,
        function=np.where(rows["function_id"] < 0, -1, function),
        component=rows["component"],
        kind=rows["kind"],
        score=rows["score"],
        strength=rows["strength"],
        criterion=_dense(rows["criterion_id"]),
        rater=_dense(rows["rater_id"]),
        date=rows["observed_on"],
    )


def _dense(keys: Ints) -> Ints:
    """Turn keys into indices 0, 1, ... with -1 kept; `scoring` sizes tables by the largest."""
    groups = group_rows(keys.astype(np.int64) + 1, int(keys.max(initial=-1)) + 2)
    return groups.of_row - 1 if groups.count and groups.keys[0] == 0 else groups.of_row
