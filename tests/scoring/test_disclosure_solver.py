import numpy as np
import pytest
import scipy.sparse as sp

from scoring.disclosure_solver import minimise

SUM = sp.csr_array(np.ones((1, 2)))
ANY = (np.zeros(2), np.full(2, np.inf))


def test_minimise_finds_the_cheapest_point():
    point = minimise(np.array([2.0, 1.0]), SUM, np.array([5.0]), (np.array([1.0, 0.0]), ANY[1]))
    assert point == pytest.approx([1.0, 4.0])


def test_minimise_without_relations_stops_at_the_bounds():
    point = minimise(np.ones(2), sp.csr_array((0, 2)), np.zeros(0), (np.array([3.0, 4.0]), ANY[1]))
    assert point == pytest.approx([3.0, 4.0])


def test_minimise_impossible_or_unbounded_is_none():
    assert minimise(np.ones(2), SUM, np.array([-1.0]), ANY) is None
    assert minimise(-np.ones(2), sp.csr_array((0, 2)), np.zeros(0), ANY) is None
