from itertools import product

import numpy as np
import pytest

from scoring import log_determinant
from scoring.severity import fit_crossed
from tests.scoring import data_sets

TOLERANCE = 1e-3


def simulated(people=300, raters=40, seed=2):
    rng = np.random.default_rng(seed)
    a = np.repeat(np.arange(people), 3)
    b = rng.integers(0, raters, a.size)
    y = 3 + 0.7 * rng.normal(size=people)[a] + 0.4 * rng.normal(size=raters)[b]
    return y + 0.5 * rng.normal(size=a.size), a, b


def brute_force(y, design, groups, variances, *, reml):
    """-2 log likelihood from the full covariance matrix; the last variance is the residual's."""
    covariance = variances[-1] * np.eye(y.size)
    for codes, variance in zip(groups, variances[:-1], strict=True):
        covariance += variance * (codes[:, None] == codes[None, :])
    inverse = np.linalg.inv(covariance)
    information = design.T @ inverse @ design
    beta = np.linalg.solve(information, design.T @ inverse @ y)
    rest = y - design @ beta
    value = np.linalg.slogdet(covariance)[1] + rest @ inverse @ rest
    value += (y.size - (design.shape[1] if reml else 0)) * np.log(2 * np.pi)
    return value + (np.linalg.slogdet(information)[1] if reml else 0.0)


def test_fit_crossed_one_factor_equals_published_dyestuff():
    data = data_sets.crossed()["dyestuff"]
    expected = data["expected"]
    fit = fit_crossed(data["yield"], list(data["batch"]))
    assert fit.intercept == pytest.approx(expected["intercept"], abs=TOLERANCE)
    assert fit.sd_a**2 == pytest.approx(expected["sd_batch"] ** 2, abs=TOLERANCE)
    assert fit.sd_residual**2 == pytest.approx(expected["sd_residual"] ** 2, abs=TOLERANCE)
    assert fit.effects_a == pytest.approx(expected["batch"], abs=TOLERANCE)
    assert fit.errors_a["A"] == pytest.approx(expected["error_batch"], abs=TOLERANCE)
    assert fit.deviance == pytest.approx(expected["criterion"], abs=1e-8)
    assert fit.loglik == -fit.deviance / 2
    assert (fit.sd_b, fit.effects_b, fit.errors_b, fit.level_means) == (None, {}, {}, {})
    assert fit.converged


def test_fit_crossed_two_factors_equals_published_penicillin():
    data = data_sets.crossed()["penicillin"]
    expected = data["expected"]
    fit = fit_crossed(data["diameter"], list(data["plate"]), list(data["sample"]))
    assert fit.intercept == pytest.approx(expected["intercept"], abs=TOLERANCE)
    assert fit.sd_a**2 == pytest.approx(expected["sd_plate"] ** 2, abs=TOLERANCE)
    assert fit.sd_b**2 == pytest.approx(expected["sd_sample"] ** 2, abs=TOLERANCE)
    assert fit.sd_residual**2 == pytest.approx(expected["sd_residual"] ** 2, abs=TOLERANCE)
    assert fit.effects_a == pytest.approx(expected["plate"], abs=TOLERANCE)
    assert fit.effects_b == pytest.approx(expected["sample"], abs=TOLERANCE)
    assert fit.errors_a["a"] == pytest.approx(expected["error_plate"], abs=TOLERANCE)
    assert fit.errors_b["A"] == pytest.approx(expected["error_sample"], abs=TOLERANCE)
    assert fit.deviance == pytest.approx(expected["criterion"], abs=1e-6)


def test_fit_crossed_balanced_layout_equals_analysis_of_variance():
    # Dyestuff is balanced: REML is the mean squares, ML divides the batches' by 6 and not 5.
    data = data_sets.crossed()["dyestuff"]
    y = np.array(data["yield"]).reshape(6, 5)
    within = y.var(axis=1, ddof=1).mean()
    between = 5 * y.mean(axis=1).var(ddof=1)
    restricted = fit_crossed(data["yield"], list(data["batch"]))
    full = fit_crossed(data["yield"], list(data["batch"]), reml=False)
    assert restricted.sd_a**2 == pytest.approx((between - within) / 5, rel=1e-7)
    assert full.sd_a**2 == pytest.approx((between * 5 / 6 - within) / 5, rel=1e-7)
    assert restricted.sd_residual**2 == pytest.approx(within, rel=1e-7)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("with_levels", [True, False])
