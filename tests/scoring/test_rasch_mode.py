import numpy as np
import pytest

from scoring import region_data
from scoring.rasch_mode import find_mode, fit_mode
from scoring.region_data import Population
from tests.scoring.rating_designs import category_logs
from tests.scoring.regions import population, read, rows, small_region


def log_posterior(region, data, estimate, values):
    """Log density of abilities, severities and coefficients from the definition of the model."""
    state = estimate.state
    ability, severity, coefficients = np.split(
        values, np.cumsum([data.persons.size, data.raters.size])
    )
    psi = [0.0, *estimate.calibration.steps, 0.0]
    place = {label: code for code, label in enumerate(data.raters.labels)}
    total = 0.0
    for rating, person, item, rater in zip(*rows(region).values(), strict=True):
        eta = ability[person] - severity[place[rater]] - estimate.calibration.difficulty[item]
        total += category_logs(eta, np.diff(psi))[rating - 1]
    apart = ability - data.design.matrix @ coefficients
    total -= 0.5 * apart @ apart / state.person_variance
    return total - 0.5 * severity @ severity / state.severity_variance


def test_mode_has_no_slope():
    region = small_region()
    data = read(region)
    estimate = find_mode(data)
    state = estimate.state
    values = np.concatenate([state.ability, state.severity, state.coefficients])
    # The predictor is the regression of the abilities, to a thousandth of a logit.
    apart = state.ability - data.design.matrix @ state.coefficients
    people = data.design.matrix.power(2).sum(axis=0)
    assert (data.design.matrix.T @ apart) / people == pytest.approx(0.0, abs=1e-3)
    rng = np.random.default_rng(0)
    for _ in range(6):
        direction = rng.normal(size=values.size)
        direction *= 1e-3 / np.linalg.norm(direction)
        up, down, here = (
            log_posterior(region, data, estimate, values + sign * direction)
            for sign in (1.0, -1.0, 0.0)
        )
        curvature = (2 * here - up - down) / 1e-6
        # The distance to the top along this direction, in logits.
        assert (up - down) / 2e-3 / curvature == pytest.approx(0.0, abs=2e-3)
        assert curvature > 0


def test_mode_variances_are_their_own_update():
    data = read(small_region(interns=600, raters=60, colleges=6))
    estimate = find_mode(data)
    state = estimate.state
    apart = state.ability - data.design.matrix @ state.coefficients
    assert estimate.converged
    assert state.person_variance == pytest.approx(
        np.mean(apart**2 + estimate.ability_variances), rel=0.01
    )
    assert state.severity_variance == pytest.approx(
        np.mean(state.severity**2 + estimate.severity_variances), rel=0.01
    )


def test_fit_mode_recovers_region():
    region = small_region(interns=3_000, raters=300, colleges=10, functions=10)
    fit = fit_mode(**rows(region), population=population(region))
    truth = region.severity[fit.raters]
    low, high = fit.severity_intervals()
    assert np.corrcoef(fit.severities, truth)[0, 1] > 0.9
    assert np.sqrt(np.mean((fit.severities - truth) ** 2)) < 0.25
    assert 0.84 < np.mean((low <= truth) & (truth <= high)) < 0.95
    assert list(fit.items.values()) == pytest.approx(region.difficulty, abs=0.06)
    assert fit.thresholds == pytest.approx(region.steps, abs=0.06)
    assert fit.score_slope == pytest.approx(0.8, abs=0.08)
    assert fit.person_sd == pytest.approx(1.05, abs=0.1)
    assert fit.severity_sd == pytest.approx(0.6, abs=0.1)
    assert np.corrcoef(fit.abilities, region.ability)[0, 1] > 0.9


def test_fit_mode_population_separates_strong_college_from_lenient_raters():
    region = small_region(interns=2_000, raters=200, colleges=20, functions=10, college_sd=1.0)
    with_population = fit_mode(**rows(region), population=population(region))
    without = fit_mode(**rows(region))
    truth = region.severity[without.raters]
    assert np.corrcoef(with_population.severities, truth)[0, 1] > 0.85
    assert np.corrcoef(without.severities, truth)[0, 1] < 0.75
    assert (without.groups.keys(), without.score_slope) == ({None}, None)


