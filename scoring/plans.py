"""What a student lacks to be ready: the smallest set of labour functions that must rise."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.evidence import Requirements
from scoring.grouping import Floats, Ints
from scoring.levels import DECIMALS, reaches
from scoring.parameters import Parameters
from scoring.readiness import Readiness

# Above this many sets of the smallest size the one with the largest gain is taken as it is.
_MOST_SETS: Final = 50_000
_HALF_UNIT: Final = 0.5 * 10.0**-DECIMALS
SLACK: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Step:
    """One labour function: `score` now (NaN: not assessed), `target` to reach, `amount` between.

    For a function without a score the amount is the whole target.
    """

    function: int
    score: float
    target: float
    amount: float
    mandatory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The way to "ready".

    `steps` is a smallest set of functions which, once each has reached its target, makes the
    student ready; among sets of that size the one with the least total amount. `components` are
    codes of components (0 D, 1 K, 2 M, 3 R) that must be assessed first for completeness; they are
    taken to come out at the ready bound. `index_after` is I after the steps. When no set suffices,
    `reachable` is False, `steps` is empty and `index_after` is the best that functions can give.
    Components other than D, and R among them, are held as they are.
    """

    ready: bool
    reachable: bool
    steps: tuple[Step, ...]
    components: tuple[int, ...]
    index_after: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One student's required functions, and the mean that D must reach."""

    function: Ints
    score: Floats
    importance: Floats
    mandatory: NDArray[np.bool_]
    needed: float  # D that lifts I to the ready bound; -inf when D does not matter
    forced: NDArray[np.bool_]
    more_coverage: int  # functions still to be assessed

    @property
    def assessed(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.score)

    def deficit(self) -> float:
        """Return how much Σv·T lacks to a mean of `needed` over the assessed functions."""
        known = self.assessed
        return float((self.importance[known] * (self.needed - self.score[known])).sum())

    def gains(self, target: float) -> Floats:
        """Return what raising each function to the target takes off the deficit."""
        return self.importance * (target - np.where(self.assessed, self.score, self.needed))

    def efforts(self, target: float) -> Floats:
        return target - np.nan_to_num(self.score)

    def practical_after(self, chosen: Iterable[int], target: float) -> float:
        score = self.score.copy()
        score[list(chosen)] = target
        known = ~np.isnan(score)
        if not known.any():
            return float("nan")
        return float(np.average(score[known], weights=self.importance[known]))


def plan_for(
    readiness: Readiness, requirements: Requirements, parameters: Parameters, *, student: int
) -> Plan:
    """Find the smallest set of functions that must reach the target for the student to be ready.

    The target is the methodology's `function_target`. Where even all functions at the target do not
    suffice, the smallest set that suffices with perfect scores is taken, and the least common
    target that does.
    """
    students = readiness.students
    components = _components_to_assess(students.components[student], parameters)
    after = _with_assumed(students.components[student], components, parameters)
    if students.ready[student]:
        return Plan(
            ready=True,
            reachable=True,
            steps=(),
            components=(),
            index_after=float(students.index[student]),
        )
    problem = _problem(readiness, requirements, parameters, after, student)
    usual = usual_target(parameters)
    target, chosen = usual, _smallest(problem, usual)
    if chosen is None:
        chosen = _smallest(problem, 1.0)
        target = _least_target(problem, chosen, usual) if chosen is not None else 1.0
    reachable = chosen is not None
    everything = np.flatnonzero(problem.efforts(1.0) > 0)
    practical = problem.practical_after(everything if chosen is None else chosen, target)
    return Plan(
        ready=False,
        reachable=reachable,
        steps=_steps(problem, chosen or (), target),
        components=components,
        index_after=_index(np.append(practical, after[1:]), parameters),
    )


def usual_target(parameters: Parameters) -> float:
    """Return the score that a function is to reach: the stated target, no weak link either way."""
    if parameters.weak_link is None:
        return parameters.function_target
    return max(parameters.function_target, parameters.weak_link)


def problem_of(
    readiness: Readiness, requirements: Requirements, parameters: Parameters, *, student: int
) -> Problem:
    """Return what one student's functions must make up for, absent components being assumed."""
    components = readiness.students.components[student]
    assumed = _with_assumed(components, _components_to_assess(components, parameters), parameters)
    return _problem(readiness, requirements, parameters, assumed, student)


def _components_to_assess(components: Floats, parameters: Parameters) -> tuple[int, ...]:
    """Return the fewest absent components besides D that complete the index, heaviest first."""
    weights = parameters.components.as_array()
    present = ~np.isnan(components)
    present[0] = True  # D comes with the functions of the plan
    absent = np.flatnonzero(~present & (weights > 0))
    order = absent[np.argsort(-weights[absent], kind="stable")]
    for count in range(len(order) + 1):
        total = np.array([weights[present].sum() + weights[order[:count]].sum()])
        if reaches(total, parameters.min_completeness)[0]:
            return tuple(order[:count].tolist())
    return tuple(order.tolist())


def _with_assumed(components: Floats, to_assess: tuple[int, ...], parameters: Parameters) -> Floats:
    assumed = components.copy()
    assumed[list(to_assess)] = parameters.ready_bound
    return assumed


