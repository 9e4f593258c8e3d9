from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import norm

from scoring import rasch_mml
from scoring.rasch import fit_many_facet
from tests.scoring import data_sets
from tests.scoring.rating_designs import category_logs, measures, simulated


def joint_loss(rows, persons, items, raters, steps, lowest=0):
    return -sum(
        category_logs(persons[p] - items[i] - raters[j], steps)[y - lowest]
        for y, p, i, j in zip(*rows.values(), strict=True)
    )


def marginal_loss(rows, items, raters, steps, variance):
    """Minus the log marginal likelihood by adaptive integration, person by person."""
    own_rows = defaultdict(list)
    for y, person, i, j in zip(*rows.values(), strict=True):
        own_rows[person].append((y, i, j))
    # Persons with the same ratings have the same likelihood.
    patterns = Counter(tuple(sorted(own)) for own in own_rows.values())

    def likelihood(theta, own):
        logs = [category_logs(theta - items[i] - raters[j], steps)[y] for y, i, j in own]
        return np.exp(sum(logs)) * norm.pdf(theta, 0, np.sqrt(variance))

    total = 0.0
    for own, persons in patterns.items():
        area = quad(likelihood, -12, 12, args=(own,), epsabs=1e-14, points=[-3, 0, 3])[0]
        total -= persons * np.log(area)
    return total


def test_joint_fit_equals_published_guilford():
    rows, expected = data_sets.guilford()
    fit = fit_many_facet(**rows)
    assert fit.raters == pytest.approx(expected["judge"], abs=1e-6)
    assert fit.persons == pytest.approx(expected["examinee"], abs=1e-6)
    assert fit.items == pytest.approx(expected["trait"], abs=1e-6)
    assert fit.thresholds == pytest.approx(expected["thresholds"], abs=1e-6)
    assert fit.deviance == pytest.approx(-2 * expected["loglik"], abs=1e-8)
    assert fit.rater_errors == pytest.approx(expected["judge_error"], abs=1e-6)
    assert fit.person_errors == pytest.approx(expected["examinee_error"], abs=1e-6)
    assert fit.item_errors == pytest.approx(expected["trait_error"], abs=1e-6)
    assert fit.infit["rater"] == pytest.approx(expected["judge_infit"], abs=1e-6)
    assert fit.outfit["rater"] == pytest.approx(expected["judge_outfit"], abs=1e-6)
    assert (fit.lowest, fit.variance, fit.subsets, fit.converged) == (1, None, 1, True)
    assert fit.extreme == {"person": frozenset(), "item": frozenset(), "rater": frozenset()}


def test_joint_fit_equals_other_program_on_incomplete_data():
    rows, data = data_sets.synthetic()
    fit, expected = fit_many_facet(**rows, method="jml"), data["joint"]
    # There the raters were centred; here the persons are.
    shift = np.mean(list(fit.raters.values()))
    assert [value - shift for value in fit.raters.values()] == pytest.approx(
        expected["rater"], abs=1e-6
    )
    assert [value - shift for value in fit.persons.values()] == pytest.approx(
        expected["person"], abs=2e-6
    )
    assert list(fit.items.values()) == pytest.approx(expected["item"], abs=1e-6)
    assert fit.thresholds == pytest.approx(expected["thresholds"], abs=1e-6)
    assert list(fit.rater_errors.values()) == pytest.approx(expected["rater_error"], abs=1e-6)
    assert list(fit.infit["rater"].values()) == pytest.approx(expected["rater_infit"], abs=1e-6)
    assert list(fit.outfit["rater"].values()) == pytest.approx(expected["rater_outfit"], abs=1e-6)
    assert fit.deviance == pytest.approx(-2 * expected["loglik"], abs=1e-6)


@pytest.mark.parametrize("partial_credit", [False, True])
def test_marginal_fit_equals_other_programs(partial_credit):
    rows, data = data_sets.synthetic()
    expected = data["partial_credit" if partial_credit else "marginal"]
    fit = fit_many_facet(**rows, method="mml", partial_credit=partial_credit)
    assert list(fit.raters.values()) == pytest.approx(expected["rater"], abs=1e-5)
    assert list(fit.items.values()) == pytest.approx(expected["item"], abs=1e-5)
    assert fit.thresholds == pytest.approx(np.array(expected["thresholds"]), abs=1e-5)
    assert fit.variance == pytest.approx(expected["variance"], abs=1e-5)
    assert fit.deviance == pytest.approx(expected["deviance"], abs=1e-6)
    assert fit.converged
    assert (fit.infit, fit.outfit) == ({}, {})


