import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.funnel import (
    arcsine_z,
    dispersion,
    exact_limits,
    funnel,
    log_ratio_z,
    ratio_limits,
    widened_limits,
    winsorised,
)
from tests.scoring.published import published


@pytest.fixture
def surgical():
    return published("funnel/funnel.json")["surgical_binomial"]


def test_exact_limits_equal_published_ones(surgical):
    result = funnel(surgical["r"], surgical["n"])
    assert result.target == pytest.approx(surgical["theta0"], abs=1e-15)
    for name, key in (
        ("low95", "lo95"),
        ("high95", "hi95"),
        ("low998", "lo998"),
        ("high998", "hi998"),
    ):
        np.testing.assert_allclose(getattr(result, name), surgical[key], atol=1e-14)
    hospitals = np.array(list("ABCDEFGHIJKL"))
    assert hospitals[np.abs(result.signal) >= 1].tolist() == surgical["outside_95"]
    assert hospitals[np.abs(result.signal) == 2].tolist() == surgical["outside_998"]
    assert result.signal.tolist() == [0, 1, 0, 0, -1, 0, 0, 2, 0, 0, 1, 0]


def test_overdispersion_of_shares_equals_published(surgical):
    result = funnel(surgical["r"], surgical["n"])
    z = arcsine_z(surgical["r"], surgical["n"], result.target)
    np.testing.assert_allclose(z, surgical["z_arcsine"], rtol=1e-12)
    weights = 4.0 * np.array(surgical["n"])
    assert dispersion(z, weights, share=0).phi == pytest.approx(surgical["phi_raw"])
    assert result.dispersion.phi == pytest.approx(surgical["phi_winsorised_10pct"])
    assert result.dispersion.tau2 == pytest.approx(surgical["tau2_winsorised"])


def test_overdispersion_of_ratios_equals_published():
    data = published("funnel/funnel.json")["overdispersion_sr_shmi"]
    expected = np.array(data["denominator"])
    z = log_ratio_z(data["numerator"], expected)
    np.testing.assert_allclose(z, data["z"], rtol=1e-12)
    assert dispersion(z, expected, share=0).phi == pytest.approx(data["published_phi"], abs=5e-7)
    assert dispersion(z, expected, share=0).tau2 == pytest.approx(data["tau2_raw"])
    assert dispersion(z, expected).phi == pytest.approx(data["phi_winsorised_10pct"])


def test_limits_of_ratios_equal_published():
    low, high = ratio_limits([15, 20, 30])
    np.testing.assert_allclose(low, [0.5596924, 0.610826, 0.6746958], atol=5e-8)
    np.testing.assert_allclose(high, [1.649348, 1.544419, 1.427562], atol=5e-7)
    low, high = ratio_limits([15, 20, 30], confidence=0.998)
    np.testing.assert_allclose(low, [0.386265, 0.4479107, 0.5289724], atol=5e-8)
    np.testing.assert_allclose(high, [2.082907, 1.902094, 1.702771], atol=5e-7)


def test_widened_limits_never_signal_more_than_exact_ones(surgical):
    result = funnel(surgical["r"], surgical["n"])
    assert (result.adjusted_low95 <= result.low95).all()
    assert (result.adjusted_high998 >= result.high998).all()
    assert result.adjusted_signal.tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_group_without_students_has_no_limits_and_no_signal():
    result = funnel([0, 5, 3], [0, 10, 10])
    assert np.isnan([result.share[0], result.low95[0], result.adjusted_high95[0]]).all()
    assert result.signal[0] == result.adjusted_signal[0] == 0


def test_target_may_be_given_and_groups_may_be_alone():
    result = funnel([9], [10], target=0.2)
    assert result.signal.tolist() == [2]
    assert result.dispersion.tau2 == 0.0
    assert np.isnan(funnel([0], [0]).target)


def test_winsorised_pulls_tails_in():
    values = np.arange(11.0)
    assert winsorised(values, 0.1).tolist() == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert len(winsorised(np.array([]))) == 0


def test_widened_limits_without_extra_variance_are_near_exact_ones_for_many_trials():
    low, high = widened_limits([5000], 0.4, 0.0)
    exact_low, exact_high = exact_limits([5000], 0.4)
    np.testing.assert_allclose([low, high], [exact_low, exact_high], atol=2e-4)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.floats(0.02, 0.98))
def test_wider_confidence_gives_wider_limits(trials, target):
    low, high = exact_limits([trials], target)
    lower, higher = exact_limits([trials], target, confidence=0.998)
    assert lower[0] <= low[0] < high[0] <= higher[0]
    assert low[0] - 1 / trials <= target <= high[0] + 1 / trials


@pytest.mark.parametrize("share", [0, 1])
def test_where_all_groups_are_alike_nobody_stands_out(share):
    trials = np.array([1, 4, 60])
    result = funnel(share * trials, trials)
    assert result.signal.tolist() == result.adjusted_signal.tolist() == [0, 0, 0]
    for limit in (result.low95, result.high95, result.low998, result.high998):
        assert limit.tolist() == [share] * 3
    # What cannot be by chance is an alarm.
    assert funnel([1 - share], [1], target=float(share)).signal.tolist() == [2 - 4 * share]


def test_all_of_a_few_are_no_signal_where_chance_gives_that():
    """Five of five at 0.7 happen once in six times, though the published limit lies below 1."""
    result = funnel([5, 0], [5, 5], target=0.7)
    assert result.high95[0] < 1
    assert 0.7**5 > 0.16
    assert result.signal.tolist() == [0, -1]
    # Nobody of one at 0.02 cannot be above, though the limit lies below 0.
    assert funnel([0], [1], target=0.02).signal.tolist() == [0]
    # At 0.45 five of five are 1.8 %, below the 2.5 % of a tail.
    assert funnel([5], [5], target=0.45).signal.tolist() == [1]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.floats(0.02, 0.98))
def test_all_or_nobody_is_judged_by_how_often_chance_gives_it(trials, target):
    both = funnel([trials, 0], [trials, trials], target=target)
    for signal, chance in zip(both.signal, (target**trials, (1 - target) ** trials), strict=True):
        assert abs(signal) == (chance < 0.025) + (chance < 0.001)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="between 0"):
        funnel([5], [4])
