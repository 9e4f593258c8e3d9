import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.outcomes import (
    auc,
    auc_difference,
    calibration,
    shares_by_level,
)

NAN = float("nan")


def slow_auc(index, outcome):
    """AUC and DeLong's variance from the definition, pair by pair."""
    ones = [x for x, y in zip(index, outcome, strict=True) if y == 1]
    zeros = [x for x, y in zip(index, outcome, strict=True) if y == 0]
    wins = np.array([[(a > b) + 0.5 * (a == b) for b in zeros] for a in ones])
    variance = wins.mean(axis=1).var(ddof=1) / len(ones) + wins.mean(axis=0).var(ddof=1) / len(
        zeros
    )
    return wins.mean(), np.sqrt(variance)


def test_auc_equals_hand_count_of_pairs():
    # Pairs won: 0.9 beats both, 0.6 beats one and ties one: 3.5 of 4.
    result = auc([0.9, 0.6, 0.6, 0.2], [1, 1, 0, 0])
    assert result.value == 3.5 / 4
    assert (result.positives, result.negatives) == (2, 2)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.71, 0.9]), st.booleans()),
        min_size=6,
        max_size=30,
    ).filter(lambda rows: 2 <= sum(y for _, y in rows) <= len(rows) - 2)
)
def test_auc_and_error_equal_definition(rows):
    index, outcome = zip(*rows, strict=True)
    value, error = slow_auc(index, outcome)
    result = auc(index, outcome)
    assert result.value == pytest.approx(value)
    assert result.error == pytest.approx(error, abs=1e-12)
    assert 0 <= result.low <= result.value <= result.high <= 1
    mirrored = auc([-x for x in index], outcome)
    assert mirrored.value == pytest.approx(1 - value)


def test_auc_leaves_unknown_index_and_outcome_out():
    one = auc([0.9, 0.6, 0.3, 0.2], [1, 0, 1, 0])
    other = auc([0.9, 0.6, 0.3, 0.2, NAN, 0.8], [1, 0, 1, 0, 1, NAN])
    assert one == other


@pytest.mark.parametrize("outcome", [[1, 1], [0, 0], []])
def test_auc_of_one_side_only_is_not_defined(outcome):
    result = auc([0.5, 0.6][: len(outcome)], outcome)
    assert np.isnan([result.value, result.error, result.low, result.high]).all()


def test_auc_with_a_single_positive_has_no_interval():
    result = auc([0.9, 0.5, 0.1], [1, 0, 0])
    assert result.value == 1.0
    assert np.isnan([result.error, result.low, result.high]).all()


def test_auc_refuses_other_outcomes_and_lengths():
    with pytest.raises(ValueError, match="1, 0 or unknown"):
        auc([0.1, 0.2], [1, 2])
    with pytest.raises(ValueError, match="same length"):
        auc([0.1, 0.2], [1])


def test_auc_interval_covers_the_truth():
    # Normal scores one apart: AUC = Φ(1 / √2) = 0.7602.
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(300):
        outcome = np.repeat([1, 0], [60, 80])
        result = auc(rng.normal(outcome, 1.0), outcome)
        covered += result.low <= 0.76025 <= result.high
    assert 0.91 <= covered / 300 <= 0.98


def test_auc_difference_of_alike_indices_is_zero():
    result = auc_difference([0.9, 0.6, 0.3, 0.2], [0.8, 0.5, 0.2, 0.1], [1, 0, 1, 0])
    assert (result.value, result.error, result.p) == (0.0, 0.0, 1.0)


def test_auc_difference_knows_that_indices_are_correlated():
    rng = np.random.default_rng(10)
    outcome = np.repeat([1, 0], 200)
    first = rng.normal(outcome, 1.0)
    second = first + rng.normal(0, 0.7, 400)
    result = auc_difference(first, second, outcome)
    one, other = auc(first, outcome), auc(second, outcome)
    assert result.value == pytest.approx(one.value - other.value)
    assert result.error < np.hypot(one.error, other.error)
    assert result.low < result.value < result.high
    assert 0 < result.p < 1
    assert np.isnan(auc_difference([0.1, 0.2], [0.1, 0.2], [1, 0]).p)


def test_calibration_bins_are_closed_below_and_the_last_one_above():
    shares = calibration([0.0, 0.49, 0.5, 1.0, NAN], [0, 1, 1, 0, 1], edges=(0.0, 0.5, 1.0))
    assert shares.count.tolist() == [2, 2]
    assert shares.positives.tolist() == [1, 1]
    np.testing.assert_allclose(shares.mean_index, [0.245, 0.75])
    np.testing.assert_allclose(shares.share, [0.5, 0.5])
    assert ((shares.low < 0.5) & (shares.high > 0.5)).all()
    tenths = calibration([0.1], [1])
    assert tenths.count.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert np.isnan(tenths.share[5])


def test_calibration_refuses_bins_without_sense():
    with pytest.raises(ValueError, match="rise"):
        calibration([0.5], [1], edges=(0.0, 0.0, 1.0))
    with pytest.raises(ValueError, match="cover"):
        calibration([0.5], [1], edges=(0.6, 1.0))


def test_shares_by_level_count_only_known_levels_and_outcomes():
    shares = shares_by_level(
        [0.9, 0.9, 0.6, NAN, 0.6], [1, 0, 1, 1, NAN], np.array([3, 3, 1, -1, 1])
    )
    assert shares.count.tolist() == [0, 1, 0, 2]
    assert shares.positives.tolist() == [0, 1, 0, 1]
    np.testing.assert_allclose(shares.share, [np.nan, 1.0, np.nan, 0.5])
