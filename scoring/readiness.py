"""Readiness of students for labour functions: from evidence to T, components, index and level.

Formulas: docs/scoring.md, sections 2 and 3. Pure numpy; NaN means "not assessed" and is never 0.
Public entry: `compute`. One call handles one student, a college or a region.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import EvidenceArrays, Requirements, check
from scoring.grouping import Floats, Groups, Ints, count_pairs, group_pairs, ratio, sum_by
from scoring.levels import level_of, reaches
from scoring.parameters import (
    Component,
    ComponentWeights,
    Kind,
    KindParameters,
    Parameters,
    Repeat,
    Voice,
    default_parameters,
)
from scoring.results import CellResults, Readiness, StudentResults
from scoring.weighing import EPOCH_DAY, WeighedRows, ageing, weigh

__all__ = [
    "CellResults",
    "Component",
    "ComponentWeights",
    "EvidenceArrays",
    "Kind",
    "KindParameters",
    "Parameters",
    "Readiness",
    "Repeat",
    "Requirements",
    "StudentResults",
    "Voice",
    "compute",
    "default_parameters",
    "rater_groups",
    "required_rows",
    "rescored",
    "weight_as_of",
]

# Beyond this a table of programme × function costs more memory than a search costs time.
_LARGEST_TABLE: Final = 1 << 24


def compute(
    evidence: EvidenceArrays, requirements: Requirements, parameters: Parameters, as_of: int
) -> Readiness:
    """Compute the readiness of all students of `requirements` from evidence dated up to `as_of`.

    `as_of` counts days like `evidence.date`. Evidence on a function that the student's programme
    does not require gives a cell and does not enter D. The answer does not depend on the order of
    rows. ValueError when indices or scores are outside their limits.
    """
    check(evidence, requirements, parameters)
    rows = weigh(evidence, parameters, function_count=requirements.function_count, as_of=as_of)
    raters = rater_groups(rows)
    weight = rows.cells.sums(rows.weight)
    scores = ratio(rows.cells.sums(rows.weight * rows.evidence.score), weight)
    practical = np.flatnonzero(rows.slot < rows.layout.function_count)
    cells = _cell_results(rows, raters, scores, weight, practical, parameters)
    row = required_rows(requirements, cells.student, cells.function)
    components = _components(rows, scores, cells, requirements, row)
    students = _student_results(components, cells, requirements, parameters, row)
    return Readiness(
        cells=cells,
        students=students,
        rows=rows,
        raters=raters,
        practical=practical,
        requirement=row,
        as_of=as_of,
    )


def rescored(
    readiness: Readiness,
    scores: Floats,
    limits: tuple[Floats, Floats],
    requirements: Requirements,
    parameters: Parameters,
) -> Readiness:
    """Return the same calculation as if the T of `readiness.cells` were `scores`.

    `limits` are the least and the greatest index a student may then have, NaN without an index.
    """
    rows = readiness.rows
    means = ratio(rows.cells.sums(rows.weight * rows.evidence.score), rows.cells.sums(rows.weight))
    means[readiness.practical] = scores
    cells = replace(readiness.cells, score=scores)
    components = _components(rows, means, cells, requirements, readiness.requirement)
    students = _student_results(
        components, cells, requirements, parameters, readiness.requirement, limits
    )
    return replace(readiness, cells=cells, students=students)


def weight_as_of(weight: Floats, parameters: Parameters, as_of: int) -> Floats:
    """Turn Σw kept at the epoch into Σw as of a day."""
    factor = float(ageing(np.array([EPOCH_DAY]), as_of, parameters.half_life_months)[0])
    return weight * factor


def rater_groups(rows: WeighedRows) -> Groups:
    """Group weighed rows by cell and rater; unknown raters of one kind count as one rater."""
    rater = rows.evidence.rater
    known = int(rater.max(initial=-1)) + 1
    unknown = rater < 0
    if unknown.any():
        rater = np.where(unknown, known + rows.evidence.kind.astype(np.int64), rater)
    return group_pairs(
        rows.cells.of_row,
        rater,
        majors=rows.cells.count,
        minors=known + int(rows.evidence.kind.max(initial=0)) + 1,
    )


def required_rows(requirements: Requirements, student: Ints, function: Ints) -> NDArray[np.integer]:
    """Return the requirement row of each (student, function), -1 where it is not required."""
    programme = requirements.programme[student].astype(np.int64)
    width = requirements.function_count
    keys = requirements.row_programme() * width + requirements.function
    wanted = programme * width + function
    space = requirements.programme_count * width
    if space <= _LARGEST_TABLE:
        table = np.full(space + 1, -1, dtype=np.int32)
        table[keys] = np.arange(len(keys))
        return table[np.where(programme < 0, space, wanted)]
    order = np.argsort(keys)
    position = np.searchsorted(keys[order], wanted)
    found = order[np.minimum(position, len(keys) - 1)]
    return np.where((programme >= 0) & (keys[found] == wanted), found, -1)


def _cell_results(
    rows: WeighedRows,
    raters: Groups,
    scores: Floats,
    weight: Floats,
    practical: Ints,
    parameters: Parameters,
) -> CellResults:
    cells, evidence = rows.cells, rows.evidence
    kinds = count_pairs(
        cells.of_row, evidence.kind, majors=cells.count, minors=max(parameters.kinds) + 1
    )
    cell_of_rater = np.empty(raters.count, dtype=np.int64)
    cell_of_rater[raters.of_row] = cells.of_row
    newest = np.full(cells.count, np.iinfo(np.int32).min, dtype=np.int64)
    np.maximum.at(newest, cells.of_row, evidence.date.astype(np.int64))
    voice = parameters.voices()[evidence.kind]
    return CellResults(
        student=rows.student[practical],
        function=rows.slot[practical],
        score=scores[practical],
        weight=weight[practical],
        evidence_count=np.rint(cells.sums(rows.share)[practical]).astype(np.int64),
        kind_count=kinds[practical],
        rater_count=np.bincount(cell_of_rater, minlength=cells.count)[practical],
        newest=newest[practical],
        college=_one_side(rows, voice == Voice.COLLEGE)[practical],
        employer=_one_side(rows, voice == Voice.EMPLOYER)[practical],
    )


def _one_side(rows: WeighedRows, mask: NDArray[np.bool_]) -> Floats:
    own = np.flatnonzero(mask)
    cells = Groups(rows.cells.keys, rows.cells.of_row[own])
    weight = rows.weight[own]
    return ratio(cells.sums(weight * rows.evidence.score[own]), cells.sums(weight))


def _components(
    rows: WeighedRows,
    scores: Floats,
    cells: CellResults,
    requirements: Requirements,
    row: NDArray[np.integer],
) -> Floats:
    """Return D, K, M, R of each student as columns."""
    count = requirements.student_count
    result = np.full((count, 4), np.nan)
    importance = np.where(row >= 0, np.append(requirements.importance, 0.0)[row], 0.0)
    result[:, 0] = ratio(
        sum_by(cells.student, importance * cells.score, count),
        sum_by(cells.student, importance, count),
    )
    for column, slot in ((1, rows.layout.knowledge), (2, rows.layout.motivation)):
        at = np.flatnonzero(rows.slot == slot)
        result[rows.student[at], column] = scores[at]
    result[:, 3] = _reflection(rows, scores, cells, count)
    return result


def _reflection(rows: WeighedRows, scores: Floats, cells: CellResults, students: int) -> Floats:
    """Return R = 1 - mean |self - T| over the functions that have both."""
    functions, width = rows.layout.function_count, rows.layout.width
    own = np.flatnonzero((rows.slot >= functions) & (rows.slot < 2 * functions))
    if not len(own) or not len(cells):
        return np.full(students, np.nan)
    judged = cells.student * width + cells.function
    wanted = rows.cells.keys[own] - functions
    position = np.minimum(np.searchsorted(judged, wanted), len(judged) - 1)
    both = judged[position] == wanted
    student = cells.student[position[both]]
    distance = np.abs(scores[own[both]] - cells.score[position[both]])
    return 1.0 - ratio(
        sum_by(student, distance, students),
        np.bincount(student, minlength=students).astype(np.float64),
    )


def _student_results(
    components: Floats,
    cells: CellResults,
    requirements: Requirements,
    parameters: Parameters,
    row: NDArray[np.integer],
    limits: tuple[Floats, Floats] | None = None,
) -> StudentResults:
    count = requirements.student_count
    present = ~np.isnan(components)
    shares = present * parameters.components.as_array()
    completeness = shares.sum(axis=1)
    index = ratio((shares * np.where(present, components, 0.0)).sum(axis=1), completeness)
    if limits is not None:
        index = np.clip(index, *limits)
    required_count = requirements.required_count()
    required = row >= 0
    assessed_count = np.bincount(cells.student[required], minlength=count)
    coverage = ratio(assessed_count.astype(np.float64), required_count.astype(np.float64))
    provisional = ~reaches(completeness, parameters.min_completeness)
    provisional |= ~reaches(coverage, parameters.min_coverage)
    weak_link = np.full(count, -1, dtype=np.int64)
    if parameters.weak_link is not None and required.any():
        weak = required & ~reaches(cells.score, parameters.weak_link)
        weak_link = _lowest(cells, weak & requirements.mandatory[row], count)
    level = level_of(index, parameters.bounds)
    capped = (weak_link >= 0) & (level > parameters.weak_link_cap)
    level[capped] = parameters.weak_link_cap
    return StudentResults(
        components=components,
        index=index,
        completeness=completeness,
        coverage=coverage,
        assessed_count=assessed_count,
        required_count=required_count,
        level=level,
        capped=capped,
        weakest=_lowest(cells, required, count),
        weak_link=weak_link,
        provisional=provisional,
        ready=np.isin(level, parameters.ready_levels) & ~provisional,
        evidence_count=sum_by(cells.student, cells.evidence_count, count).astype(np.int64),
        employer_voice=sum_by(cells.student, ~np.isnan(cells.employer), count) > 0,
    )


def _lowest(cells: CellResults, among: NDArray[np.bool_], count: int) -> Ints:
    """Return for each student the function with the lowest T, the first on a tie, -1 none."""
    student, score = cells.student[among], cells.score[among]
    lowest = np.full(count, np.inf)
    np.minimum.at(lowest, student, score)
    holds = np.flatnonzero(score == lowest[student])[::-1]
    result = np.full(count, -1, dtype=np.int64)
    result[student[holds]] = cells.function[among][holds]
    return result
