import numpy as np
import pytest

from scoring.expectation import adjusted_shares, design_of, fit_expectation


def test_expectation_of_one_factor_is_the_share_of_its_category():
    factor = np.array([0, 1, 2])
    fit = fit_expectation(design_of([factor]), [20, 60, 45], [100, 100, 50], ridge=0)
    np.testing.assert_allclose(fit.probability, [0.2, 0.6, 0.9], atol=1e-9)
    np.testing.assert_allclose(fit.coefficients[0], np.log(0.2 / 0.8))


def test_category_with_only_successes_stays_finite():
    fit = fit_expectation(design_of([np.array([0, 1])]), [5, 10], [10, 10])
    assert 0.5 < fit.probability[1] < 1.0


def test_expectation_without_context_is_the_overall_share():
    fit = fit_expectation(np.zeros((2, 0)), [3, 5], [10, 10])
    np.testing.assert_allclose(fit.probability, [0.4, 0.4])


def test_expected_successes_sum_to_observed_ones():
    rng = np.random.default_rng(1)
    factors = [rng.integers(0, 3, 500), rng.integers(0, 2, 500)]
    success = rng.random(500) < 0.3 + 0.2 * factors[1]
    fit = fit_expectation(design_of(factors), success, np.ones(500))
    assert fit.probability.sum() == pytest.approx(success.sum())


def test_adjusted_shares_equal_hand_computation():
    probability = np.array([0.5, 0.5, 0.2, 0.2, 0.2])
    result = adjusted_shares(
        [1, 1, 1, 0, 0], np.ones(5), probability, np.array([0, 0, 1, 1, 3]), groups=4
    )
    np.testing.assert_allclose(result.students, [2, 2, 0, 1])
    np.testing.assert_allclose(result.observed, [2, 1, 0, 0])
    np.testing.assert_allclose(result.expected, [1.0, 0.4, np.nan, 0.2])
    np.testing.assert_allclose(result.ratio, [2.0, 2.5, np.nan, 0.0])
    np.testing.assert_allclose(result.adjusted, [1.0, 1.0, np.nan, 0.0])
    z = [1 / np.sqrt(0.5), 0.6 / np.sqrt(0.32), np.nan, -0.2 / np.sqrt(0.16)]
    np.testing.assert_allclose(result.z, z)


def test_college_with_weak_intake_is_not_blamed_for_it():
    # Two colleges with the same intake-specific success; the first teaches mostly weak intake.
    rng = np.random.default_rng(4)
    college = np.repeat([0, 1], 2000)
    weak = rng.random(4000) < np.where(college == 0, 0.8, 0.2)
    ready = rng.random(4000) < np.where(weak, 0.3, 0.7)
    fit = fit_expectation(design_of([weak.astype(int)]), ready, np.ones(4000))
    result = adjusted_shares(ready, np.ones(4000), fit.probability, college, groups=2)
    raw = result.observed / result.students
    assert raw[1] - raw[0] > 0.2
    np.testing.assert_allclose(result.ratio, [1, 1], atol=0.06)
    assert (np.abs(result.z) < 2).all()


def test_differences_beyond_chance_soften_the_adjusted_z():
    rng = np.random.default_rng(9)
    college = np.repeat(np.arange(30), 200)
    success = rng.random(6000) < rng.beta(8, 8, 30)[college]
    result = adjusted_shares(
        success, np.ones(6000), np.full(6000, success.mean()), college, groups=30
    )
    assert result.dispersion.phi > 2
    precision = 200**2 / (200 * success.mean() * (1 - success.mean()))
    widening = np.sqrt(1 + result.dispersion.tau2 * precision)
    np.testing.assert_allclose(result.adjusted_z, result.z / widening)
    assert np.abs(result.adjusted_z).max() < np.abs(result.z).max()
    assert 0.8 < result.adjusted_z.std() < 1.5
    assert result.z.std() > 3.0


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="between 0"):
        fit_expectation(np.zeros((1, 0)), [2], [1])
