import numpy as np
import pytest

from scoring.conjugate_gradients import conjugate_gradients


def test_conjugate_gradients_solves_columns_of_unequal_difficulty():
    rng = np.random.default_rng(3)
    half = rng.normal(size=(40, 60))
    matrix = half @ half.T + np.diag(np.linspace(0.1, 50.0, 40))
    right = rng.normal(size=(40, 3))
    right[:, 1] = matrix[:, 7]
    right[:, 2] = 0.0
    solution = conjugate_gradients(lambda x: matrix @ x, right)
    assert solution == pytest.approx(np.linalg.solve(matrix, right), abs=1e-8)


def test_conjugate_gradients_preconditioned_vector():
    diagonal = np.logspace(0, 6, 50)
    matrix = np.diag(diagonal) + 0.1
    right = np.arange(50.0)
    solution = conjugate_gradients(
        lambda x: matrix @ x, right, precondition=lambda r: (r.T / diagonal).T, max_iterations=40
    )
    assert solution == pytest.approx(np.linalg.solve(matrix, right), rel=1e-8)


def test_conjugate_gradients_singular_matrix_with_solvable_side():
    matrix = np.array([[1.0, -1.0], [-1.0, 1.0]])
    solution = conjugate_gradients(lambda x: matrix @ x, np.array([2.0, -2.0]))
    assert matrix @ solution == pytest.approx([2.0, -2.0])
