"""Posterior mode of the many-facet Rasch model of a region, with variances by empirical Bayes.

Abilities are N(predictor, s^2), severities N(0, s_r^2). Difficulties and steps come first, from
pairs of ratings that depend on neither (`scoring.rasch_conditional`). Then every iteration is one
Newton step of abilities, severities and predictor, all at once, and one of the two variances.
"""

import numpy as np
import numpy.typing as npt

from scoring.coding import Floats, Labels
from scoring.rasch_conditional import calibrate_pairs
from scoring.region_data import Population, RegionData, read_region
from scoring.region_results import RegionEstimate, RegionFit, RegionState, region_fit
from scoring.region_system import RegionSystem, next_state
from scoring.score_tables import ScoreTables

_MAX_ITERATIONS = 100
# Largest change in logits at the end, of a severity or a standard deviation.
_TOLERANCE = 1e-3
_LARGEST_STEP = 2.0


def fit_mode(
    ratings: npt.ArrayLike,
    person: Labels,
    item: Labels,
    rater: Labels,
    population: Population | None = None,
) -> RegionFit:
    """Find the posterior mode of abilities and severities.

    The four arrays are equally long, a row per rating, as for `scoring.rasch.fit_many_facet`;
    `population` says what else is known of the persons. Fast enough for every night; the integral
    over abilities is in `scoring.rasch_marginal`. ValueError as in `read_region`, and when
    pairs of ratings do not tell the steps of the scale (see `calibrate_pairs`).
    """
    data = read_region(ratings, person, item, rater, population)
    return region_fit(data, find_mode(data))


def find_mode(data: RegionData) -> RegionEstimate:
    """Iterate to the mode, starting from abilities and severities of 0."""
    calibration = calibrate_pairs(
        data.pairs, data.scale, data.scale.start(data.counts.sum(axis=0, keepdims=True))
    )
    if calibration is None:
        msg = (
            "Nothing tells the steps of the scale: raters must judge several functions of a person "
            "and use neighbouring categories."
        )
        raise ValueError(msg)
    tables = ScoreTables(calibration, data.scale, data.judgements.patterns)
    state = RegionState(
        ability=np.zeros(data.persons.size),
        severity=np.zeros(data.raters.size),
        coefficients=np.zeros(data.design.matrix.shape[1]),
        person_variance=1.0,
        severity_variance=0.25,
    )
    converged, iteration = False, 0
    while not converged and iteration < _MAX_ITERATIONS:
        iteration += 1
        before = state
        state, variances = _newton_step(data, tables, before)
        converged = state.distance(before) < _TOLERANCE
    return RegionEstimate(state, calibration, *variances, iteration, converged)


def _newton_step(
    data: RegionData, tables: ScoreTables, state: RegionState
) -> tuple[RegionState, tuple[Floats, Floats]]:
    """Return the next state and the posterior variances of abilities and severities."""
    judgements, design = data.judgements, data.design.matrix
    logit = state.ability[judgements.person] - state.severity[judgements.rater]
    _, mean, information = tables.look_up(logit, judgements.pattern)
    precision = 1.0 / state.person_variance
    own = np.bincount(judgements.person, information, data.persons.size)
    system = RegionSystem(
        data,
        state,
        information=information,
        coupling=information,
        variance=np.reciprocal(own + precision),
    )
    residual = judgements.total - mean
    away = precision * (state.ability - design @ state.coefficients)
    to_ability = np.bincount(judgements.person, residual, data.persons.size) - away
    drawn = np.bincount(judgements.rater, residual, data.raters.size)
    to_severity = -drawn - state.severity / state.severity_variance
    passed, passed_on = system.severity_gradient(to_ability)
    severity, coefficients = system.step(to_severity + passed, design.T @ away + passed_on)
    ability = system.ability_step(to_ability, severity, coefficients)
    fraction = min(1.0, _LARGEST_STEP / max(float(np.abs(ability).max()), 1e-300))
    return next_state(
        data,
        system,
        state,
        ability=state.ability + fraction * ability,
        severity=state.severity + fraction * severity,
        coefficients=state.coefficients + fraction * coefficients,
    )
