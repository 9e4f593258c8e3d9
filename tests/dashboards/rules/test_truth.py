"""Readiness against what graduates do."""

import numpy as np
import pytest

from dashboards.rules.truth import Graduates, truth_of


def graduates(*cells):
    """Return graduates from (level, index, in the speciality, others)."""
    rows = [
        (index, answer, level)
        for level, index, positives, negatives in cells
        for answer in [1.0] * positives + [0.0] * negatives
    ]
    index, outcome, level = zip(*rows, strict=True)
    return Graduates(np.array(index), np.array(outcome), np.array(level))


def test_truth_counts_the_share_at_each_level():
    found = truth_of(
        graduates((0, 0.4, 10, 40), (1, 0.65, 20, 30), (2, 0.75, 30, 20), (3, 0.9, 40, 10)),
        minimum=5,
    )
    assert (found.count, found.share.positives, found.share.share) == (200, 100, 0.5)
    assert [own.share for own in found.levels] == [0.2, 0.4, 0.6, 0.8]
    assert [own.count for own in found.bins] == [50, 0, 50, 50, 50]
    assert found.bins[1].share is None
    # Pairs ranked rightly, ties half: by hand from the four levels.
    right = (40 * (40 + 30 + 20) + 30 * (40 + 30) + 20 * 40) + 0.5 * (
        40 * 10 + 30 * 20 + 20 * 30 + 10 * 40
    )
    assert found.auc.value == pytest.approx(right / (100 * 100))
    assert found.auc.low < found.auc.value < found.auc.high


def test_truth_hides_few_people_with_somebody_beside_them():
    found = truth_of(
        graduates((0, 0.4, 2, 40), (1, 0.65, 20, 30), (2, 0.75, 30, 20), (3, 0.9, 40, 10)),
        minimum=5,
    )
    hidden = [own.count is None for own in found.levels]
    assert hidden[0]
    # The total less the other levels would be the hidden one.
    assert found.count == 192
    assert sum(hidden) > 1


def test_truth_of_few_people_says_nothing():
    found = truth_of(graduates((2, 0.75, 2, 1)), minimum=5)
    assert found.count is None
    assert found.auc is None
    assert all(own.share is None for own in (*found.levels, *found.bins))


def test_truth_bands_do_not_tell_of_the_few_whose_level_was_lowered():
    """Two capped people: the band less the level would be these two."""
    found = truth_of(
        graduates((1, 0.65, 20, 30), (1, 0.75, 1, 1), (2, 0.75, 30, 20), (3, 0.9, 40, 10)),
        minimum=5,
    )
    assert found.levels[2].count == 50
    assert found.bins == ()


def test_truth_without_the_other_side_has_no_auc():
    assert truth_of(graduates((2, 0.75, 30, 0)), minimum=5).auc is None