def test_fit_mode_order_of_rows_and_names_do_not_matter():
    region = small_region()
    fit = fit_mode(**rows(region), population=population(region))
    order = np.random.default_rng(0).permutation(region.ratings.size)
    turned = {key: column[order] for key, column in rows(region).items()}
    turned["rater"] = [f"э{code}" for code in turned["rater"]]
    people = np.arange(region.college.size)[::-1]
    again = fit_mode(
        **turned, population=Population(people, region.college[::-1], region.exam[::-1])
    )
    assert again.severity_of == pytest.approx(
        {f"э{code}": value for code, value in fit.severity_of.items()}, abs=1e-6
    )
    assert again.abilities == pytest.approx(fit.abilities, abs=1e-6)
    assert again.persons == fit.persons
    assert again.groups == pytest.approx(fit.groups, abs=1e-6)


def test_fit_mode_without_patterns_gives_the_same(monkeypatch):
    region = small_region()
    fit = fit_mode(**rows(region))
    monkeypatch.setattr(region_data, "_MOST_PATTERNS", 1)
    again = fit_mode(**rows(region))
    assert again.severities == pytest.approx(fit.severities, abs=1e-3)
    assert again.severity_errors == pytest.approx(fit.severity_errors, abs=1e-3)
    assert again.ability_errors == pytest.approx(fit.ability_errors, abs=1e-3)
    assert again.rater_persons.tolist() == fit.rater_persons.tolist()


def test_fit_mode_scale_of_score_does_not_matter():
    region = small_region(interns=300, raters=30)
    fit = fit_mode(**rows(region), population=population(region))
    people = np.arange(region.college.size)
    points = Population(people, region.college, 50 + 10 * region.exam)
    again = fit_mode(**rows(region), population=points)
    assert again.score_slope == pytest.approx(fit.score_slope / 10, rel=1e-3)
    assert again.severities == pytest.approx(fit.severities, abs=2e-3)


def test_fit_mode_rater_of_nobody_known_stays_near_average():
    region = small_region(interns=300, raters=30)
    more = {key: np.append(column, column[:1]) for key, column in rows(region).items()}
    more["rater"][-1], more["ratings"][-1] = 999, 1
    fit = fit_mode(**more, population=population(region))
    place = fit.raters.index(999)
    assert fit.rater_persons[place] == 1
    assert 0.0 < fit.severities[place] < fit.severity_sd
    assert fit.severity_errors[place] > 0.8 * fit.severity_sd
    assert fit.severity_errors[place] == fit.severity_errors.max()


def test_fit_mode_raters_alike_have_no_spread():
    region = small_region(interns=1_500, raters=60, functions=10, severity_sd=0.0)
    fit = fit_mode(**rows(region), population=population(region))
    assert fit.severity_sd < 0.1
    assert np.abs(fit.severities).max() < 0.15


def test_fit_mode_single_function_is_refused_unless_it_has_no_steps():
    region = small_region(interns=800, raters=40, functions=1, double_part=1.0)
    with pytest.raises(ValueError, match="tells the steps"):
        fit_mode(**rows(region))
    passed = fit_mode(**{**rows(region), "ratings": (region.ratings > 2).astype(int)})
    assert passed.thresholds.tolist() == [0.0]
    assert np.corrcoef(passed.severities, region.severity[passed.raters])[0, 1] > 0.5


def test_fit_mode_unused_category_has_infinite_steps():
    region = small_region(interns=300, raters=30, categories=6)
    ratings = np.where(region.ratings == 4, 5, region.ratings)
    fit = fit_mode(**{**rows(region), "ratings": ratings})
    assert fit.thresholds[2:4].tolist() == [np.inf, -np.inf]
    assert np.isfinite(fit.thresholds[[0, 1, 4]]).all()
    assert fit.psi[3] == np.inf
    assert np.isfinite(fit.severities).all()
