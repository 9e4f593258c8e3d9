import numpy as np
import pytest

from scoring.agreement import krippendorff_alpha
from scoring.rater_agreement import paired_agreement


def columns(rows):
    return [np.array(column) for column in zip(*rows, strict=True)]


def test_agreement_is_ordinal_alpha_of_what_was_judged_twice():
    # rater, person, item, category; person 9 was judged once, rater 1 thought twice of person 1.
    rows = [
        (1, 1, 7, 0),
        (1, 1, 7, 3),
        (2, 1, 7, 3),
        (1, 1, 8, 1),
        (2, 1, 8, 2),
        (1, 2, 7, 0),
        (2, 2, 7, 0),
        (3, 2, 7, 1),
        (3, 9, 7, 2),
    ]
    found = paired_agreement(*columns(rows))
    table = [[3, 1, 0], [3, 2, 0], [np.nan, np.nan, 1]]
    assert found.alpha == pytest.approx(krippendorff_alpha(table, "ordinal"))
    assert (found.pairs, found.persons, found.raters) == (1 + 1 + 3, 2, 3)
    order = np.random.default_rng(1).permutation(len(rows) - 2) + 2
    again = paired_agreement(*columns([*rows[:2], *(rows[place] for place in order)]))
    assert again == found


def test_interval_is_that_of_a_jackknife_over_persons():
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(8), 4)
    item, rater = np.tile([0, 0, 1, 1], 8), np.tile([0, 1, 0, 1], 8)
    category = np.clip(person // 2 + rng.integers(-1, 2, len(person)), 0, 3)
    found = paired_agreement(rater, person, item, category)

    def alpha(left_out):
        kept = category.reshape(8, 2, 2)[np.arange(8) != left_out].reshape(-1, 2).T
        return krippendorff_alpha(kept, "ordinal")

    without = np.array([alpha(place) for place in range(8)])
    error = np.sqrt(7 / 8 * ((without - without.mean()) ** 2).sum())
    assert found.alpha == pytest.approx(alpha(-1))
    assert found.high - found.low == pytest.approx(2 * 1.6448536269514722 * error)
    assert found.pairs == 16


@pytest.mark.parametrize("rows", [[], [(1, 1, 1, 2)], [(1, 1, 1, 2), (2, 2, 1, 2)]])
def test_nothing_judged_twice_is_no_agreement(rows):
    found = paired_agreement(*(columns(rows) if rows else [np.zeros(0, dtype=int)] * 4))
    assert np.isnan([found.alpha, found.low, found.high]).all()
    assert (found.pairs, found.persons, found.raters) == (0, 0, 0)
