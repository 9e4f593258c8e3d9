"""Why a score changed between two calculations, in parts that sum to the difference.

The parts are the steps of a walk from the first calculation to the second, one cause at a time and
always in the same order: evidence withdrawn, evidence added, time passed, standard (requirements
and how evidence bears on functions), methodology. Each step is a real calculation, so the parts
telescope: their sum is the difference, whatever the model does in between.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import EvidenceArrays, Requirements
from scoring.grouping import AnyInts, Floats, Ints, ratio, sum_by
from scoring.parameters import Parameters
from scoring.readiness import Readiness, compute


class Cause(StrEnum):
    """Causes in the order of the walk."""

    VOIDED = "voided"
    ADDED = "added"
    AGEING = "ageing"
    STANDARD = "standard"
    METHODOLOGY = "methodology"


CAUSES: Final = tuple(Cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """The inputs of one calculation.

    `identity` (one a row) tells which evidence a row belongs to; rows of one piece of evidence on
    several functions share it. Students and functions have the same indices in both calculations.
    """

    evidence: EvidenceArrays
    identity: AnyInts
    requirements: Requirements
    parameters: Parameters
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Change of I of each student.

    `parts` (S, causes) in the order of `CAUSES`; they sum to `total` = after - before. All are NaN
    for a student without an index before or after. A cause after which the student would have had
    no index at all is told together with the next one.
    """

    before: Floats
    after: Floats
    total: Floats
    parts: Floats

    def of_cause(self, cause: Cause) -> Floats:
        """Return one cause's part for each student."""
        part: Floats = self.parts[:, CAUSES.index(cause)]
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChanges:
    """Change of T of each student and function that has a T before or after; see `Changes`."""

    student: Ints
    function: Ints
    before: Floats
    after: Floats
    total: Floats
    parts: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanChanges:
    """Change of a group's mean I.

    `parts` (G, causes) over students assessed both times; `composition` is what students bring who
    came or left; parts and composition sum to `total`. NaN without students before or after.
    """

    before: Floats
    after: Floats
    total: Floats
    parts: Floats
    composition: Floats


def explain_changes(before: Calculation, after: Calculation) -> tuple[Changes, CellChanges]:
    """Decompose the change of every index and every function's score."""
    steps = _walk(before, after)
    index = np.column_stack([step.students.index for step in steps])
    keys = [_cell_keys(step) for step in steps]
    cells = np.unique(np.concatenate([keys[0], keys[-1]]))
    scores = np.column_stack(
        [_looked_up(cells, key, step.cells.score) for key, step in zip(keys, steps, strict=True)]
    )
    functions = before.requirements.function_count
    index_total, index_parts = _telescoped(index)
    score_total, score_parts = _telescoped(scores)
    return Changes(
        before=index[:, 0], after=index[:, -1], total=index_total, parts=index_parts
    ), CellChanges(
        student=cells // functions,
        function=cells % functions,
        before=scores[:, 0],
        after=scores[:, -1],
        total=score_total,
        parts=score_parts,
    )


def explain_means(changes: Changes, group: AnyInts, groups: int) -> MeanChanges:
    """Decompose the change of each group's mean index; `group` (S,) is 0..groups-1 or -1."""
    grouped = group >= 0
    both = grouped & ~np.isnan(changes.total)

    def mean(values: Floats, mask: NDArray[np.bool_]) -> Floats:
        at = group[mask]
        size = np.bincount(at, minlength=groups).astype(np.float64)
        return ratio(sum_by(at, values[mask], groups), size)

    before = mean(changes.before, grouped & ~np.isnan(changes.before))
    after = mean(changes.after, grouped & ~np.isnan(changes.after))
    columns = [mean(changes.parts[:, at], both) for at in range(len(CAUSES))]
    # Without a student assessed both times everything is composition.
    parts = np.nan_to_num(np.column_stack(columns))
    total = after - before
    parts[np.isnan(total)] = np.nan
    return MeanChanges(
        before=before,
        after=after,
        total=total,
        parts=parts,
        composition=total - parts.sum(axis=1),
    )


def _walk(before: Calculation, after: Calculation) -> list[Readiness]:
    """Return the calculations of the walk, from `before` to `after`."""
    if before.requirements.student_count != after.requirements.student_count:
        raise ValueError("both calculations must speak about the same students")
    if before.requirements.function_count != after.requirements.function_count:
        raise ValueError("both calculations must number functions in the same way")
    first, old = _effective(before)
    second, new = _effective(after)
    kept = first.take(np.isin(old, new))
    added = EvidenceArrays.concatenate([kept, second.take(~np.isin(new, old))])
    # Every row is effective on its own side; the filter by date must not act a second time.
    late = max(before.as_of, after.as_of)
    steps = [
        (first, before.requirements, before.parameters, before.as_of),
        (kept, before.requirements, before.parameters, before.as_of),
        (added, before.requirements, before.parameters, late),
        (second, after.requirements, before.parameters, late),
        (second, after.requirements, after.parameters, after.as_of),
    ]
    found = [compute(*steps[0])]
    for last, step in pairwise(steps):
        # Most causes are absent between two runs: what is computed from the same is the same.
        found.append(found[-1] if _same(last, step) else compute(*step))
    start, voided, aged, standard, end = found
    # ADDED and AGEING end in the same place: exponential ageing fades all weights of a mean alike,
    # so time by itself moves no score (it widens the interval). The step stays in the walk, because
    # readers ask for it and 0 is its answer.
    return [start, voided, aged, aged, standard, end]


_Step = tuple[EvidenceArrays, Requirements, Parameters, int]


def _same(one: _Step, other: _Step) -> bool:
    """Say whether two steps compute the same thing."""
    return (
        one[2:] == other[2:] and _same_arrays(one[0], other[0]) and _same_arrays(one[1], other[1])
    )


def _same_arrays(one: EvidenceArrays | Requirements, other: EvidenceArrays | Requirements) -> bool:
    return one is other or all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)
    )


def _effective(calculation: Calculation) -> tuple[EvidenceArrays, NDArray[np.integer]]:
    if len(calculation.identity) != len(calculation.evidence):
        raise ValueError("identity must have one entry a row of evidence")
    effective = calculation.evidence.date <= calculation.as_of
    return calculation.evidence.take(effective), calculation.identity[effective]


def _telescoped(values: Floats) -> tuple[Floats, Floats]:
    """Return (last - first, step differences); a step without a value repeats the one before."""
    filled = values.copy()
    for step in range(1, filled.shape[1]):
        gone = np.isnan(filled[:, step])
        filled[gone, step] = filled[gone, step - 1]
    total = values[:, -1] - values[:, 0]
    parts = np.diff(filled, axis=1)
    parts[np.isnan(total)] = np.nan
    return total, parts


def _cell_keys(readiness: Readiness) -> Ints:
    keys: Ints = readiness.cells.student * readiness.rows.layout.function_count
    keys += readiness.cells.function
    return keys


def _looked_up(wanted: Ints, keys: Ints, values: Floats) -> Floats:
    if not len(keys):
        return np.full(len(wanted), np.nan)
    position = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[position] == wanted, values[position], np.nan)
