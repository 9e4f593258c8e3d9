import numpy as np
import pytest

from scoring.minimise import minimise_smooth


@pytest.mark.parametrize("keep_curvature", [False, True])
def test_minimise_smooth_finds_minimum_of_quadratic(keep_curvature):
    matrix = np.array([[3.0, 1.0], [1.0, 2.0]])

    def function(here):
        away = here - np.array([0.4, -1.7])
        return 5.0 + away @ matrix @ away

    place, converged = minimise_smooth(
        function, np.array([1.0, 1.0]), keep_curvature=keep_curvature
    )
    assert converged
    assert place == pytest.approx([0.4, -1.7], abs=1e-5 if keep_curvature else 1e-8)


def test_minimise_smooth_crosses_a_curved_valley():
    place, converged = minimise_smooth(
        lambda here: 100.0 * (here[1] - here[0] ** 2) ** 2 + (1.0 - here[0]) ** 2,
        np.array([-1.2, 1.0]),
    )
    assert converged
    assert place == pytest.approx([1.0, 1.0], abs=1e-5)


def test_minimise_smooth_keeping_curvature_needs_fewer_values():
    seen = []

    def function(here):
        seen.append(here)
        return float(1e4 * (here @ here - 2.0 * here.sum() + 0.02 * (here**3).sum()))

    places = {}
    for keep in (False, True):
        before = len(seen)
        place, converged = minimise_smooth(function, np.array([0.99, 0.96]), keep_curvature=keep)
        assert converged
        places[keep] = place, len(seen) - before
    root = (np.sqrt(1 + 6 * 0.02) - 1) / (3 * 0.02)
    assert places[False][0] == pytest.approx([root, root], abs=1e-8)
    assert places[True][0] == pytest.approx([root, root], abs=1e-5)
    assert places[True][1] < places[False][1]


def test_minimise_smooth_leaves_a_saddle():
    # Even in both variables, a maximum along the second at 0.
    place, _ = minimise_smooth(
        lambda here: here[0] ** 2 - here[1] ** 2 + here[1] ** 4, np.array([0.3, 0.1])
    )
    assert np.abs(place) == pytest.approx([0.0, np.sqrt(0.5)], abs=1e-6)


@pytest.mark.parametrize("start", [[0.3, 0.0], [0.0, 0.0]])
def test_minimise_smooth_leaves_a_place_where_only_the_gradient_vanishes(start):
    place, converged = minimise_smooth(
        lambda here: here[0] ** 2 - here[1] ** 2 + here[1] ** 4, np.array(start)
    )
    assert converged
    assert np.abs(place) == pytest.approx([0.0, np.sqrt(0.5)], abs=1e-6)


def test_minimise_smooth_without_minimum_says_so():
    _, converged = minimise_smooth(lambda here: float(-here[0]), np.array([0.0]))
    assert not converged
