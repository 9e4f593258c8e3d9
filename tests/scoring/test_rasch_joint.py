import numpy as np
import pytest

from scoring.rasch_data import read_ratings
from scoring.rasch_joint import _Problem
from tests.scoring.rating_designs import simulated


@pytest.mark.parametrize("partial_credit", [False, True])
def test_newton_step_equals_numeric_curvature(partial_credit):
    table = read_ratings(
        **simulated(persons=10, items=3, raters=2, top=2, share=0.9), partial_credit=partial_credit
    )
    problem = _Problem(table)
    rng = np.random.default_rng(2)
    at = rng.normal(0, 0.3, problem.start().size)

    def loss(values):
        return problem.describe(values)[1]

    steps = np.eye(at.size) * 1e-3
    gradient = np.array([loss(at + step) - loss(at - step) for step in steps]) / 2e-3
    curvature = np.array(
        [
            [
                loss(at + one + other)
                + loss(at - one - other)
                - loss(at + one - other)
                - loss(at - one + other)
                for other in steps
            ]
            for one in steps
        ]
    )
    found = problem.newton_step(problem.describe(at)[0])
    assert curvature / 4e-6 @ found == pytest.approx(-gradient, abs=1e-3)
