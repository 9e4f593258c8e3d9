"""Why a score is what it is: leave-one-out contributions and the facts behind the sentence.

Everything is found by running `compute` again on changed evidence, so an explanation can never
disagree with the model: repeats, ageing, the weak link and missing components are all respected.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import EvidenceArrays, Requirements
from scoring.grouping import Floats, Ints
from scoring.parameters import Parameters
from scoring.plans import Plan, plan_for
from scoring.readiness import Readiness, compute

__all__ = [
    "Contributions",
    "KindContributions",
    "StudentFacts",
    "contributions",
    "kind_contributions",
    "student_facts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """What each row of one student's evidence adds: value with all rows less value without it.

    `row` are positions in the evidence given. `to_score` concerns the row's own function and is NaN
    for rows outside T and where nothing would be left of the cell; `to_index` concerns I and is NaN
    where nothing would be left. An attempt that does not count contributes 0, and taking away the
    one that counts brings the earlier attempt back. `level_without` is the level without the row.
    """

    row: Ints
    to_score: Floats
    to_index: Floats
    level_without: NDArray[np.int8]

    def strongest(self, count: int) -> Ints:
        """Return positions of the `count` rows that move I most, the largest move first."""
        # Rounded, so that equal moves keep the order of rows whatever the last bit says.
        size = np.nan_to_num(np.abs(self.to_index), nan=-1.0).round(12)
        order = np.argsort(-size, kind="stable")
        return order[size[order] > 0][:count]


@dataclass(frozen=True, slots=True)
class KindContributions:
    """What each kind of evidence adds to a group's mean index.

    `students` are assessed both with and without the kind; `to_mean` is the mean change of their I,
    NaN without such students; `lost` are students without any index once the kind is left out.
    """

    kind: Ints
    students: Ints
    to_mean: Floats
    lost: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentFacts:
    """What the sentence about one student says; functions and rows as indices, -1 for none.

    `raising` and `lowering` are rows of evidence with the change of I that they cause. `gap` is the
    function on which college and employer differ most, and by how much (college minus employer).
    """

    index: float
    level: int
    provisional: bool
    ready: bool
    capped: bool
    weak_link: int
    weakest: int
    completeness: float
    coverage: float
    absent_components: tuple[int, ...]
    raising: tuple[tuple[int, float], ...]
    lowering: tuple[tuple[int, float], ...]
    gap_function: int
    gap: float
    plan: Plan


def contributions(
    evidence: EvidenceArrays,
    requirements: Requirements,
    parameters: Parameters,
    *,
    as_of: int,
    student: int,
) -> Contributions:
    """Leave out each row of one student's evidence in turn and compute again, all at once."""
    rows = np.flatnonzero((evidence.student == student) & (evidence.date <= as_of))
    count = len(rows)
    # Copy i of the student lacks row i; the last copy has all rows.
    copy, position = np.nonzero(~np.eye(count + 1, count, dtype=np.bool_))
    copies = replace(evidence.take(rows[position]), student=copy.astype(np.int32))
    programme = np.full(count + 1, requirements.programme[student], dtype=np.int32)
    readiness = compute(copies, replace(requirements, programme=programme), parameters, as_of)
    index = readiness.students.index
    counted = evidence.take(rows)
    scores = _scores_by_copy(readiness, counted.function, count)
    practical = (counted.component == 0) & (counted.function >= 0)
    return Contributions(
        row=rows,
        to_score=np.where(practical, scores[-1] - np.diagonal(scores), np.nan),
        to_index=index[-1] - index[:-1],
        level_without=readiness.students.level[:-1],
    )


def kind_contributions(
    evidence: EvidenceArrays,
    requirements: Requirements,
    parameters: Parameters,
    *,
    as_of: int,
    students: NDArray[np.bool_] | None = None,
) -> KindContributions:
    """Leave out each kind of evidence in turn for a group of students (a mask, default all)."""
    chosen = np.ones(requirements.student_count, np.bool_) if students is None else students
    kinds = np.unique(evidence.kind).astype(np.int64)
    everything = compute(evidence, requirements, parameters, as_of).students.index[chosen]
    counts, means, lost = [], [], []
    for kind in kinds:
        rest = evidence.take(evidence.kind != kind)
        without = compute(rest, requirements, parameters, as_of).students.index[chosen]
        change = everything - without
        known = ~np.isnan(change)
        counts.append(int(known.sum()))
        means.append(float(change[known].mean()) if known.any() else np.nan)
        lost.append(int((~np.isnan(everything) & np.isnan(without)).sum()))
    return KindContributions(
        kinds, np.array(counts, dtype=np.int64), np.array(means), np.array(lost, dtype=np.int64)
    )


def student_facts(
    evidence: EvidenceArrays,
    requirements: Requirements,
    parameters: Parameters,
    *,
    as_of: int,
    student: int,
    strongest: int = 3,
) -> StudentFacts:
    """Collect what the sentence about one student needs; see `StudentFacts`."""
    own = evidence.take(evidence.student == student)
    readiness = compute(own, requirements, parameters, as_of)
    moved = contributions(evidence, requirements, parameters, as_of=as_of, student=student)
    order = moved.strongest(len(moved.row))
    pairs = [(int(moved.row[at]), float(moved.to_index[at])) for at in order]
    results, cells = readiness.students, readiness.cells
    gap = np.nan_to_num(np.abs(cells.gap), nan=-1.0)
    widest = int(np.argmax(gap)) if len(gap) and gap.max() >= 0 else -1
    return StudentFacts(
        index=float(results.index[student]),
        level=int(results.level[student]),
        provisional=bool(results.provisional[student]),
        ready=bool(results.ready[student]),
        capped=bool(results.capped[student]),
        weak_link=int(results.weak_link[student]),
        weakest=int(results.weakest[student]),
        completeness=float(results.completeness[student]),
        coverage=float(results.coverage[student]),
        absent_components=tuple(np.flatnonzero(np.isnan(results.components[student])).tolist()),
        raising=tuple(pair for pair in pairs if pair[1] > 0)[:strongest],
        lowering=tuple(pair for pair in pairs if pair[1] < 0)[:strongest],
        gap_function=int(cells.function[widest]) if widest >= 0 else -1,
        gap=float(cells.gap[widest]) if widest >= 0 else float("nan"),
        plan=plan_for(readiness, requirements, parameters, student=student),
    )


def _scores_by_copy(readiness: Readiness, function: NDArray[np.integer], count: int) -> Floats:
    """Return T of each row's function (columns) for each copy of the student (rows)."""
    functions = readiness.rows.layout.function_count
    table = np.full((count + 1, functions + 1), np.nan)
    table[readiness.cells.student, readiness.cells.function] = readiness.cells.score
    return table[:, function]
