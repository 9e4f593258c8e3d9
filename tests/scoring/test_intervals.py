import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.intervals import exact, mean_interval, mean_intervals, wilson

# Newcombe 1998, Statistics in Medicine 17:857, table I.
CASES = [(81, 263), (15, 148), (0, 20), (1, 29)]


def test_wilson_equals_published_limits():
    low, high = wilson(*zip(*CASES, strict=True))
    np.testing.assert_allclose(low, [0.2553, 0.0624, 0.0, 0.0061], atol=5e-5)
    np.testing.assert_allclose(high, [0.3662, 0.1605, 0.1611, 0.1718], atol=5e-5)


def test_exact_equals_published_limits():
    low, high = exact(*zip(*CASES, strict=True))
    np.testing.assert_allclose(low, [0.2527, 0.0578, 0.0, 0.0009], atol=5e-5)
    np.testing.assert_allclose(high, [0.3676, 0.1617, 0.1684, 0.1776], atol=5e-5)


@pytest.mark.parametrize("interval", [wilson, exact])
def test_interval_without_trials_is_unknown(interval):
    low, high = interval([0, 0, 5], [0, 5, 5])
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] == 0.0
    assert high[2] == 1.0


@pytest.mark.parametrize("interval", [wilson, exact])
def test_interval_refuses_more_successes_than_trials(interval):
    with pytest.raises(ValueError, match="between 0"):
        interval([3], [2])


def test_mean_interval_is_students():
    """By hand: 0.4, 0.5, 0.9 have mean 0.6, deviation 0.264575; t of 2 degrees is 4.302653."""
    low, high = mean_interval([3, 3], [1.8, 0.9], [1.22, 0.27])
    np.testing.assert_allclose(low, [0.0, 0.3], atol=1e-6)
    np.testing.assert_allclose(high, [1.0, 0.3], atol=1e-6)
    low, high = mean_interval(3, 1.8, 1.22, confidence=0.8)
    np.testing.assert_allclose([low, high], [0.6 - 0.288032, 0.6 + 0.288032], atol=1e-5)


def test_mean_of_fewer_than_two_values_has_no_interval():
    low, high = mean_intervals(
        np.array([0.4, np.nan, 0.5, 0.7, 0.1]), np.array([0, 0, 1, 1, -1]), 3
    )
    assert np.isnan([low[0], high[0], low[2], high[2]]).all()
    assert low[1] == 0.0
    assert high[1] == 1.0


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.8, 0.95, 0.998]))
def test_intervals_contain_the_share_and_mirror(successes, failures, confidence):
    trials = successes + failures
    if trials == 0:
        return
    for interval in (wilson, exact):
        low, high = interval([successes, failures], [trials, trials], confidence=confidence)
        assert 0 <= low[0] <= successes / trials <= high[0] <= 1
        np.testing.assert_allclose(low[0], 1 - high[1], atol=1e-12)
