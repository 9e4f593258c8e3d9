"""Marginal likelihood of the many-facet Rasch model of a region: the integral over abilities.

As `scoring.rasch_mode`, but abilities are integrated out by Gauss-Hermite quadrature with nodes
around each person's mode, and severities and predictor maximise what is left.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.coding import Floats, Labels
from scoring.rasch_mml import normalised
from scoring.rasch_mode import find_mode
from scoring.region_data import Population, RegionData, read_region
from scoring.region_results import RegionEstimate, RegionFit, RegionState, region_fit
from scoring.region_system import RegionSystem, next_state
from scoring.score_tables import ScoreTables

NODES = 15
_MAX_ITERATIONS = 60
_TOLERANCE = 1e-3


def fit_marginal(
    ratings: npt.ArrayLike,
    person: Labels,
    item: Labels,
    rater: Labels,
    population: Population | None = None,
) -> RegionFit:
    """Maximise the marginal posterior of severities; abilities are posterior means.

    Arguments and errors as for `scoring.rasch_mode.fit_mode`.
    """
    data = read_region(ratings, person, item, rater, population)
    return region_fit(data, maximise_marginal(data, find_mode(data)))


def maximise_marginal(data: RegionData, mode: RegionEstimate) -> RegionEstimate:
    """Continue from the mode, which also places the nodes."""
    tables = ScoreTables(mode.calibration, data.scale, data.judgements.patterns)
    quadrature = Quadrature(data, tables, mode.state)
    state, converged, iteration = mode.state, False, 0
    while not converged and iteration < _MAX_ITERATIONS:
        iteration += 1
        before = state
        state, variances = _newton_step(data, quadrature, before)
        converged = state.distance(before) < _TOLERANCE
    iterations = mode.iterations + iteration
    return RegionEstimate(state, mode.calibration, *variances, iterations, converged)


@dataclass(frozen=True)
class Integrals:
    """Posterior moments: of abilities by person, of expected scores by judgement.

    `information` is the curvature of the likelihood for a judgement's own rater that Cov(E, theta)
    does not explain: the mean of I less the variance of E around its regression on theta.
    """

    mean: Floats
    variance: Floats
    score: Floats
    information: Floats
    covariance: Floats
    log_likelihood: float


class Quadrature:
    """Gauss-Hermite nodes around a state's abilities (Liu and Pierce 1994)."""

    def __init__(self, data: RegionData, tables: ScoreTables, state: RegionState) -> None:
        judgements = data.judgements
        self._data, self._tables = data, tables
        logit = state.ability[judgements.person] - state.severity[judgements.rater]
        _, _, information = tables.look_up(logit, judgements.pattern)
        own = np.bincount(judgements.person, information, data.persons.size)
        deviation = 1.0 / np.sqrt(own + 1.0 / state.person_variance)
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        self._theta = state.ability[:, None] + deviation[:, None] * nodes
        # The density of the nodes is divided out again.
        self._log_weights = np.log(weights) + 0.5 * nodes**2 + np.log(deviation)[:, None]
        self._starts = np.searchsorted(judgements.person, np.arange(data.persons.size))

    def integrate(self, state: RegionState) -> Integrals:
        """Return the moments at a state, which need not be that of the nodes."""
        judgements, theta = self._data.judgements, self._theta
        at_nodes = theta[judgements.person]
        logit = at_nodes - state.severity[judgements.rater][:, None]
        normaliser, score, information = self._tables.look_up(logit, judgements.pattern[:, None])
        logs = np.add.reduceat(judgements.total[:, None] * logit - normaliser, self._starts)
        predictor = self._data.design.matrix @ state.coefficients
        logs -= (theta - predictor[:, None]) ** 2 * (0.5 / state.person_variance)
        weights, log_sums = normalised(logs + self._log_weights)
        mean = np.einsum("iq,iq->i", weights, theta)
        own = weights[judgements.person]
        expected = np.einsum("uq,uq->u", own, score)
        centred = at_nodes - mean[judgements.person][:, None]
        variance = np.einsum("iq,iq->i", weights, (theta - mean[:, None]) ** 2)
        covariance = np.einsum("uq,uq,uq->u", own, score, centred)
        spread = np.einsum("uq,uq,uq->u", own, score, score) - expected**2
        bend = spread - covariance**2 / variance[judgements.person]
        constant = 0.5 * np.log(2.0 * np.pi * state.person_variance) * mean.size
        return Integrals(
            mean=mean,
            variance=variance,
            score=expected,
            information=np.einsum("uq,uq->u", own, information) - np.maximum(bend, 0.0),
            covariance=covariance,
            log_likelihood=float(log_sums.sum()) - constant,
        )


def _newton_step(
    data: RegionData, quadrature: Quadrature, state: RegionState
) -> tuple[RegionState, tuple[Floats, Floats]]:
    """Return the next state and the posterior variances of abilities and severities.

    The curvature between two raters of a person is Cov(E, E'), here Cov(E, theta) Cov(E', theta) /
    Var(theta), exact where E is linear in theta over the width of the posterior.
    """
    judgements, design = data.judgements, data.design.matrix
    found = quadrature.integrate(state)
    system = RegionSystem(
        data,
        state,
        information=found.information,
        coupling=found.covariance / found.variance[judgements.person],
        variance=found.variance,
    )
    drawn = np.bincount(judgements.rater, judgements.total - found.score, data.raters.size)
    to_severity = -drawn - state.severity / state.severity_variance
    away = (found.mean - design @ state.coefficients) / state.person_variance
    severity, coefficients = system.step(to_severity, design.T @ away)
    ability = system.ability_step(np.zeros_like(found.mean), severity, coefficients)
    return next_state(
        data,
        system,
        state,
        ability=found.mean + ability,
        severity=state.severity + severity,
        coefficients=state.coefficients + coefficients,
    )
