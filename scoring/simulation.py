"""A simulated region with known severities: what the models of raters can and cannot recover."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.coding import Codes, Floats
from scoring.rasch_marginal import fit_marginal
from scoring.rasch_mode import fit_mode
from scoring.region_data import Population
from scoring.region_results import NINETY_PERCENT, RegionFit
from scoring.severity import fit_crossed


@dataclass(frozen=True, kw_only=True)
class RegionSetup:
    """Size and spread of a simulated region; logits, unless said otherwise.

    The defaults are the region of the methodology's section on raters: 60,000 interns judged on
    ten functions by one rater of their college's partners each, a fifth by a second one as well,
    about 718,000 ratings. `outside_part` of the judgements come from partners of other colleges,
    `unobserved_part` of the cells are "no such work". The demo-exam score has variance 1.
    """

    interns: int = 60_000
    raters: int = 6_000
    colleges: int = 60
    functions: int = 10
    categories: int = 5
    double_part: float = 0.2
    outside_part: float = 0.05
    unobserved_part: float = 0.003
    severity_sd: float = 0.6
    college_sd: float = 0.4
    exam_slope: float = 0.8
    person_sd: float = 1.05
    difficulty_sd: float = 0.5
    step_range: float = 1.6
    seed: int = 20260901


@dataclass(frozen=True)
class SimulatedRegion:
    """Ratings 1..categories, a row each, and what is true of every intern and rater.

    `intern`, `function` and `rater` number the arrays of truth; `college` and `exam` stand in the
    order of interns.
    """

    setup: RegionSetup
    ratings: npt.NDArray[np.int64]
    intern: Codes
    function: Codes
    rater: Codes
    college: Codes
    exam: Floats
    ability: Floats
    severity: Floats
    difficulty: Floats
    steps: Floats


def simulate_region(setup: RegionSetup) -> SimulatedRegion:
    """Draw a region; the same setup gives the same region."""
    rng = np.random.default_rng(setup.seed)
    college = np.sort(rng.integers(0, setup.colleges, setup.interns))
    exam = rng.standard_normal(setup.interns)
    ability = (
        setup.college_sd * rng.standard_normal(setup.colleges)[college]
        + setup.exam_slope * exam
        + setup.person_sd * rng.standard_normal(setup.interns)
    )
    severity = setup.severity_sd * rng.standard_normal(setup.raters)
    difficulty = setup.difficulty_sd * rng.standard_normal(setup.functions)
    difficulty -= difficulty.mean()
    steps = np.linspace(-setup.step_range, setup.step_range, setup.categories - 1)
    intern, rater = _judgements(setup, college, rng)
    cells = np.arange(intern.size * setup.functions)
    cells = cells[rng.random(cells.size) >= setup.unobserved_part]
    row, function = cells // setup.functions, cells % setup.functions
    logit = (ability[intern] - severity[rater])[row] - difficulty[function]
    return SimulatedRegion(
        setup=setup,
        ratings=1 + _categories(logit, steps, rng),
        intern=intern[row],
        function=function,
        rater=rater[row],
        college=college,
        exam=exam,
        ability=ability,
        severity=severity,
        difficulty=difficulty,
        steps=steps,
    )


def _judgements(
    setup: RegionSetup, college: Codes, rng: np.random.Generator
) -> tuple[Codes, Codes]:
    """Send every intern to a rater, some to a second one; return pairs sorted by intern."""
    interns = np.arange(setup.interns)
    doubles = rng.random(setup.interns) < setup.double_part
    intern = np.concatenate([interns, interns[doubles]])
    second = np.arange(intern.size) >= setup.interns
    home = np.where(
        rng.random(intern.size) < setup.outside_part,
        rng.integers(0, setup.colleges, intern.size),
        college[intern],
    )
    # The raters of a college are a run of equal length; the last colleges share what is left.
    first = home * setup.raters // setup.colleges
    width = (home + 1) * setup.raters // setup.colleges - first
    place = rng.integers(0, width)
    # A second rater is another one where the college has another one.
    step = 1 + rng.integers(0, np.maximum(width - 1, 1))
    same = first[second] + place[second] == (first + place)[: setup.interns][doubles]
    place[second] = np.where(same, (place + step)[second] % width[second], place[second])
    order = np.argsort(intern, kind="stable")
    return intern[order], (first + place)[order]


def _categories(logit: Floats, steps: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    category = np.arange(steps.size + 1)
    weights = np.exp(logit[:, None] * category - np.concatenate([[0.0], np.cumsum(steps)]))
    cumulated = np.cumsum(weights, axis=1)
    draw = rng.random(logit.size) * cumulated[:, -1]
    return np.asarray((draw[:, None] > cumulated).sum(axis=1))


@dataclass(frozen=True)
class RecoveredSeverities:
    """Severities of raters, in the order of the truth, with their standard errors."""

    value: Floats
    error: Floats


def compare_models(region: SimulatedRegion) -> dict[str, dict[str, float]]:
    """Let every model recover the severities; return how well and in how many seconds.

    Models: "naive" (minus the mean of a rater's ratings), "crossed" (linear, crossed effects),
    "mode_without_population", "mode" and "marginal" (both with college and exam). For each:
    `seconds`, `correlation` with the truth, `rmse` in logits and `coverage` of 90 % intervals.
    The first two are in points of the rating scale; they are put into logits by the regression
    of the truth on them, which only simulated data allow and which flatters them.
    """
    people = np.arange(region.college.size)
    population = Population(person=people, group=region.college, score=region.exam)
    rows = (region.ratings, region.intern, region.function, region.rater)
    models: dict[str, tuple[Callable[[], RecoveredSeverities], bool]] = {
        "naive": (lambda: _naive(region), True),
        "crossed": (lambda: _crossed(region), True),
        "mode_without_population": (lambda: _placed(fit_mode(*rows), region), False),
        "mode": (lambda: _placed(fit_mode(*rows, population), region), False),
        "marginal": (lambda: _placed(fit_marginal(*rows, population), region), False),
    }
    results = {}
    for name, (recover, in_points) in models.items():
        started = time.perf_counter()
        recovered = recover()
        seconds = time.perf_counter() - started
        results[name] = {"seconds": seconds, **_quality(region, recovered, in_points=in_points)}
    return results


def _naive(region: SimulatedRegion) -> RecoveredSeverities:
    """Take the mean over a rater's interns of their mean ratings, and its standard error."""
    raters = region.setup.raters
    key = region.intern * raters + region.rater
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    lengths = np.diff(np.append(starts, key.size))
    means = np.add.reduceat(region.ratings, starts) / lengths
    rater = region.rater[starts]
    count = np.bincount(rater, minlength=raters).astype(float)
    total = np.bincount(rater, means, raters)
    value = np.divide(total, count, out=np.full(raters, np.nan), where=count > 0)
    rest = means - value[rater]
    free = max(rater.size - int(np.count_nonzero(count)), 1)
    spread = np.sqrt(float(rest @ rest) / free)
    return RecoveredSeverities(-value, spread / np.sqrt(np.maximum(count, 1.0)))


def _crossed(region: SimulatedRegion) -> RecoveredSeverities:
    fit = fit_crossed(region.ratings, region.intern, region.rater, fixed=region.function)
    places = np.array(list(fit.effects_b))
    value, error = (np.full(region.setup.raters, np.nan) for _ in range(2))
    value[places] = -np.array(list(fit.effects_b.values()))
    error[places] = np.array(list(fit.errors_b.values()))
    return RecoveredSeverities(value, error)


def _placed(fit: RegionFit, region: SimulatedRegion) -> RecoveredSeverities:
    value, error = (np.full(region.setup.raters, np.nan) for _ in range(2))
    value[fit.raters], error[fit.raters] = fit.severities, fit.severity_errors
    return RecoveredSeverities(value, error)


def _quality(
    region: SimulatedRegion, recovered: RecoveredSeverities, *, in_points: bool
) -> dict[str, float]:
    """Compare with the truth, over the raters who judged anybody."""
    judged = np.isfinite(recovered.value)
    value, error, truth = recovered.value[judged], recovered.error[judged], region.severity[judged]
    if in_points:
        slope, level = np.polyfit(value, truth, 1)
        value, error = level + slope * value, abs(slope) * error
    away = value - truth
    return {
        "correlation": float(np.corrcoef(value, truth)[0, 1]),
        "rmse": float(np.sqrt(np.mean(away**2))),
        "coverage": float(np.mean(np.abs(away) <= NINETY_PERCENT * error)),
    }
