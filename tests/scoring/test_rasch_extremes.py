import numpy as np
import pytest
from scipy.optimize import brentq

from scoring.rasch import fit_many_facet
from tests.scoring.rating_designs import category_logs, measures, simulated


def appended(rows, ratings, person, item, rater):
    more = {"ratings": ratings, "person": person, "item": item, "rater": rater}
    return {
        key: np.append(column, np.broadcast_to(more[key], len(ratings)))
        for key, column in rows.items()
    }


def expected_score(eta, steps):
    return np.exp(category_logs(eta, steps)) @ np.arange(len(steps) + 1)


def test_joint_extreme_persons_get_adjusted_measures():
    rows = simulated(share=0.9)
    plain = fit_many_facet(**rows)
    longer = appended(rows, [0, 0, 0], 900, [0, 1, 2], [0, 1, 2])
    longer = appended(longer, [3, 3], 901, [0, 3], [4, 4])
    fit = fit_many_facet(**longer)
    assert fit.extreme["person"] >= {900, 901}
    assert fit.extreme["item"] == fit.extreme["rater"] == frozenset()
    # An infinite measure fits its rows perfectly, and says nothing about anybody else.
    assert fit.deviance == pytest.approx(plain.deviance, abs=1e-8)
    assert fit.raters == pytest.approx(plain.raters, abs=1e-8)
    assert fit.items == pytest.approx(plain.items, abs=1e-8)
    low = brentq(
        lambda theta: (
            sum(
                expected_score(theta - fit.items[k] - fit.raters[k], fit.thresholds)
                for k in range(3)
            )
            - 0.3
        ),
        -20,
        20,
    )
    assert fit.persons[900] == pytest.approx(low, abs=1e-6)
    assert fit.persons[901] == max(fit.persons.values())
    assert fit.person_errors[900] > max(plain.person_errors.values())
    assert fit.infit["person"].keys() == fit.persons.keys() - fit.extreme["person"]
    assert fit.outfit["rater"] == pytest.approx(plain.outfit["rater"], abs=1e-6)


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_extreme_rater_is_most_lenient_but_finite(method):
    rows = simulated(share=0.9)
    plain = fit_many_facet(**rows, method=method)
    people = np.arange(8)
    fit = fit_many_facet(**appended(rows, [3] * 8, people, 1, 77), method=method)
    assert fit.extreme["rater"] == {77}
    assert fit.deviance == pytest.approx(plain.deviance, abs=1e-6)
    assert {key: fit.raters[key] for key in plain.raters} == pytest.approx(plain.raters, abs=1e-5)
    assert -12 < fit.raters[77] < min(plain.raters.values()) - 1
    assert fit.rater_errors[77] > max(plain.rater_errors.values())


def test_joint_extreme_rater_reproduces_adjusted_score():
    fit = fit_many_facet(**appended(simulated(share=0.9), [3] * 8, np.arange(8), 1, 77))
    total = sum(
        expected_score(fit.persons[p] - fit.items[1] - fit.raters[77], fit.thresholds)
        for p in range(8)
    )
    assert total == pytest.approx(8 * 3 - 0.3, abs=1e-6)


def test_marginal_extreme_persons_shape_the_population():
    rows = simulated(share=0.9)
    fit = fit_many_facet(**rows, method="mml")
    more = fit_many_facet(**appended(rows, [0] * 25, 900, 0, np.arange(25) % 5), method="mml")
    assert more.extreme["person"] == frozenset()
    assert more.variance > fit.variance
    assert more.persons[900] == min(more.persons.values())


def test_marginal_person_of_extreme_rater_counts_that_rating_too():
    rows = appended(simulated(share=0.9), [0] * 6, np.arange(6), 1, 77)
    fit = fit_many_facet(**appended(rows, [0], 900, 1, 77), method="mml")
    assert fit.extreme["rater"] == {77}
    # The harshest of raters gives 0 to nearly everybody, so little is learnt from it.
    assert -1.0 < fit.persons[900] < 0.0
    assert fit.person_errors[900] < np.sqrt(fit.variance)