def test_joint_fit_is_maximum_of_definition():
    rows = simulated(persons=12, items=3, raters=3, top=2, seed=3)
    fit = fit_many_facet(**rows)
    kept = {p for p in fit.persons if p not in fit.extreme["person"]}
    rows = {key: column[np.isin(rows["person"], list(kept))] for key, column in rows.items()}
    names = sorted(kept)

    def loss(values):
        persons = dict(zip(names, values, strict=False))
        items = dict(enumerate(np.append(values[-6:-4], -values[-6:-4].sum())))
        raters = dict(enumerate(values[-4:-1]))
        step = values[-1]
        origin = np.mean(list(persons.values()))
        return joint_loss(rows, persons, items, raters, [step, -step]) + origin**2

    found = minimize(loss, np.zeros(len(names) + 6), method="BFGS", options={"gtol": 1e-6})
    assert fit.deviance == pytest.approx(2 * found.fun, abs=1e-6)
    assert [fit.persons[name] for name in names] == pytest.approx(found.x[:-6], abs=1e-4)
    assert list(fit.raters.values()) == pytest.approx(found.x[-4:-1], abs=1e-4)
    assert fit.thresholds == pytest.approx([found.x[-1], -found.x[-1]], abs=1e-4)


def test_marginal_fit_is_maximum_of_definition():
    rows = simulated(persons=15, items=2, raters=3, top=2, seed=6)
    fit = fit_many_facet(**rows, method="mml")
    values = np.array([*fit.items.values(), *list(fit.raters.values())[:2], fit.thresholds[0]])
    values = np.append(values, np.log(fit.variance))

    def loss(values):
        items, raters = dict(enumerate(values[:2])), dict(enumerate(values[2:4]))
        raters[2] = -values[2:4].sum()
        steps = [values[4], -values[4]]
        return marginal_loss(rows, items, raters, steps, np.exp(values[5]))

    reached = loss(values)
    assert fit.deviance == pytest.approx(2 * reached, abs=1e-7)
    for place in range(values.size):
        step = np.zeros(values.size)
        step[place] = 1e-3
        slope = (loss(values + step) - loss(values - step)) / 2e-3
        assert slope == pytest.approx(0.0, abs=1e-4)


def test_marginal_persons_are_posterior_means():
    rows = simulated(persons=15, items=2, raters=3, top=2, seed=6)
    fit = fit_many_facet(**rows, method="mml")
    for person in (0, 7):
        own = [row for row in zip(*rows.values(), strict=True) if row[1] == person]

        def density(theta, power, own=own):
            logs = sum(
                category_logs(theta - fit.items[i] - fit.raters[j], fit.thresholds)[y]
                for y, _, i, j in own
            )
            return theta**power * np.exp(logs) * norm.pdf(theta, 0, np.sqrt(fit.variance))

        area, first, second = (quad(density, -12, 12, args=(power,))[0] for power in range(3))
        assert fit.persons[person] == pytest.approx(first / area, abs=1e-6)
        spread = np.sqrt(second / area - (first / area) ** 2)
        assert fit.person_errors[person] == pytest.approx(spread, abs=1e-6)