def test_fit_crossed_deviance_equals_full_covariance(reml, with_levels):
    y, a, b = simulated(people=30, raters=9)
    level = np.arange(y.size) % 4
    fit = fit_crossed(y, a, b, reml, fixed=level if with_levels else None)
    design = np.eye(4)[level] if with_levels else np.ones((y.size, 1))
    variances = np.array([fit.sd_a, fit.sd_b, fit.sd_residual]) ** 2
    reached = brute_force(y, design, (a, b), variances, reml=reml)
    assert fit.deviance == pytest.approx(reached, abs=1e-8)
    for place in range(3):
        for factor in (0.97, 1.03):
            moved = variances.copy()
            moved[place] *= factor
            assert brute_force(y, design, (a, b), moved, reml=reml) > reached


def test_fit_crossed_effects_equal_full_covariance():
    y, a, b = simulated(people=40, raters=9)
    fit = fit_crossed(y, a, b)
    marks = [np.eye(40)[a] * fit.sd_a, np.eye(9)[b] * fit.sd_b]
    covariance = fit.sd_residual**2 * np.eye(y.size) + sum(mark @ mark.T for mark in marks)
    inverse = np.linalg.inv(covariance)
    mean = inverse.sum(axis=0) @ y / inverse.sum()
    assert fit.intercept == pytest.approx(mean, abs=1e-8)
    for mark, effects, errors, sd in (
        (marks[0], fit.effects_a, fit.errors_a, fit.sd_a),
        (marks[1], fit.effects_b, fit.errors_b, fit.sd_b),
    ):
        predicted = sd * mark.T @ inverse @ (y - mean)
        left = sd**2 * (1 - np.diag(mark.T @ inverse @ mark))
        assert list(effects.values()) == pytest.approx(predicted, abs=1e-8)
        assert list(errors.values()) == pytest.approx(np.sqrt(left), abs=1e-8)


def test_fit_crossed_level_means_are_fixed_effects():
    y, a, b = simulated()
    level = np.array(["f1", "f2", "f3"])[np.arange(y.size) % 3]
    shifted = y + np.select([level == "f1", level == "f2"], [0.5, -0.25], 0.0)
    plain = fit_crossed(y, a, b, fixed=level)
    moved = fit_crossed(shifted, a, b, fixed=level)
    changes = {key: moved.level_means[key] - plain.level_means[key] for key in plain.level_means}
    assert changes == pytest.approx({"f1": 0.5, "f2": -0.25, "f3": 0.0}, abs=1e-5)
    assert moved.effects_b == pytest.approx(plain.effects_b, abs=1e-5)
    assert moved.intercept == pytest.approx(np.mean(list(moved.level_means.values())))


def test_fit_crossed_recovers_simulated_variances():
    y, a, b = simulated(people=3_000, raters=400, seed=11)
    fit = fit_crossed(y, a, b)
    assert [fit.sd_a, fit.sd_b, fit.sd_residual] == pytest.approx([0.7, 0.4, 0.5], rel=0.08)
    assert fit.measurement_variance == pytest.approx(fit.sd_b**2 + fit.sd_residual**2)


def test_fit_crossed_exchanged_factors_give_same_fit():
    y, a, b = simulated()
    one, other = fit_crossed(y, a, b), fit_crossed(y, b, a)
    assert (one.sd_a, one.sd_b) == (other.sd_b, other.sd_a)
    assert (one.effects_a, one.effects_b) == (other.effects_b, other.effects_a)
    assert (one.errors_a, one.errors_b) == (other.errors_b, other.errors_a)


def test_fit_crossed_order_and_names_of_groups_do_not_matter():
    y, a, b = simulated()
    order = np.random.default_rng(0).permutation(y.size)
    fit = fit_crossed(y, a, b)
    again = fit_crossed(y[order], a[order], [f"r{999 - code}" for code in b[order]])
    assert again.effects_a == pytest.approx(fit.effects_a, abs=1e-7)
    renamed = {f"r{999 - code}": value for code, value in fit.effects_b.items()}
    assert again.effects_b == pytest.approx(renamed, abs=1e-7)


def test_fit_crossed_shift_and_scale_pass_through():
    y, a, b = simulated()
    fit, moved = fit_crossed(y, a, b), fit_crossed(1_000 + 20 * y, a, b)
    assert moved.intercept == pytest.approx(1_000 + 20 * fit.intercept)
    assert moved.sd_b == pytest.approx(20 * fit.sd_b, rel=1e-6)
    assert moved.effects_b[3] == pytest.approx(20 * fit.effects_b[3], rel=1e-5)


