import numpy as np
import pytest
import scipy.sparse as sp

from scoring.rasch_conditional import Calibration
from scoring.rasch_scale import Scale
from scoring.score_tables import ScoreTables
from tests.scoring.rating_designs import category_logs

SCALE = Scale(np.ones((1, 4), dtype=bool))
STEPS = [-1.0, -0.2, 1.2]
CALIBRATION = Calibration(np.array([-0.6, 0.1, 0.5]), np.cumsum(STEPS)[:-1])
PATTERNS = sp.csr_array(np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 1.0]]))


@pytest.mark.parametrize("eta", [-30.0, -5.01, -0.3, 0.0121, 1.7, 13.99, 40.0])
@pytest.mark.parametrize("pattern", [0, 1])
def test_look_up_equals_definition(eta, pattern):
    functions = np.repeat([0, 1, 2], PATTERNS.toarray()[pattern].astype(int))
    logs = [category_logs(eta - CALIBRATION.difficulty[f], STEPS) for f in functions]
    category = np.arange(4)
    means = [np.exp(one) @ category for one in logs]
    squares = [np.exp(one) @ category**2 for one in logs]
    tables = ScoreTables(CALIBRATION, SCALE, PATTERNS)
    normaliser, mean, variance = (
        values[0] for values in tables.look_up(np.array([eta]), np.array([pattern]))
    )
    # Beyond the table the series only has to stay harmless.
    tolerance = 1e-5 if abs(eta) < 14 else 1e-2
    assert normaliser == pytest.approx(-sum(one[0] for one in logs), abs=tolerance)
    assert mean == pytest.approx(sum(means), abs=1e-3)
    assert variance == pytest.approx(sum(squares) - sum(np.square(means)), abs=0.02)


def test_look_up_takes_points_by_judgement():
    tables = ScoreTables(CALIBRATION, SCALE, PATTERNS)
    eta = np.array([[0.1, 2.0], [-1.0, 0.4]])
    _, mean, _ = tables.look_up(eta, np.array([[0], [1]]))
    _, single, _ = tables.look_up(np.array([0.4]), np.array([1]))
    assert mean.shape == (2, 2)
    assert mean[1, 1] == single[0]
