import numpy as np
import pytest
import scipy.optimize

from scoring.rasch_data import read_ratings, set_aside_extremes, subtable
from scoring.rasch_mml import MarginalProblem, integral_points
from tests.scoring.rating_designs import simulated


@pytest.mark.parametrize(("top", "partial_credit"), [(1, False), (3, False), (3, True)])
def test_covariance_inverts_differences_of_the_gradient(top, partial_credit):
    rows = simulated(persons=80, raters=4, top=top, seed=5)
    # One item with a shorter range: its steps are fewer.
    rows["ratings"] = np.where(rows["item"] == 1, np.minimum(rows["ratings"], 2), rows["ratings"])
    table = read_ratings(**rows, partial_credit=partial_credit)
    table = subtable(table, set_aside_extremes(table, ("item", "rater")).rows(table))
    scale = table.scale()
    start = scale.start(table.counts())
    problem = MarginalProblem(table, scale, integral_points(table, scale.psi(start), 1.5))
    values = np.concatenate([np.zeros(8), start, [0.0]])
    # At the maximum only: elsewhere the mean gradient of the deviation would enter.
    values = scipy.optimize.minimize(
        problem.loss, values, jac=True, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-6}
    ).x
    steps = np.eye(values.size) * 1e-4
    information = np.array(
        [(problem.loss(values + one)[1] - problem.loss(values - one)[1]) / 2e-4 for one in steps]
    )
    found = problem.covariance(values)
    # Along the mean of the raters there is nothing to know.
    centred = np.eye(values.size)
    centred[4:8, 4:8] -= 0.25
    assert information @ found == pytest.approx(centred, abs=1e-3)
    assert found[4:8].sum(axis=0) == pytest.approx(0.0, abs=1e-9)