def test_joint_element_extreme_after_others_leave_is_found():
    # Person 900 is mixed only through rater 77, who is extreme: without 77 only 3s remain.
    rows = simulated(share=0.9)
    rows = appended(rows, [0] * 8, np.arange(8), 1, 77)
    rows = appended(rows, [3, 3, 0], 900, [0, 1, 2], [0, 1, 77])
    fit = fit_many_facet(**rows)
    assert fit.extreme["rater"] == {77}
    assert 900 in fit.extreme["person"]
    assert np.isfinite(list(measures(fit).values())).all()


def test_joint_unmeasurable_element_is_nan():
    # The two met nobody else: nothing ties their extreme ratings to the scale.
    fit = fit_many_facet(**appended(simulated(), [3, 3], 900, [0, 1], 77))
    assert np.isnan(fit.persons[900])
    assert np.isnan(fit.raters[77])
    assert fit.subsets == 2
    assert sum(np.isnan(list(measures(fit).values()))) == 2


def test_fit_disjoint_groups_are_counted():
    rows = simulated()
    other = {**simulated(seed=2)}
    other["person"] = other["person"] + 500
    other["rater"] = other["rater"] + 500
    both = {key: np.append(column, other[key]) for key, column in rows.items()}
    fit = fit_many_facet(**both)
    alone = fit_many_facet(**rows)
    assert fit.subsets == 2
    assert fit.converged
    assert alone.subsets == 1
    # Within a group everything stays comparable.
    assert fit.raters[501] - fit.raters[500] == pytest.approx(
        fit_many_facet(**other).raters[501] - fit_many_facet(**other).raters[500], abs=0.2
    )


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_unused_middle_category_keeps_distances(method):
    rows = simulated(top=4, persons=150)
    rows["ratings"] = np.where(rows["ratings"] == 2, 3, rows["ratings"])
    fit = fit_many_facet(**rows, method=method)
    assert fit.converged
    assert fit.thresholds[1] == np.inf
    assert fit.thresholds[2] == -np.inf
    # The model that gives the category a vanishing probability has the same measures.
    with_rare = appended(rows, [2], 0, 0, 0)
    rare = fit_many_facet(**with_rare, method=method)
    assert np.isfinite(rare.thresholds).all()
    assert rare.raters == pytest.approx(fit.raters, abs=0.02)


def test_fit_unused_neighbouring_categories_are_never_stepped_into():
    rows = simulated(top=4, persons=150)
    rows["ratings"] = np.where(np.isin(rows["ratings"], [1, 2]), 3, rows["ratings"])
    steps = fit_many_facet(**rows).thresholds
    assert steps[:3].tolist() == [np.inf, np.inf, -np.inf]
    assert np.isfinite(steps[3])


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_partial_credit_item_with_short_range_uses_its_own(method):
    rows = simulated(persons=150)
    rows["ratings"] = np.where(rows["item"] == 2, np.clip(rows["ratings"], 1, 2), rows["ratings"])
    fit = fit_many_facet(**rows, method=method, partial_credit=True)
    assert fit.converged
    assert fit.thresholds.shape == (4, 3)
    assert np.isfinite(fit.thresholds[[0, 1, 3]]).all()
    assert fit.thresholds[[0, 1, 3]].sum(axis=1) == pytest.approx(0.0, abs=1e-9)
    assert fit.thresholds[2, [0, 2]].tolist() == [-np.inf, np.inf]


def test_partial_credit_item_with_one_category_is_extreme():
    rows = simulated(persons=150)
    plain = fit_many_facet(
        **{key: column[rows["item"] != 3] for key, column in rows.items()}, partial_credit=True
    )
    rows["ratings"] = np.where(rows["item"] == 3, 2, rows["ratings"])
    fit = fit_many_facet(**rows, partial_credit=True)
    assert fit.extreme["item"] == {3}
    assert np.isnan(fit.items[3])
    assert fit.thresholds[3].tolist() == [np.inf, -np.inf, np.inf]
    assert fit.raters == pytest.approx(plain.raters, abs=1e-8)
