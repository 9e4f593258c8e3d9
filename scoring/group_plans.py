"""What a group of students lacks: the fewest functions whose rise makes enough of them ready."""

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import Requirements
from scoring.grouping import Floats, Ints
from scoring.parameters import Parameters
from scoring.plans import SLACK, Problem, problem_of, usual_target
from scoring.readiness import Readiness

# Above this many sets of one size the set is grown by one function at a time instead.
_MOST_SETS: Final = 3_000
Masks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """The functions to work on with the students of one programme who are not ready.

    `functions` is a smallest set of required functions which, once everybody below the target has
    reached it in them, makes at least `wanted` of the `waiting` students ready; among sets of that
    size the one that makes most of them ready, in the order in which they help most. `ready_after`
    has as many entries: how many are ready with the first, the first two and so on. `out_of_reach`
    are those whom even all functions at the target would not make ready; they are not in `waiting`.
    `is_exact` says that every smaller set was tried; otherwise one function after another was taken
    that makes most ready.
    """

    waiting: int
    wanted: int
    out_of_reach: int
    functions: tuple[int, ...]
    ready_after: tuple[int, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Students:
    """Rows are students, columns the programme's functions."""

    function: Ints
    gains: Floats
    deficit: Floats
    forced: Masks
    fresh: Masks
    more_coverage: Ints

    def ready(self, sets: Masks) -> Masks:
        """Say who would be ready after each set of functions: shape (students, sets)."""
        chosen = sets.T.astype(np.float64)
        enough = self.gains @ chosen >= self.deficit[:, None] - SLACK
        enough &= self.forced @ (1.0 - chosen) == 0
        return np.asarray(enough & (self.fresh @ chosen >= self.more_coverage[:, None]))

    def within_reach(self) -> Masks:
        """Say who would be ready after all functions, or after all that help."""
        everything = np.ones((1, len(self.function)), dtype=np.bool_)
        helping = self.gains > 0
        enough = np.where(helping, self.gains, 0.0).sum(axis=1) >= self.deficit - SLACK
        enough &= (self.fresh & helping).sum(axis=1) >= self.more_coverage
        return np.asarray(self.ready(everything)[:, 0] | enough)

    def take(self, rows: Masks) -> "_Students":
        return _Students(
            self.function,
            self.gains[rows],
            self.deficit[rows],
            self.forced[rows],
            self.fresh[rows],
            self.more_coverage[rows],
        )


def group_plan(
    readiness: Readiness,
    requirements: Requirements,
    parameters: Parameters,
    *,
    students: Ints,
    share: float = 0.5,
) -> GroupPlan:
    """Find what the `students` of one programme lack, so that `share` of those within reach rise.

    The target is the methodology's `function_target`. Components other than D are held as they are,
    absent ones that completeness needs are taken to come out at the ready bound, as in
    `scoring.plans`. ValueError for students of several programmes.
    """
    if len(np.unique(requirements.programme[students])) > 1:
        raise ValueError("students of one programme are planned for together")
    target = usual_target(parameters)
    not_ready = students[~readiness.students.ready[students]]
    problems = [
        problem_of(readiness, requirements, parameters, student=int(student))
        for student in not_ready
    ]
    if not problems or not len(problems[0].function):
        return GroupPlan(
            waiting=0,
            wanted=0,
            out_of_reach=len(problems),
            functions=(),
            ready_after=(),
            is_exact=True,
        )
    everybody = _students(problems, target)
    reachable = everybody.within_reach()
    waiting = everybody.take(reachable)
    count = int(reachable.sum())
    wanted = int(np.ceil(share * count))
    chosen, is_exact = _smallest(waiting, wanted)
    order = _by_help(waiting, chosen)
    return GroupPlan(
        waiting=count,
        wanted=wanted,
        out_of_reach=len(problems) - count,
        functions=tuple(int(waiting.function[at]) for at in order),
        ready_after=_one_after_another(waiting, order),
        is_exact=is_exact,
    )


def _students(problems: list[Problem], target: float) -> _Students:
    assessed = np.array([problem.assessed for problem in problems])
    rising = np.array([problem.efforts(target) for problem in problems]) > SLACK
    gains = np.array([problem.gains(target) for problem in problems])
    return _Students(
        function=problems[0].function,
        gains=np.where(rising, gains, 0.0),
        deficit=np.array([problem.deficit() for problem in problems]),
        forced=np.array([problem.forced for problem in problems]),
        fresh=rising & ~assessed,
        more_coverage=np.array([problem.more_coverage for problem in problems], dtype=np.int64),
    )


def _smallest(students: _Students, wanted: int) -> tuple[Ints, bool]:
    """Return a smallest set that makes `wanted` ready, the best of its size; and whether exact.

    Where no set helps so many, those whom different sets help, the one that helps most.
    """
    count = len(students.function)
    if not wanted:
        return np.empty(0, dtype=np.int64), True
    # A fresh function may take something off a mean and still be needed for the coverage.
    uncovered = students.fresh[students.more_coverage > 0].any(axis=0)
    helping = (students.gains > SLACK).any(axis=0) | students.forced.any(axis=0) | uncovered
    useful = np.flatnonzero(helping)
    found, most = useful[:0], 0
    for size in range(1, len(useful) + 1):
        if comb(len(useful), size) > _MOST_SETS:
            return _grown(students, useful, wanted), False
        sets = np.array(list(combinations(useful.tolist(), size)), dtype=np.int64)
        masks = np.zeros((len(sets), count), dtype=np.bool_)
        masks[np.arange(len(sets))[:, None], sets] = True
        ready = students.ready(masks).sum(axis=0)
        best = int(np.argmax(ready))
        if ready[best] > most:
            found, most = sets[best], int(ready[best])
        if most >= wanted:
            break
    return found, True


def _grown(students: _Students, useful: Ints, wanted: int) -> Ints:
    """Take one function after another, the one that makes most ready or takes most off what lacks.

    Then leave out again what turned out not to be needed.
    """
    chosen = np.zeros(len(students.function), dtype=np.bool_)
    while int(students.ready(chosen[None])[:, 0].sum()) < wanted:
        rest = [at for at in useful.tolist() if not chosen[at]]
        if not rest:
            break
        tried = np.repeat(chosen[None], len(rest), axis=0)
        tried[np.arange(len(rest)), rest] = True
        chosen = tried[_most_helpful(students, tried)]
    for at in useful.tolist():
        less = chosen.copy()
        less[at] = False
        if int(students.ready(less[None])[:, 0].sum()) >= wanted:
            chosen = less
    return np.flatnonzero(chosen)


def _most_helpful(students: _Students, tried: Masks) -> int:
    """Return the set that makes most ready; on a tie the one that leaves least to do."""
    ready = students.ready(tried).sum(axis=0)
    lacking = np.maximum(students.deficit[:, None] - students.gains @ tried.T, 0.0).sum(axis=0)
    lacking += (students.forced @ (1.0 - tried.T)).sum(axis=0)
    return int(np.lexsort((lacking.round(9), -ready))[0])


def _one_after_another(students: _Students, order: list[int]) -> tuple[int, ...]:
    """Return how many are ready with the first function, the first two and so on."""
    steps = np.zeros((len(order), len(students.function)), dtype=np.bool_)
    for place, at in enumerate(order):
        steps[place:, at] = True
    return tuple(students.ready(steps).sum(axis=0).tolist())


def _by_help(students: _Students, chosen: Ints) -> list[int]:
    """Return the functions of a set in the order in which they help most."""
    order: list[int] = []
    taken = np.zeros(len(students.function), dtype=np.bool_)
    while len(order) < len(chosen):
        rest = [at for at in chosen.tolist() if at not in order]
        tried = np.repeat(taken[None], len(rest), axis=0)
        tried[np.arange(len(rest)), rest] = True
        best = _most_helpful(students, tried)
        order.append(rest[best])
        taken = tried[best]
    return order
