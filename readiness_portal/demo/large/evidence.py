"""Evidence of a large region, drawn college by college as arrays and copied in."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.enums import Component, EvidenceKind
from core.bulk import Column, ColumnKind, insert_columns
from readiness_portal.demo.instruments import Form

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

COLUMNS: Final = [
    Column("college_id", ColumnKind.BIG),
    Column("student_id", ColumnKind.BIG),
    Column("function_id", ColumnKind.BIG, nullable_as=-1),
    Column("component", ColumnKind.SMALL),
    Column("kind", ColumnKind.SMALL),
    Column("rater_id", ColumnKind.BIG, nullable_as=-1),
    Column("criterion_id", ColumnKind.BIG, nullable_as=-1),
    Column("score", ColumnKind.FLOAT),
    Column("strength", ColumnKind.FLOAT),
    Column("observed_on", ColumnKind.DATE),
    Column("created_at", ColumnKind.MOMENT),
    Column("void_reason", ColumnKind.BLANK),
]
_MICROSECONDS_A_DAY: Final = 86_400_000_000
_NOISE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Source:
    """How evidence of one kind comes about.

    A student takes part with probability `takes_part`, then has each row with probability `has_row`
    on the given day `years_before` the year of graduation. Scores are rounded to 1/`steps`.
    """

    kind: EvidenceKind
    component: Component
    form: Form | None
    takes_part: float
    has_row: float
    steps: int
    years_before: int
    month: int
    day: int


_D: Final = Component.PRACTICAL
SOURCES: Final = (
    Source(EvidenceKind.COLLEGE_PRACTICE, _D, Form.COLLEGE_PRACTICE, 0.97, 0.8, 2, 1, 4, 18),
    Source(EvidenceKind.MODULE_EXAM, _D, Form.MODULE_EXAM, 0.95, 0.4, 40, 1, 6, 19),
    Source(EvidenceKind.WORKPLACE_PRACTICE, _D, Form.WORKPLACE_PRACTICE, 0.9, 0.55, 3, 0, 4, 27),
    Source(EvidenceKind.DEMO_EXAM, _D, Form.DEMO_EXAM, 0.93, 0.4, 40, 0, 6, 16),
    Source(EvidenceKind.EMPLOYER_RATING, _D, None, 0.7, 0.25, 3, 0, 4, 29),
    Source(EvidenceKind.INTERIM_MARK, Component.KNOWLEDGE, Form.KNOWLEDGE, 0.99, 0.99, 3, 1, 1, 24),
    Source(EvidenceKind.QUESTIONNAIRE, Component.MOTIVATION, None, 0.88, 1.0, 18, 1, 9, 20),
    Source(EvidenceKind.SELF_ASSESSMENT, Component.SELF, None, 0.5, 0.7, 3, 1, 9, 20),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """What one student can have of a source; -1: no criterion, no function."""

    criterion: Ints
    function: Ints
    strength: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeDraw:
    """One college's students; index i of the arrays is student i of the college."""

    college_id: int
    student: Ints
    group: Ints
    graduation_year: Ints
    speciality: Ints
    leniency: float
    ability: Floats
    # Raters of the college's commissions by kind, and its students' mentors with their severity.
    commissions: dict[EvidenceKind, int]
    mentors: Ints
    severity: Floats


def write_evidence(
    random: np.random.Generator,
    draw: CollegeDraw,
    *,
    rows: dict[tuple[int, EvidenceKind], Rows],
    difficulty: dict[int, float],
    today: date,
) -> int:
    """Write a college's evidence dated up to `today`; return how many rows.

    Rows are recorded within three weeks of the day they speak of, so that the ledger can be read as
    of a past moment.
    """
    mentor = random.integers(0, len(draw.mentors), len(draw.student))
    parts = [
        part
        for speciality in np.unique(draw.speciality).tolist()
        for source in SOURCES
        if (
            part := _draw_source(
                random, draw, source, rows[speciality, source.kind],
                np.flatnonzero(draw.speciality == speciality), mentor, difficulty,
            )
        )
    ]  # fmt: skip
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    last = (today - date(1970, 1, 1)).days
    kept = np.flatnonzero(columns["observed_on"] <= last)
    # As it comes in life: day by day, and not student by student.
    kept = kept[np.argsort(columns["observed_on"][kept], kind="stable")]
    columns = {name: values[kept] for name, values in columns.items()}
    recorded = columns["observed_on"].astype(np.int64) + random.integers(0, 21, len(kept))
    columns["created_at"] = np.minimum(recorded, last) * _MICROSECONDS_A_DAY
    columns["college_id"] = np.full(len(kept), draw.college_id)
    return insert_columns("assessments_evidence", COLUMNS, columns)


def _draw_source(
    random: np.random.Generator,
    draw: CollegeDraw,
    source: Source,
    rows: Rows,
    students: Ints,
    mentor: Ints,
    difficulty: dict[int, float],
) -> dict[str, NDArray[Any]]:
    took_part = students[random.random(len(students)) < source.takes_part]
    has = random.random((len(took_part), len(rows.function))) < source.has_row
    who, what = np.nonzero(has)
    student = took_part[who]
    hard = np.array([difficulty.get(function, 0.0) for function in rows.function.tolist()])
    logit = draw.ability[student] - hard[what] + random.normal(0.0, _NOISE, len(student))
    rater = np.full(len(student), draw.commissions.get(source.kind, -1))
    if source.kind == EvidenceKind.EMPLOYER_RATING:
        rater = draw.mentors[mentor[student]]
        logit = logit - draw.severity[mentor[student]]
    elif source.kind != EvidenceKind.DEMO_EXAM:
        logit = logit + draw.leniency
    year = draw.graduation_year[student] - source.years_before
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (source.month - 1)
    # A group is judged on one day.
    jitter = (draw.group[student] * 7919 + source.kind) % 15
    return {
        "student_id": draw.student[student],
        "function_id": rows.function[what],
        "component": np.full(len(student), source.component.value),
        "kind": np.full(len(student), source.kind.value),
        "rater_id": rater,
        "criterion_id": rows.criterion[what],
        "score": np.rint(source.steps / (1.0 + np.exp(-logit))) / source.steps,
        "strength": rows.strength[what],
        "observed_on": start.astype("datetime64[D]").astype(np.int64) + source.day - 1 - jitter,
    }
