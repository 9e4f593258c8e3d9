"""Readiness against what graduates do."""

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.rules.truth import EDGES, Graduates, merged_edges, truth_of


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
    assert [own.count for own in found.bins] == [50, 50, 50, 50]
    # Nobody is below 0.4 or between 0.65 and 0.75: such a band goes with the next one.
    assert found.edges == (0.0, 0.5, 0.7, 0.8, 1.0)
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
    assert found.edges == (0.0, 0.8, 1.0)
    assert [(own.count, own.positives) for own in found.bins] == [(102, 51), (50, 40)]


def test_truth_has_no_bands_where_a_level_holds_few_people():
    found = truth_of(
        graduates((0, 0.4, 2, 40), (1, 0.65, 20, 30), (2, 0.75, 30, 20), (3, 0.9, 40, 10)),
        minimum=5,
    )
    assert (found.edges, found.bins) == ((), ())


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, len(EDGES) - 2), st.sampled_from(["yes", "no"])
        ),
        max_size=60,
    ),
    st.integers(1, 6),
)
def test_bands_are_the_most_that_tell_of_nobody(people, minimum):
    counts = Counter(people)
    found = merged_edges(counts, minimum)

    def tells_of_nobody(edges):
        places = [EDGES.index(edge) for edge in edges]
        for start, end in pairwise(places):
            inside = Counter(
                (level, answer) for level, band, answer in people if start <= band < end
            )
            if not inside or min(inside.values()) < minimum:
                return False
        return True

    inner = EDGES[1:-1]
    most = max(
        (
            size
            for size in range(1, len(inner) + 1)
            for chosen in combinations(inner, size)
            if tells_of_nobody((0.0, *chosen, 1.0))
        ),
        default=0,
    )
    assert len(found) == (most + 2 if most else 0)
    assert not found or tells_of_nobody(found)


def test_truth_without_the_other_side_has_no_auc():
    assert truth_of(graduates((2, 0.75, 30, 0)), minimum=5).auc is None
