import numpy as np
import pytest

from scoring import rasch_conditional
from scoring.rasch_conditional import PairCounts, calibrate_pairs, count_pairs
from scoring.rasch_scale import Scale, thresholds
from tests.scoring.rating_designs import category_logs

THREE = Scale(np.ones((1, 4), dtype=bool))


def judged(people=4_000, functions=5, *, spread=1.0, seed=3):
    """Ratings 0..3 of every person on every function, as (judgement, function, category)."""
    rng = np.random.default_rng(seed)
    level = rng.choice([-2.0, 0.5], people) * spread + rng.normal(0, 0.3, people)
    difficulty = np.linspace(-0.8, 0.8, functions)
    logits = level[:, None] - difficulty
    cumulated = np.cumsum(
        [[np.exp(category_logs(one, [-1.0, -0.2, 1.2])) for one in row] for row in logits], axis=2
    )
    category = (rng.random((people, functions, 1)) > cumulated).sum(axis=2)
    judgement, function = np.divmod(np.arange(people * functions), functions)
    return judgement, function, category.ravel()


def test_count_pairs_by_hand():
    # Judgement 0 rates functions 0, 1, 2; judgement 1 only function 2; judgement 2 rates 1 and 0.
    pairs = count_pairs(
        np.array([0, 0, 0, 1, 2, 2]),
        np.array([0, 1, 2, 2, 1, 0]),
        np.array([1, 0, 1, 0, 0, 1]),
        (3, 2),
    )
    assert list(zip(pairs.first, pairs.second, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert pairs.counts.tolist() == [[0, 0, 2, 0], [0, 0, 0, 1], [0, 1, 0, 0]]


def test_count_pairs_of_many_functions_are_the_same(monkeypatch):
    judgement, function, category = judged(people=50)
    some = np.random.default_rng(0).random(judgement.size) < 0.6
    rows = judgement[some], function[some], category[some], (5, 4)
    few = count_pairs(*rows)
    monkeypatch.setattr(rasch_conditional, "_FEW_FUNCTIONS", 2)
    many = count_pairs(*rows)
    for field in ("first", "second", "counts"):
        assert getattr(many, field).tolist() == getattr(few, field).tolist()


def test_count_pairs_function_rated_twice_pairs_with_others_only():
    pairs = count_pairs(np.array([0, 0, 0]), np.array([0, 0, 1]), np.array([0, 1, 1]), (2, 2))
    assert pairs.counts.tolist() == [[0, 1, 0, 1]]


def test_calibrate_pairs_maximises_definition():
    rng = np.random.default_rng(1)
    pairs = PairCounts(
        np.array([0, 0, 1]), np.array([1, 2, 2]), rng.integers(1, 30, (3, 16)).astype(float), 3
    )
    found = calibrate_pairs(pairs, THREE, np.zeros(2))
    values = np.append(found.difficulty, found.steps)

    def log_likelihood(values):
        difficulty, psi = values[:3], np.array([0.0, *values[3:], 0.0])
        total = -0.5 * 0.01 * values @ values
        for one, other, counts in zip(pairs.first, pairs.second, pairs.counts, strict=True):
            for cell, count in enumerate(counts):
                a, b = divmod(cell, 4)
                rivals = [(c, a + b - c) for c in range(4) if 0 <= a + b - c < 4]
                logs = [
                    -c * difficulty[one] - d * difficulty[other] - psi[c] - psi[d]
                    for c, d in rivals
                ]
                own = logs[rivals.index((a, b))]
                total += count * (own - np.log(np.exp(logs).sum()))
        return total

    assert values[:3].sum() == pytest.approx(0.0, abs=1e-12)
    for place in range(5):
        step = np.zeros(5)
        step[place] = 1e-4
        slope = (log_likelihood(values + step) - log_likelihood(values - step)) / 2e-4
        assert slope == pytest.approx(0.0, abs=1e-4)


def test_calibrate_pairs_recovers_truth_whatever_the_persons():
    for spread in (0.2, 1.0):
        rows = judged(spread=spread)
        found = calibrate_pairs(count_pairs(*rows, (5, 4)), THREE, np.zeros(2))
        assert found.difficulty == pytest.approx(np.linspace(-0.8, 0.8, 5), abs=0.06)
        steps = thresholds(THREE.psi(found.steps))[0]
        assert steps == pytest.approx([-1.0, -0.2, 1.2], abs=0.08)


def test_calibrate_pairs_unused_category_keeps_the_steps_of_others():
    judgement, function, category = judged()
    longer = Scale(np.array([[True, True, True, False, True, True]]))
    # Doubling the distance of the upper half leaves a category nobody used.
    category = np.where(category == 3, 4, category)
    category[::40] = 5
    found = calibrate_pairs(count_pairs(judgement, function, category, (5, 6)), longer, np.zeros(3))
    steps = thresholds(longer.psi(found.steps))[0]
    assert steps[2] == np.inf
    assert steps[3] == -np.inf
    assert np.isfinite(steps[[0, 1, 4]]).all()
    assert np.argsort(found.difficulty).tolist() == [0, 1, 2, 3, 4]


def test_calibrate_pairs_that_tell_nothing_of_steps_give_none():
    judgement, function, category = judged()
    # 0 + 2, 0 + 3, 2 + 2, 2 + 3: every sum arises in one way only.
    category = np.where(category == 1, 2, category)
    pairs = count_pairs(judgement, function, category, (5, 4))
    assert calibrate_pairs(pairs, Scale(np.array([[True, False, True, True]])), np.zeros(1)) is None
    alone = count_pairs(judgement, np.zeros_like(function), category, (1, 4))
    assert calibrate_pairs(alone, THREE, np.zeros(2)) is None


def test_calibrate_pairs_two_categories_have_difficulties_only():
    judgement, function, category = judged()
    pairs = count_pairs(judgement, function, (category > 1).astype(int), (5, 2))
    found = calibrate_pairs(pairs, Scale(np.ones((1, 2), dtype=bool)), np.zeros(0))
    assert found.steps.size == 0
    assert np.argsort(found.difficulty).tolist() == [0, 1, 2, 3, 4]


def test_calibrate_pairs_centres_sets_never_judged_together():
    judgement, function, category = judged()
    apart = judgement * 2 + (function >= 3)
    order = np.argsort(apart, kind="stable")
    rows = apart[order], function[order], category[order], (5, 4)
    difficulty = calibrate_pairs(count_pairs(*rows), THREE, np.zeros(2)).difficulty
    assert difficulty[:3].sum() == pytest.approx(0.0, abs=1e-6)
    assert difficulty[3:].sum() == pytest.approx(0.0, abs=1e-6)
    assert difficulty[4] - difficulty[3] == pytest.approx(0.4, abs=0.1)