def test_marginal_fit_of_widely_spread_persons_takes_closer_points(monkeypatch):
    rows = simulated(persons=80, items=12, spread=6.0, share=0.9, seed=3)
    fit = fit_many_facet(**rows, method="mml")
    monkeypatch.setattr(rasch_mml, "_FEWEST_POINTS", 601)
    finest = fit_many_facet(**rows, method="mml")
    assert fit.variance > 16
    assert fit.deviance == pytest.approx(finest.deviance, abs=1e-5)
    assert fit.raters == pytest.approx(finest.raters, abs=1e-5)


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_order_of_rows_and_names_do_not_matter(method):
    rows = simulated()
    fit = fit_many_facet(**rows, method=method)
    order = np.random.default_rng(0).permutation(rows["ratings"].size)
    renamed = {
        "ratings": (rows["ratings"][order] + 4).tolist(),
        "person": [f"p{99 - code:02}" for code in rows["person"][order]],
        "item": [("f", int(code)) for code in rows["item"][order]],
        "rater": rows["rater"][order] * 1_000_003,
    }
    again = fit_many_facet(**renamed, method=method)
    assert again.lowest == 4
    assert again.deviance == pytest.approx(fit.deviance, abs=1e-7)
    assert again.thresholds == pytest.approx(fit.thresholds, abs=1e-5)
    assert again.raters == pytest.approx(
        {code * 1_000_003: value for code, value in fit.raters.items()}, abs=1e-5
    )
    assert again.items == pytest.approx(
        {("f", code): value for code, value in fit.items.items()}, abs=1e-5
    )
    assert again.persons == pytest.approx(
        {f"p{99 - code:02}": value for code, value in fit.persons.items()}, abs=1e-5
    )


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_reversed_scale_reverses_measures(method):
    rows = simulated(share=0.9)
    fit = fit_many_facet(**rows, method=method)
    mirrored = fit_many_facet(**{**rows, "ratings": 3 - rows["ratings"]}, method=method)
    for key, value in measures(fit).items():
        assert measures(mirrored)[key] == pytest.approx(-value, abs=1e-4)
    assert mirrored.thresholds == pytest.approx(-fit.thresholds[::-1], abs=1e-4)


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_harsher_ratings_of_one_rater_raise_severity(method):
    rows = simulated(share=0.9)
    harsher = rows["ratings"].copy()
    harsher[(rows["rater"] == 2) & (harsher > 0)] -= 1
    fit = fit_many_facet(**rows, method=method)
    after = fit_many_facet(**{**rows, "ratings": harsher}, method=method)
    others = [fit.raters[code] - fit.raters[0] for code in (1, 3, 4)]
    moved = [after.raters[code] - after.raters[0] for code in (1, 3, 4)]
    assert after.raters[2] - after.raters[0] > fit.raters[2] - fit.raters[0] + 0.3
    assert moved == pytest.approx(others, abs=0.2)


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_rating_not_given_is_not_a_low_rating(method):
    rows = simulated()
    longer = {key: np.append(column, column[:2]) for key, column in rows.items()}
    longer["ratings"] = np.append(rows["ratings"].astype(float), [np.nan, np.nan])
    longer["person"][-1] = 12_345
    fit, same = fit_many_facet(**rows, method=method), fit_many_facet(**longer, method=method)
    assert measures(same) == measures(fit)
    assert 12_345 not in same.persons


def test_fit_recovers_simulated_severities():
    rows = simulated(persons=400, raters=12, share=0.3, seed=9)
    truth = np.random.default_rng(9)
    truth.normal(0, 1.2, 400)
    severity = truth.normal(0, 0.6, 12)
    for method in ("jml", "mml"):
        found = np.array(list(fit_many_facet(**rows, method=method).raters.values()))
        assert np.corrcoef(found, severity)[0, 1] > 0.97
    error = found - (severity - severity.mean())
    assert np.abs(error).max() < 0.25


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_fit_two_categories_is_plain_rasch_model(method):
    fit = fit_many_facet(**simulated(top=1), method=method)
    assert fit.thresholds == pytest.approx([0.0])


@pytest.mark.parametrize("method", ["jml", "mml"])
@pytest.mark.parametrize(("bad", "reason"), [("ragged", "equally long"), ("half", "integers")])
def test_fit_refuses_bad_rows(method, bad, reason):
    rows = simulated()
    if bad == "ragged":
        rows["rater"] = rows["rater"][:-1]
    else:
        rows["ratings"] = rows["ratings"] + 0.5
    with pytest.raises(ValueError, match=reason):
        fit_many_facet(**rows, method=method)


def test_fit_refuses_unknown_method_and_constant_ratings():
    rows = simulated()
    with pytest.raises(ValueError, match="Unknown method"):
        fit_many_facet(**rows, method="cml")
    with pytest.raises(ValueError, match="vary"):
        fit_many_facet(**{**rows, "ratings": np.full(rows["ratings"].size, 3)})
    with pytest.raises(ValueError, match="At least one"):
        fit_many_facet([], [], [], [])


