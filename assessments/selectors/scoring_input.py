"""One college's students, requirements and evidence as the arrays that `scoring` reads.

Keys of the database are turned into dense indices here and nowhere else: `students[i]` is the key
of the student with index i.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.models.evidence import PACKED_EVIDENCE
from assessments.rules.priors import PROGRAMME_KINDS
from colleges.enums import Sex
from colleges.models import CURRENT_STATES
from core.bulk import (
    Column,
    ColumnKind,
    Rows,
    in_index_order,
    moment_value,
    page_by_page,
    read_together,
)
from scoring.evidence import EvidenceArrays, Requirements
from scoring.grouping import group_rows

Ints = NDArray[np.int64]
_KEY: Final = Column("id", ColumnKind.BIG, never_null=True)
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
    # Keys of the evidence rows, for explanations; empty where they were not read.
    evidence_ids: Ints


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was known at one moment: `known_at` None means now, the quick case.

    `required` are the requirements that a run kept (see `requirements_to_json`), by programme;
    None, or a programme that is not among them: those of now.
    """

    as_of_date: date
    known_at: datetime | None = None
    required: Mapping[str, Sequence[Sequence[Any]]] | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who is computed and what their programmes require: all of the input but the evidence.

    `chosen` are the keys of the students, None: everybody of the college. `stated` is all that was
    read of requirements: of a whole college, those of programmes that nobody studies too.
    """

    college_id: int
    enrolled: Mapping[str, Ints]
    required: Mapping[str, NDArray[Any]]
    stated: Mapping[str, NDArray[Any]]
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
            stated=self.stated,
            chosen=enrolled["student_id"].tolist(),
        )


def read_cohort(
    *, college_id: int, ledger: Ledger, student_ids: Sequence[int] | None = None
) -> Cohort:
    """Return the enrolled students of a college, or those of some, with their requirements.

    Students in academic leave and graduates are included, transferred and expelled ones are not.
    """
    whom = _Whom(college_id, student_ids)
    enrolled, current = read_together(_enrolled(whom), _requirements_now(whom))
    required = _required(enrolled, current, ledger)
    return Cohort(college_id, enrolled, required, current, student_ids)


def read_evidence(
    *, cohort: Cohort, ledger: Ledger, with_keys: bool = True
) -> dict[str, NDArray[Any]]:
    """Return the columns of a cohort's evidence, as `input_of` takes them, in order of the keys.

    Without the keys themselves a whole college comes quicker.
    """
    whom = _Whom(cohort.college_id, cohort.chosen)
    evidence, quickly = _live_evidence(whom, ledger), whom.read_quickly
    if cohort.chosen is None and ledger.known_at is None:
        # The index `evidence_packed` holds all that is read, and it alone has the rows in order.
        ordered = f"{evidence.from_where} ORDER BY id"
        evidence, quickly = replace(evidence, from_where=ordered), in_index_order
        if not with_keys:
            evidence = replace(evidence, columns=PACKED_EVIDENCE, unpacked=0)
    with quickly():
        (rows,) = read_together(evidence)
    return _in_order(rows)


def read_scoring_input(
    *,
    college_id: int,
    ledger: Ledger,
    student_ids: Sequence[int] | None = None,
) -> ScoringInput:
    """Return the input for the enrolled students of a college, or for some of them."""
    whom = _Whom(college_id, student_ids)
    with whom.read_quickly():
        enrolled, current, evidence = read_together(
            _enrolled(whom), _requirements_now(whom), _live_evidence(whom, ledger)
        )
    required = _required(enrolled, current, ledger)
    cohort = Cohort(college_id, enrolled, required, current, student_ids)
    return input_of(cohort, _in_order(evidence))


def input_of(cohort: Cohort, rows: Mapping[str, NDArray[Any]]) -> ScoringInput:
    """Return the input for a cohort with its evidence, as `read_evidence` returns it."""
    enrolled, required = cohort.enrolled, cohort.required
    students = enrolled["student_id"]
    position = _places(students, rows["student_id"])
    known = (
        students[np.minimum(position, len(students) - 1)] == rows["student_id"]
        if len(students)
        else np.zeros(len(position), dtype=np.bool_)
    )
    if not known.all():
        rows, position = {name: values[known] for name, values in rows.items()}, position[known]
    functions = np.union1d(required["function_id"], _judged(rows))
    return ScoringInput(
        students=students,
        groups=enrolled["group_id"],
        programme_kinds=enrolled["programme_kind"],
        sexes=enrolled["sex"],
        functions=functions,
        requirements=_requirements(enrolled["programme_id"], required, functions),
        evidence=_evidence(rows, position, functions),
        evidence_ids=rows.get("id", np.empty(0, dtype=np.int64)),
    )


def _judged(rows: Mapping[str, NDArray[Any]]) -> Ints:
    """Return the functions that the rows judge; counted, which is quicker than sorted."""
    judged = rows["function_id"][rows["function_id"] >= 0].astype(np.int64)
    return group_rows(judged, int(judged.max(initial=-1)) + 1).keys


def read_two_inputs(
    *,
    college_id: int,
    then: Ledger,
    now: Ledger,
    student_ids: Sequence[int] | None = None,
) -> tuple[ScoringInput, ScoringInput]:
    """Return the inputs of two moments for those who study now, with the same indices in both.

    The later one is what is known at this moment: a `known_at` of it would be passed over.
    """
    if now.known_at is not None:
        raise ValueError("the later moment is the present")
    whom = _Whom(college_id, student_ids)
    moments = (then, now)
    with whom.read_quickly():
        enrolled, current, live, since, voided = read_together(
            _enrolled(whom),
            _requirements_now(whom),
            _live_evidence(whom, Ledger(max(ledger.as_of_date for ledger in moments))),
            *_changed_evidence(whom, then),
        )
    students = enrolled["student_id"]
    required = [_required(enrolled, current, ledger) for ledger in moments]
    rows, was_live = _of_moments(live, since["id"], voided, moments)
    counted = (was_live[0] | was_live[1]) & np.isin(rows["student_id"], students)
    rows = {name: values[counted] for name, values in rows.items()}
    was_live = [moment[counted] for moment in was_live]
    functions = np.unique(
        np.concatenate([*(of_moment["function_id"] for of_moment in required), _judged(rows)])
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
            evidence=evidence.take(own),
            evidence_ids=rows["id"][own],
        )
        for of_moment, own in zip(required, was_live, strict=True)
    )
    return before, after


def requirements_to_json(stated: Mapping[str, NDArray[Any]]) -> dict[str, list[list[Any]]]:
    """Return what programmes require, to be kept with a run as plain JSON.

    Rows are [function, importance, mandatory] by programme.
    """
    kept: dict[str, list[list[Any]]] = {}
    columns = [stated[column.name].tolist() for column in _REQUIRED]
    for programme, *row in zip(*columns, strict=True):
        kept.setdefault(str(programme), []).append(row)
    return kept


_REQUIRED: Final = [
    Column("programme_id", ColumnKind.BIG),
    Column("function_id", ColumnKind.BIG),
    Column("importance", ColumnKind.FLOAT),
    Column("is_mandatory", ColumnKind.FLAG),
]


@dataclass(frozen=True, slots=True)
class _Whom:
    """Whose input is read: everybody of a college, or the chosen ones of them."""

    college_id: int
    chosen: Sequence[int] | None

    def condition(self, college: str, student: str) -> tuple[str, tuple[Any, ...]]:
        """Return SQL that is true of them, by columns with the keys of college and student."""
        if self.chosen is None:
            return f"{college} = %s", (self.college_id,)
        marks = ", ".join(["%s"] * len(self.chosen)) or "NULL"
        return f"{college} = %s AND {student} IN ({marks})", (self.college_id, *self.chosen)

    def read_quickly(self) -> AbstractContextManager[None]:
        many = self.chosen is None or len(self.chosen) > _MANY
        return page_by_page() if many else nullcontext()


def _studying(whom: _Whom) -> tuple[str, tuple[Any, ...]]:
    """Return FROM and WHERE for the enrolments `e` that count, with their groups `g`."""
    condition, values = whom.condition("g.college_id", "e.student_id")
    states = ", ".join(["%s"] * len(CURRENT_STATES))
    text = (
        "FROM colleges_enrolment e JOIN colleges_studygroup g ON g.id = e.group_id"
        f" AND {condition} AND e.state IN ({states})"
    )
    return text, (*values, *(state.value for state in CURRENT_STATES))


def _enrolled(whom: _Whom) -> Rows:
    studying, values = _studying(whom)
    return Rows(
        [
            Column("student_id", ColumnKind.BIG, "e.student_id"),
            Column("group_id", ColumnKind.BIG, "e.group_id"),
            Column("programme_id", ColumnKind.BIG, "g.programme_id"),
            Column("programme_kind", ColumnKind.BIG, _PROGRAMME_KIND),
            Column("sex", ColumnKind.BIG, _SEX),
        ],
        f"{studying} JOIN colleges_student t ON t.id = e.student_id"
        " JOIN colleges_programme p ON p.id = g.programme_id"
        " JOIN standards_speciality s ON s.id = p.speciality_id"
        " ORDER BY e.student_id",
        values,
    )


def _requirements_now(whom: _Whom) -> Rows:
    programmes: tuple[str, tuple[Any, ...]] = (
        "SELECT id FROM colleges_programme WHERE college_id = %s",
        (whom.college_id,),
    )
    if whom.chosen is not None:
        studying, values = _studying(whom)
        programmes = f"SELECT g.programme_id {studying}", values
    return Rows(
        _REQUIRED,
        f"FROM colleges_programmefunction WHERE programme_id IN ({programmes[0]})"
        " ORDER BY programme_id, function_id",
        programmes[1],
    )


def _required(
    enrolled: Mapping[str, Ints], current: dict[str, NDArray[Any]], ledger: Ledger
) -> dict[str, NDArray[Any]]:
    """Return what the programmes of these students required at a moment.

    The requirements that the run kept where it kept any, else those of now.
    """
    studied = np.isin(current["programme_id"], enrolled["programme_id"])
    if not studied.all():
        current = {name: values[studied] for name, values in current.items()}
    kept = ledger.required
    if kept is None:
        return current
    programmes = np.unique(enrolled["programme_id"]).tolist()
    known = [programme for programme in programmes if str(programme) in kept]
    rows = [(programme, *row) for programme in known for row in kept[str(programme)]]
    others = ~np.isin(current["programme_id"], known)
    columns = list(zip(*rows, strict=True)) or [()] * len(current)
    mixed = {
        name: np.concatenate([values[others], np.array(column, dtype=values.dtype)])
        for (name, values), column in zip(current.items(), columns, strict=True)
    }
    order = np.lexsort((mixed["function_id"], mixed["programme_id"]))
    return {name: values[order] for name, values in mixed.items()}


def _live_evidence(whom: _Whom, ledger: Ledger) -> Rows:
    """Return the rows live at the moment."""
    condition, values = whom.condition("college_id", "student_id")
    known = "voided_at IS NULL"
    moments: tuple[Any, ...] = ()
    if ledger.known_at is not None:
        known = "created_at <= %s AND (voided_at IS NULL OR voided_at > %s)"
        moments = (moment_value(ledger.known_at), moment_value(ledger.known_at))
    return Rows(
        [_KEY, *PACKED_EVIDENCE],
        f"FROM assessments_evidence WHERE {condition} AND {known} AND observed_on <= %s",
        (*values, *moments, ledger.as_of_date),
        packed="packed",
        unpacked=1,
    )


def _changed_evidence(whom: _Whom, then: Ledger) -> tuple[Rows, Rows]:
    """Return the keys of live rows that were not known then, and the rows voided since.

    What was live at a moment of the past is found by no index. What is live now is, and a short
    time changes little of it.
    """
    condition, values = whom.condition("college_id", "student_id")
    moment = moment_value(then.known_at)
    return (
        Rows(
            [_KEY],
            f"FROM assessments_evidence WHERE {condition}"
            " AND voided_at IS NULL AND created_at > %s",
            (*values, moment),
        ),
        Rows(
            [_KEY, *PACKED_EVIDENCE],
            f"FROM assessments_evidence WHERE {condition} AND voided_at > %s AND created_at <= %s"
            " AND observed_on <= %s",
            (*values, moment, moment, then.as_of_date),
            packed="packed",
            unpacked=1,
        ),
    )


def _of_moments(
    live: Mapping[str, NDArray[Any]],
    since: Ints,
    voided: Mapping[str, NDArray[Any]],
    moments: tuple[Ledger, Ledger],
) -> tuple[dict[str, NDArray[Any]], list[NDArray[np.bool_]]]:
    """Return the rows in the order of their keys, and of each moment which of them were live."""
    then, now = (
        live["observed_on"] <= np.datetime64(ledger.as_of_date).astype(np.int64)
        for ledger in moments
    )
    gone = np.ones(len(voided["id"]), dtype=np.bool_)
    columns = {name: np.concatenate([values, voided[name]]) for name, values in live.items()}
    columns["then"] = np.concatenate([then & ~np.isin(live["id"], since), gone])
    columns["now"] = np.concatenate([now, ~gone])
    rows = _in_order(columns)
    return rows, [rows.pop("then"), rows.pop("now")]


def _in_order(rows: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return rows of evidence in the order of their keys: sums come out alike to the last bit.

    Sorting here is quicker than by the database, which mostly hands them over in that order.
    """
    keys = rows.get("id")
    if keys is None or (keys[1:] > keys[:-1]).all():
        return rows
    order = np.argsort(keys, kind="stable")
    return {name: values[order] for name, values in rows.items()}


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
    function = _places(functions, rows["function_id"])
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


def _places(keys: Ints, values: Ints) -> Ints:
    """Return what `np.searchsorted` does: where each value stands, or would, among ascending keys.

    Of many values that lie close together each is looked up once, which is quicker.
    """
    span = int(keys[-1] - keys[0]) + 2 if len(keys) else 0
    if not 0 < span < len(values):
        return np.searchsorted(keys, values)
    table = np.searchsorted(keys, np.arange(keys[0], keys[0] + span))
    places: Ints = table[np.clip(values - keys[0], 0, span - 1)]
    return places


def _dense(keys: Ints) -> Ints:
    """Turn keys into indices 0, 1, ... with -1 kept; `scoring` sizes tables by the largest."""
    groups = group_rows(keys.astype(np.int64) + 1, int(keys.max(initial=-1)) + 2)
    return groups.of_row - 1 if groups.count and groups.keys[0] == 0 else groups.of_row