def _problem(
    readiness: Readiness,
    requirements: Requirements,
    parameters: Parameters,
    components: Floats,
    student: int,
) -> Problem:
    programme = int(requirements.programme[student])
    own = np.arange(0)
    if programme >= 0:
        own = np.arange(requirements.start[programme], requirements.start[programme + 1])
    function = requirements.function[own].astype(np.int64)
    table = np.full(requirements.function_count, np.nan)
    of_student = readiness.cells.student == student
    table[readiness.cells.function[of_student]] = readiness.cells.score[of_student]
    score = table[function]
    mandatory = requirements.mandatory[own]
    forced = np.zeros(len(own), dtype=np.bool_)
    if parameters.weak_link is not None and parameters.weak_link_cap not in parameters.ready_levels:
        forced = mandatory & ~np.isnan(score) & ~reaches(score, parameters.weak_link)
    return Problem(
        function=function,
        score=score,
        importance=requirements.importance[own],
        mandatory=mandatory,
        needed=_needed_practical(components, parameters),
        forced=forced,
        more_coverage=_more_coverage(score, parameters),
    )


def _needed_practical(components: Floats, parameters: Parameters) -> float:
    """Return the D at which I, rounded half-up, reaches the ready bound."""
    weights = parameters.components.as_array()
    others = ~np.isnan(components)
    others[0] = False
    if weights[0] == 0:
        return -np.inf
    bound = parameters.ready_bound - _HALF_UNIT
    rest = float((weights[others] * (bound - components[others])).sum())
    return bound + rest / float(weights[0])


def _more_coverage(score: Floats, parameters: Parameters) -> int:
    assessed = int((~np.isnan(score)).sum())
    shares = np.arange(len(score) + 1) / max(len(score), 1)
    enough = np.flatnonzero(reaches(shares, parameters.min_coverage))
    least = max(int(enough[0]), 1) if len(enough) else len(score) + 1
    return max(least - assessed, 0)


def _smallest(problem: Problem, target: float) -> tuple[int, ...] | None:
    """Return a smallest sufficient set with the least total amount; None when none suffices.

    The condition is a sum of independent gains, so the largest gains decide whether a size
    suffices: the size found is exact. Among all sets of that size the cheapest is searched.
    """
    gains, efforts = problem.gains(target), problem.efforts(target)
    may_rise = efforts > SLACK
    forced = np.flatnonzero(problem.forced)
    fresh = _by_gain(gains, may_rise & ~problem.assessed)
    rising = _by_gain(gains, may_rise & problem.assessed & ~problem.forced)
    if len(fresh) < problem.more_coverage:
        return None
    always = np.concatenate([forced, fresh[: problem.more_coverage]])
    rest = np.concatenate([fresh[problem.more_coverage :], rising])
    rest = rest[np.argsort(-gains[rest], kind="stable")]
    lacking = problem.deficit() - gains[always].sum() - SLACK
    reached = np.concatenate([[0.0], np.cumsum(gains[rest])]) >= lacking
    if not reached.any():
        return None
    size = int(np.argmax(reached))
    found = np.concatenate([always, rest[:size]])
    return _cheapest(problem, target, found)


def _by_gain(gains: Floats, mask: NDArray[np.bool_]) -> Ints:
    at = np.flatnonzero(mask)
    return at[np.argsort(-gains[at], kind="stable")]


def _cheapest(problem: Problem, target: float, found: Ints) -> tuple[int, ...]:
    """Among sufficient sets as small as `found`, return the one with the least total amount."""
    gains, efforts = problem.gains(target), problem.efforts(target)
    free = np.flatnonzero((efforts > SLACK) & ~problem.forced)
    forced = np.flatnonzero(problem.forced)
    size = len(found) - len(forced)
    if comb(len(free), size) > _MOST_SETS:
        return tuple(sorted(found.tolist()))
    sets = np.array(list(combinations(free.tolist(), size)), dtype=np.int64)
    enough = gains[sets].sum(axis=1) >= problem.deficit() - gains[forced].sum() - SLACK
    enough &= (~problem.assessed)[sets].sum(axis=1) >= problem.more_coverage
    cost = np.where(enough, efforts[sets].sum(axis=1), np.inf)
    best = sets[int(np.argmin(cost))]
    return tuple(sorted(np.concatenate([forced, best]).tolist()))


def _least_target(problem: Problem, chosen: tuple[int, ...], usual: float) -> float:
    """Return the lowest common target, at least the usual one, with which the set suffices."""
    at = list(chosen)
    base = np.where(problem.assessed, problem.score, problem.needed)[at]
    importance = problem.importance[at]
    level = (problem.deficit() + float((importance * base).sum())) / float(importance.sum())
    # Rounded up to the printed decimals, so that the printed target does suffice.
    printed = np.ceil(level * 10.0**DECIMALS - SLACK) / 10.0**DECIMALS
    return float(min(max(printed, usual), 1.0))


def _steps(problem: Problem, chosen: tuple[int, ...], target: float) -> tuple[Step, ...]:
    efforts = problem.efforts(target)
    return tuple(
        Step(
            function=int(problem.function[at]),
            score=float(problem.score[at]),
            target=target,
            amount=float(efforts[at]),
            mandatory=bool(problem.mandatory[at]),
        )
        for at in chosen
    )


def _index(components: Floats, parameters: Parameters) -> float:
    weights = parameters.components.as_array()
    present = ~np.isnan(components)
    if not present.any() or not weights[present].sum() > 0:
        return float("nan")
    return float(np.average(components[present], weights=weights[present]))