@pytest.mark.parametrize("method", ["jml", "mml"])
def test_persons_who_never_cross_do_not_converge_and_stay_finite(method):
    # Persons 0..2 get what stands for them from every rater: nothing says how far apart they are.
    person = np.repeat(np.arange(6), 4)
    item, rater = np.tile([0, 0, 1, 1], 6), np.tile([0, 1, 0, 1], 6)
    ratings = np.clip(person // 2 + item, 0, 3)
    fit = fit_many_facet(ratings, person, item, rater, method)
    assert not fit.converged
    assert max(abs(value) for value in fit.persons.values()) < 1000
    assert -1e-6 <= fit.deviance < 100


def crossed(rows, raters=2):
    """Return the columns of a table of persons × (item, rater), raters in the inner order."""
    table = np.array(rows)
    person, cell = np.indices(table.shape)
    columns = (table, person, cell // raters, cell % raters)
    return [column.ravel() for column in columns]


def test_extreme_person_beyond_measures_that_diverge_is_finite():
    rows = [
        [3, 4, 3, 3],
        [3, 2, 2, 2],
        [3, 2, 3, 2],
        [1, 1, 1, 1],
        [5, 5, 5, 5],
        [5, 4, 4, 4],
    ]
    fit = fit_many_facet(*crossed(rows))
    assert fit.extreme["person"] == {3, 4}
    order = [fit.persons[person] for person in (3, 1, 2, 0, 5, 4)]
    assert np.isfinite(order).all()
    assert order == sorted(order)
    assert np.isfinite(list(fit.person_errors.values())).all()
    assert not np.isnan(fit.thresholds).any()


@pytest.mark.parametrize(
    ("method", "infinite"), [("jml", [np.inf, np.inf]), ("mml", [np.inf, -np.inf])]
)
def test_category_of_an_extreme_person_alone_has_infinite_steps_and_none_is_nan(method, infinite):
    # Nobody gave a 4, and only a person set aside by the joint estimate was given a 5.
    rows = [[1, 2, 2, 3], [2, 1, 3, 2], [2, 3, 2, 1], [3, 3, 2, 2], [5, 5, 5, 5]]
    steps = fit_many_facet(*crossed(rows), method).thresholds
    assert steps[2:].tolist() == infinite
    assert np.isfinite(steps[:2]).all()


def tiny_design(seed):
    """Return a random design of few ratings: crossed, or sparse with repeats and gaps."""
    chance = np.random.default_rng(seed)
    if seed % 2:
        sizes = chance.integers(2, 7), chance.integers(1, 4), chance.integers(1, 4)
        facets = [axis.ravel() for axis in np.indices(sizes)]
    else:
        sizes = chance.integers(2, 10), chance.integers(1, 5), chance.integers(1, 5)
        facets = [chance.integers(0, size, int(chance.integers(4, 40))) for size in sizes]
        shortest = min(facet.size for facet in facets)
        facets = [facet[:shortest] for facet in facets]
    level = chance.normal(0, chance.choice([0.5, 2.0]), int(sizes[0]))[facets[0]]
    severity = chance.normal(0, 1, int(sizes[2]))[facets[2]]
    top = int(chance.integers(1, 6))
    noise = chance.normal(0, 0.7, level.size)
    return np.clip(np.rint(level - severity + top / 2 + noise), 0, top).astype(int), *facets


def assert_is_measured(fit, method):
    assert not np.isnan(fit.thresholds).any()
    assert -1e-6 <= fit.deviance < np.inf
    facets = {"person": fit.persons, "item": fit.items, "rater": fit.raters}
    errors = {"person": fit.person_errors, "item": fit.item_errors, "rater": fit.rater_errors}
    for facet, found in facets.items():
        unknown = {label for label, value in found.items() if np.isnan(value)}
        assert unknown == {label for label, value in errors[facet].items() if np.isnan(value)}
        assert method == "mml" or unknown <= fit.extreme[facet]
        known = [value for label, value in found.items() if label not in unknown]
        assert np.isfinite(known).all()
        assert not fit.converged or max(map(abs, known), default=0.0) < 100


@pytest.mark.parametrize(("method", "designs"), [("jml", 100), ("mml", 30)])
@pytest.mark.parametrize("partial_credit", [False, True])
def test_tiny_designs_are_measured_or_refused(method, designs, partial_credit):
    """Finite measures, steps that are no NaN, an honest `converged`; or a ValueError that says why.

    Warnings are errors: no computation may overflow on its way.
    """
    refusals = []
    for seed in range(designs):
        try:
            fit = fit_many_facet(*tiny_design(seed), method, partial_credit=partial_credit)
        except ValueError as error:
            refusals.append(str(error))
            continue
        assert_is_measured(fit, method)
    assert 0 < len(refusals) < designs // 2
    assert {words.partition(":")[0] for words in refusals} <= {
        "The ratings do not vary",
        "The ratings do not vary enough",
    }


def test_one_person_alone_says_little_without_breaking_the_joint_estimate():
    fit = fit_many_facet([1, 2, 3, 2, 1, 3], ["p"] * 6, list("aabbcc"), list("xyxyxy"))
    assert fit.persons == {"p": 0.0}
    assert sum(fit.items.values()) == pytest.approx(0.0, abs=1e-6)
