import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import digamma
from scipy.stats import betabinom

from scoring import shrinkage
from scoring.shrinkage import beta_binomial
from tests.scoring.published import published


def test_surgical_mortality_equals_published_fit():
    data = published("eb/surgical.json")
    expected = data["beta_binomial_ml"]
    fit = beta_binomial(data["r"], data["n"])
    assert fit.alpha == pytest.approx(expected["alpha"], abs=1e-4)
    assert fit.beta == pytest.approx(expected["beta"], abs=1e-3)
    np.testing.assert_allclose(fit.means, expected["post_mean"], atol=1e-7)
    np.testing.assert_allclose(fit.probability_above(0.1), expected["prob_p_gt_10pct"], atol=1e-6)
    low, high = fit.interval()
    np.testing.assert_allclose(low, expected["ci95_low"], atol=1e-6)
    np.testing.assert_allclose(high, expected["ci95_high"], atol=1e-6)


def test_fit_reads_by_name_and_by_key():
    fit = beta_binomial([1, 9, 4], [10, 10, 10])
    assert fit["alpha"] == fit.alpha
    assert dict(fit)["means"] is fit.means
    assert set(fit) >= {"alpha", "beta", "means"}
    with pytest.raises(KeyError):
        fit["gamma"]


def test_fit_is_the_maximum_of_the_likelihood():
    rng = np.random.default_rng(11)
    trials = rng.integers(5, 200, 40)
    successes = rng.binomial(trials, rng.beta(6, 3, 40))
    fit = beta_binomial(successes, trials)

    def worst(point):
        return -betabinom.logpmf(successes, trials, *np.exp(point)).sum()

    best = minimize(
        worst, np.log([fit.alpha * 1.3, fit.beta * 0.8]), method="Nelder-Mead", tol=1e-10
    )
    np.testing.assert_allclose([fit.alpha, fit.beta], np.exp(best.x), rtol=1e-3)
    assert worst(np.log([fit.alpha, fit.beta])) <= best.fun + 1e-9


def test_fit_solves_the_likelihood_equations():
    x, n = np.array([1, 9, 4, 17, 30, 2]), np.array([10, 10, 10, 20, 60, 40])
    fit = beta_binomial(x, n)
    a, b = fit.alpha, fit.beta
    common = (digamma(a + b) - digamma(n + a + b)).sum()
    assert (digamma(x + a) - digamma(a)).sum() + common == pytest.approx(0, abs=1e-10)
    assert (digamma(n - x + b) - digamma(b)).sum() + common == pytest.approx(0, abs=1e-10)
    assert fit.mean == pytest.approx(a / (a + b))


def test_groups_that_differ_only_by_chance_all_get_the_common_share():
    fit = beta_binomial([5, 5, 10], [10, 10, 20])
    assert np.isinf([fit.alpha, fit.beta]).all()
    np.testing.assert_allclose(fit.means, 0.5)
    assert fit.probability_above(0.4).tolist() == [1.0, 1.0, 1.0]
    low, high = fit.rank_intervals()
    assert low.tolist() == [1, 1, 1]
    assert high.tolist() == [3, 3, 3]


def test_single_trials_say_nothing_about_differences():
    np.testing.assert_allclose(beta_binomial([1, 0, 1], [1, 1, 1]).means, 2 / 3)


@pytest.mark.parametrize(("successes", "share"), [([0, 0], 0.0), ([5, 5], 1.0)])
def test_all_alike_at_the_end_of_the_scale(successes, share):
    fit = beta_binomial(successes, [5, 5])
    np.testing.assert_array_equal(fit.means, [share, share])


def test_group_without_trials_gets_the_common_mean_and_no_influence():
    one, other = (
        beta_binomial([1, 9, 4], [10, 10, 10]),
        beta_binomial([1, 9, 4, 0], [10, 10, 10, 0]),
    )
    assert other.alpha == pytest.approx(one.alpha, rel=1e-9)
    assert other.means[3] == pytest.approx(one.alpha / (one.alpha + one.beta))


@pytest.mark.parametrize(
    ("successes", "trials"), [([3], [2]), ([-1], [2]), ([0], [0]), ([1, 2], [3]), ([], [])]
)
def test_counts_without_sense_are_refused(successes, trials):
    with pytest.raises(ValueError, match="trials"):
        beta_binomial(successes, trials)


def test_rank_interval_of_a_clear_leader_is_narrow():
    fit = beta_binomial([95, 50, 52, 48, 5], [100] * 5)
    low, high = fit.rank_intervals()
    assert (low[0], high[0]) == (1, 1)
    assert (low[4], high[4]) == (5, 5)
    assert high[2] - low[2] >= 1


COUNTS = st.lists(
    st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(COUNTS)
def test_shrunken_share_lies_between_own_and_common(counts):
    successes, trials = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    fit = beta_binomial(successes, trials)
    own = successes / trials
    low, high = np.minimum(own, fit.mean), np.maximum(own, fit.mean)
    assert ((fit.means >= low - 1e-9) & (fit.means <= high + 1e-9)).all()


@settings(max_examples=50, deadline=None)
@given(COUNTS, st.integers(0, 99))
def test_order_of_groups_never_matters(counts, seed):
    successes, trials = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    order = np.random.default_rng(seed).permutation(len(trials))
    one, other = beta_binomial(successes, trials), beta_binomial(successes[order], trials[order])
    np.testing.assert_allclose(one.means[order], other.means, rtol=1e-4)


def test_groups_that_differ_hardly_more_than_chance_keep_their_small_spread():
    # Found exactly by adding logarithms one by one; differences of log gamma drown it in rounding.
    successes = [27, 33, 28, 6, 21, 17, 23, 22, 28, 21]
    fit = beta_binomial(successes, [46, 58, 41, 12, 34, 28, 40, 50, 52, 48])
    assert (fit.alpha, fit.beta) == pytest.approx((1246.02, 1008.55), abs=0.01)
    assert fit.log_likelihood == pytest.approx(-281.23173304, abs=1e-8)


@pytest.mark.parametrize("concentration", [0.01, 1.0, 9.9e3, 1.1e4, 1e8, 1e14])
def test_likelihood_keeps_its_digits_however_alike_the_groups_are(concentration):
    successes, trials = np.array([3.0, 0.0, 40.0]), np.array([10.0, 7.0, 40.0])
    alpha, beta = 0.3 * concentration, 0.7 * concentration
    exact = 0.0
    for yes, all_ in zip(successes, trials, strict=True):
        exact += sum(math.log((alpha + i) / concentration) for i in range(int(yes)))
        exact += sum(math.log((beta + i) / concentration) for i in range(int(all_ - yes)))
        exact -= sum(math.log1p(i / concentration) for i in range(int(all_)))
    reached = shrinkage._log_likelihood(successes, trials, alpha, beta)
    assert reached == pytest.approx(exact, rel=1e-11)