def test_fit_crossed_without_rater_differences_estimates_zero():
    rng = np.random.default_rng(8)
    a, b = np.repeat(np.arange(50), 4), np.tile([0, 1, 2, 3], 50)
    noise = rng.normal(size=(50, 4))
    # Rater means exactly equal: less difference than chance would give.
    y = (noise - noise.mean(axis=0) + rng.normal(size=(50, 1))).ravel()
    fit = fit_crossed(y, a, b)
    assert fit.sd_b == pytest.approx(0.0, abs=1e-3)
    assert max(map(abs, fit.effects_b.values())) < 1e-6


def test_fit_crossed_missing_rating_is_left_out():
    y, a, b = simulated()
    a, b = np.append(a, [7, 9_999]), np.append(b, [3, 3])
    fit = fit_crossed(np.append(y, [np.nan, np.nan]), a, b)
    assert fit.effects_a == fit_crossed(y, a[:-2], b[:-2]).effects_a
    assert 9_999 not in fit.effects_a


def test_fit_crossed_estimated_likelihood_stays_near_exact(monkeypatch):
    y, a, b = simulated(people=2_000, raters=300, seed=4)
    exact = fit_crossed(y, a, b)
    monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    monkeypatch.setattr(log_determinant, "_AVERAGE_DEGREE", 0)
    estimate = fit_crossed(y, a, b)
    assert exact.exact
    assert not estimate.exact
    # The standard error of sd_b is about 0.4 / sqrt(2 * 300) = 0.016.
    assert estimate.sd_b == pytest.approx(exact.sd_b, abs=0.004)
    assert estimate.sd_a == pytest.approx(exact.sd_a, abs=0.002)
    for side in ("errors_a", "errors_b"):
        errors, same = getattr(estimate, side), getattr(exact, side)
        assert np.array([errors[key] / same[key] for key in same]) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("y", "a", "reason"),
    [
        ([1.0, 2.0], ["x", "x", "y"], "equally long"),
        ([1.0, np.inf, 2.0], ["x", "x", "y"], "finite"),
        ([1.0, 2.0], ["x", "y"], "fewer than ratings"),
        ([1.0], ["x"], "outnumber"),
        ([1.0, 2.0, 3.0], ["x", "x", None], "missing"),
    ],
)
def test_fit_crossed_refuses_impossible_data(y, a, reason):
    with pytest.raises(ValueError, match=reason):
        fit_crossed(y, a)


def test_ratings_without_variation_have_no_variances():
    fit = fit_crossed([3.0] * 6, list("aabbcc"), ["x", "y"] * 3)
    assert (fit.intercept, fit.sd_a, fit.sd_b, fit.sd_residual) == (3.0, 0.0, 0.0, 0.0)
    assert fit.effects_a == {"a": 0.0, "b": 0.0, "c": 0.0}
    assert fit.effects_b == {"x": 0.0, "y": 0.0}
    assert fit.deviance == -np.inf
    assert fit.converged


def test_levels_that_say_everything_leave_no_variances():
    fit = fit_crossed([1.0, 1.0, 4.0, 4.0], list("abab"), fixed=["f", "f", "g", "g"])
    assert fit.level_means == {"f": 1.0, "g": 4.0}
    assert (fit.intercept, fit.sd_a, fit.sd_b) == (2.5, 0.0, None)


def best_of_relative(y, groups, deviations, *, reml):
    """-2 log likelihood at these deviations in units of the residual's, the best one taken."""
    covariance = np.eye(y.size)
    for codes, deviation in zip(groups, deviations, strict=True):
        covariance += deviation**2 * (codes[:, None] == codes[None, :])
    weights = np.linalg.inv(covariance)
    rest = y - (weights @ y).sum() / weights.sum()
    residual = rest @ weights @ rest / (y.size - reml)
    variances = [*(residual * np.square(deviations)), residual]
    return brute_force(y, np.ones((y.size, 1)), groups, variances, reml=reml)


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("seed", [8, 49, 52, 81, 141, 291, *range(1000, 1012)])
def test_fit_crossed_few_ratings_end_at_the_likeliest_place_of_all(seed, reml):
    # The first seeds make likelihoods with two maxima, or flat where a factor vanishes.
    rng = np.random.default_rng(seed)
    size = int(rng.integers(12, 40))
    groups = rng.integers(0, rng.integers(2, 10), size), rng.integers(0, rng.integers(2, 8), size)
    spreads = rng.choice([0.0, 0.3, 1.0, 3.0], 2)
    y = rng.normal(size=size) * rng.choice([0.1, 1.0])
    for codes, spread in zip(groups, spreads, strict=True):
        y = y + spread * rng.normal(size=10)[codes]
    fit = fit_crossed(y, *groups, reml=reml)
    for deviations in product((0.0, 0.1, 0.5, 1.0, 1.5, 3.0), repeat=2):
        assert fit.deviance <= best_of_relative(y, groups, deviations, reml=reml) + 1e-7
