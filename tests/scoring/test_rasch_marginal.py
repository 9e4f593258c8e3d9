from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from scoring.rasch_marginal import Quadrature, fit_marginal, maximise_marginal
from scoring.rasch_mode import find_mode, fit_mode
from scoring.score_tables import ScoreTables
from tests.scoring.rating_designs import category_logs
from tests.scoring.regions import population, read, rows, small_region


def prepared(**changes):
    region = small_region(**{"interns": 25, "raters": 5, "functions": 3, **changes})
    data = read(region)
    mode = find_mode(data)
    return region, data, mode, ScoreTables(mode.calibration, data.scale, data.judgements.patterns)


def brute_force(region, data, calibration, state):
    """Log marginal likelihood, posterior means and variances by adaptive integration."""
    psi = [0.0, *calibration.steps, 0.0]
    place = {label: code for code, label in enumerate(data.raters.labels)}
    predictor = data.design.matrix @ state.coefficients
    total, means, variances = 0.0, [], []
    for person in range(data.persons.size):
        own = np.flatnonzero(region.intern == person)

        def density(theta, power, own=own, person=person):
            logs = norm.logpdf(theta, predictor[person], np.sqrt(state.person_variance))
            for row in own:
                eta = theta - state.severity[place[region.rater[row]]]
                eta -= calibration.difficulty[region.function[row]]
                logs += category_logs(eta, np.diff(psi))[region.ratings[row] - 1]
            return theta**power * np.exp(logs)

        area, first, second = (
            quad(density, -8, 8, args=(power,), points=[-2, 0, 2], epsabs=1e-16)[0]
            for power in range(3)
        )
        total += np.log(area)
        means.append(first / area)
        variances.append(second / area - (first / area) ** 2)
    return total, np.array(means), np.array(variances)


def test_integrals_equal_adaptive_integration():
    region, data, mode, tables = prepared()
    rng = np.random.default_rng(1)
    # Not the state of the nodes: severities and predictor move while the nodes stay.
    moved = replace(
        mode.state,
        severity=mode.state.severity + rng.normal(0, 0.1, data.raters.size),
        coefficients=mode.state.coefficients + 0.1,
        person_variance=1.2 * mode.state.person_variance,
    )
    total, means, variances = brute_force(region, data, mode.calibration, moved)
    found = Quadrature(data, tables, mode.state).integrate(moved)
    # The tables leave out what does not depend on ability: totals of difficulties and psi.
    judgements = data.judgements
    difficulty = mode.calibration.difficulty[region.function]
    psi = np.array([0.0, *mode.calibration.steps, 0.0])
    category = region.ratings - 1
    fixed = -float(category @ difficulty + psi[category].sum())
    assert found.log_likelihood + fixed == pytest.approx(total, abs=1e-3)
    assert found.mean == pytest.approx(means, abs=1e-4)
    assert found.variance == pytest.approx(variances, abs=1e-4)
    assert found.score.shape == judgements.total.shape


def test_integrals_are_derivatives_of_the_likelihood():
    _, data, mode, tables = prepared()
    quadrature = Quadrature(data, tables, mode.state)
    found = quadrature.integrate(mode.state)
    state, judgements = mode.state, data.judgements
    slope = np.bincount(judgements.rater, found.score - judgements.total, data.raters.size)
    for rater in range(data.raters.size):
        ends = []
        for sign in (1.0, -1.0):
            severity = state.severity.copy()
            severity[rater] += sign * 0.05
            ends.append(quadrature.integrate(replace(state, severity=severity)))
        numeric = (ends[0].log_likelihood - ends[1].log_likelihood) / 0.1
        assert slope[rater] == pytest.approx(numeric, abs=0.02)
        own = judgements.rater == rater
        moves = (ends[0].mean - ends[1].mean)[judgements.person[own]] / 0.1
        alone = np.bincount(judgements.person[own])[judgements.person[own]] == 1
        assert found.covariance[own][alone] == pytest.approx(moves[alone], abs=0.01)


def test_marginal_estimate_has_no_slope():
    _, data, mode, tables = prepared(interns=200, raters=20)
    estimate = maximise_marginal(data, mode)
    state = estimate.state
    found = Quadrature(data, tables, mode.state).integrate(state)
    judgements = data.judgements
    slope = np.bincount(judgements.rater, found.score - judgements.total, data.raters.size)
    slope -= state.severity / state.severity_variance
    # Over the curvature: what is left to go, in logits.
    assert slope * estimate.severity_variances == pytest.approx(0.0, abs=2e-3)
    apart = found.mean - data.design.matrix @ state.coefficients
    assert data.design.matrix.T @ apart / 200 == pytest.approx(0.0, abs=2e-3)
    assert estimate.converged
    assert state.ability == pytest.approx(found.mean, abs=2e-3)


def test_marginal_errors_equal_curvature_of_the_likelihood():
    _, data, mode, tables = prepared(interns=60, functions=6, double_part=0.6)
    estimate = maximise_marginal(data, mode)
    state, quadrature = estimate.state, Quadrature(data, tables, mode.state)

    def loss(values):
        severity, coefficients = np.split(values, [state.severity.size])
        moved = replace(state, severity=severity, coefficients=coefficients)
        prior = 0.5 * severity @ severity / state.severity_variance
        return prior - quadrature.integrate(moved).log_likelihood

    at = np.concatenate([state.severity, state.coefficients])
    steps = np.eye(at.size) * 0.1
    curvature = np.empty((at.size, at.size))
    for row, one in enumerate(steps):
        for column, other in enumerate(steps):
            same = loss(at + one + other) + loss(at - one - other)
            curvature[row, column] = same - loss(at + one - other) - loss(at - one + other)
    exact = np.diag(np.linalg.inv(curvature / 0.04))[: state.severity.size]
    assert np.sqrt(estimate.severity_variances) == pytest.approx(np.sqrt(exact), rel=0.03)


def test_fit_marginal_recovers_region():
    region = small_region(interns=3_000, raters=300, colleges=10, functions=10)
    fit = fit_marginal(**rows(region), population=population(region))
    truth = region.severity[fit.raters]
    low, high = fit.severity_intervals()
    assert np.sqrt(np.mean((fit.severities - truth) ** 2)) < 0.25
    assert 0.84 < np.mean((low <= truth) & (truth <= high)) < 0.95
    assert fit.person_sd == pytest.approx(1.05, abs=0.06)
    assert fit.severity_sd == pytest.approx(0.6, abs=0.06)
    assert fit.score_slope == pytest.approx(0.8, abs=0.06)
    reached = 1.645 * fit.ability_errors
    assert 0.86 < np.mean(np.abs(fit.abilities - region.ability) < reached) < 0.93


def test_fit_marginal_corrects_the_spread_that_the_mode_understates():
    region = small_region(interns=3_000, raters=300, colleges=10, functions=3)
    arguments = {**rows(region), "population": population(region)}
    mode, marginal = fit_mode(**arguments), fit_marginal(**arguments)
    assert abs(marginal.person_sd - 1.05) < abs(mode.person_sd - 1.05)
    assert np.corrcoef(mode.severities, marginal.severities)[0, 1] > 0.995
    assert marginal.iterations > mode.iterations


def test_fit_marginal_order_of_rows_does_not_matter():
    region = small_region()
    order = np.random.default_rng(0).permutation(region.ratings.size)
    turned = {key: column[order] for key, column in rows(region).items()}
    fit = fit_marginal(**rows(region), population=population(region))
    again = fit_marginal(**turned, population=population(region))
    assert again.severity_of == pytest.approx(fit.severity_of, abs=1e-6)
