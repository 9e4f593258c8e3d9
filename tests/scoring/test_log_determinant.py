import numpy as np
import pytest
import scipy.sparse as sp

from scoring import log_determinant
from scoring.log_determinant import Factoriser, SchurComplement


def schur(people, raters, each, *, seed=5, variance=0.4):
    """Every person is rated by `each` random raters, ten times by each of them."""
    rng = np.random.default_rng(seed)
    rows = np.repeat(np.arange(people), each)
    columns = rng.integers(0, raters, rows.size)
    counts = sp.coo_array((np.full(rows.size, 10.0), (rows, columns)), shape=(people, raters))
    counts = counts.tocsr()
    weight = 0.3 / (1.0 + 0.3 * counts.sum(axis=1))
    return SchurComplement(counts, counts.sum(axis=0), weight, variance)


@pytest.mark.parametrize("way", ["dense", "sparse"])
def test_factor_exact_way_equals_numpy(way, monkeypatch):
    if way == "sparse":
        monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    problem = schur(400, 150, 1)
    factor = Factoriser()(problem)
    matrix = problem.matrix().toarray()
    right = np.random.default_rng(0).normal(size=(150, 2))
    assert factor.exact
    assert factor.logdet == pytest.approx(np.linalg.slogdet(matrix)[1], rel=1e-12)
    assert factor.solve(right) == pytest.approx(np.linalg.solve(matrix, right))


@pytest.mark.parametrize("each", [2, 6])
def test_factor_estimate_is_near_exact_logdet(each, monkeypatch):
    problem = schur(3_000, 900, each)
    exact = Factoriser()(problem)
    monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    monkeypatch.setattr(log_determinant, "_FACTOR_ENTRIES", 10)
    estimate = Factoriser()(problem)
    right = np.random.default_rng(0).normal(size=(900, 2))
    assert exact.exact
    assert not estimate.exact
    # In units of a log-likelihood ratio; the variance of b is known to about 2 * sqrt(2 * 900).
    assert estimate.logdet == pytest.approx(exact.logdet, abs=8.0)
    assert estimate.solve(right) == pytest.approx(exact.solve(right), abs=1e-8)


def test_factor_estimate_converges_to_exact_logdet(monkeypatch):
    problem = schur(3_000, 900, 2)
    exact = Factoriser()(problem).logdet
    monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    monkeypatch.setattr(log_determinant, "_FACTOR_ENTRIES", 10)
    monkeypatch.setattr(log_determinant, "_PROBES", 600)
    # The diagonal alone is 35 away.
    assert Factoriser()(problem).logdet == pytest.approx(exact, abs=1.5)


def test_factor_way_stays_the_same_for_one_factoriser(monkeypatch):
    factorise = Factoriser()
    assert factorise(schur(300, 80, 2)).exact
    monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    monkeypatch.setattr(log_determinant, "_FACTOR_ENTRIES", 10)
    assert factorise(schur(300, 80, 2, variance=0.5)).exact


def test_schur_inverse_of_large_order_errs_on_the_small_side(monkeypatch):
    problem = schur(600, 120, 2)
    exact = np.diag(problem.inverse())
    monkeypatch.setattr(log_determinant, "_DENSE_ORDER", 10)
    approximate = problem.inverse()
    assert approximate.shape == (120,)
    assert np.all(approximate <= exact * (1 + 1e-12))
    first = (1.0 / problem.diagonal()).mean()
    assert exact.mean() - approximate.mean() < 0.4 * (exact.mean() - first)


def test_schur_diagonal_equals_matrix():
    problem = schur(200, 30, 3)
    assert problem.diagonal() == pytest.approx(problem.matrix().diagonal())
