"""Minimising a smooth function of very few variables whose values are dear."""

from collections.abc import Callable

import numpy as np

from scoring.coding import Floats

_STEP = 1e-4
_MAX_ITERATIONS = 60
_MAX_HALVINGS = 25
_TOLERANCE = 1e-7


def minimise_smooth(function: Callable[[Floats], float], start: Floats) -> tuple[Floats, bool]:
    """Return the place of a local minimum and whether it was reached.

    A damped Newton method with central differences: k variables cost 1 + 2k + k(k-1)/2 values an
    iteration, and three or four iterations from a fair start. The function should be scaled so
    that differences near 1 matter (minus twice a log-likelihood is).
    """
    here = start.astype(float)
    value = function(here)
    before = 1.0
    for _ in range(_MAX_ITERATIONS):
        gradient, hessian = _differences(function, here, value)
        step = _descent(gradient, hessian)
        decrement = -0.5 * float(gradient @ step)
        # Newton steps shrink as e, c e^2, c (c e^2)^2, so what the next would be is known.
        remaining = np.abs(step) * min(1.0, decrement / before)
        if decrement < 1e-3 and np.all(remaining < _TOLERANCE * np.maximum(np.abs(here), 0.05)):
            return here + step, True
        before = max(decrement, 1e-300)
        fraction = min(1.0, 2.0 / float(np.max(np.abs(step) / np.maximum(np.abs(here), 0.5))))
        for _ in range(_MAX_HALVINGS):
            following = function(here + fraction * step)
            if following < value:
                break
            fraction *= 0.5
        else:
            # Rounding hides any further progress: this is the minimum to machine precision.
            return here, decrement < 1e-4
        here, value = here + fraction * step, following
    return here, False


def _differences(
    function: Callable[[Floats], float], here: Floats, value: float
) -> tuple[Floats, Floats]:
    size = here.size
    steps = np.diag(_STEP * np.maximum(np.abs(here), 0.1))
    up = np.array([function(here + step) for step in steps])
    down = np.array([function(here - step) for step in steps])
    width = np.diag(steps)
    gradient = (up - down) / (2.0 * width)
    hessian = np.diag((up + down - 2.0 * value) / width**2)
    for first in range(size):
        for second in range(first):
            both = function(here + steps[first] + steps[second])
            mixed = both - up[first] - up[second] + value
            mixed /= width[first] * width[second]
            hessian[first, second] = hessian[second, first] = mixed
    return gradient, hessian


def _descent(gradient: Floats, hessian: Floats) -> Floats:
    values, vectors = np.linalg.eigh(hessian)
    curvature = np.maximum(np.abs(values), 1e-8 * max(1.0, float(np.abs(values).max())))
    return np.asarray(-(vectors / curvature) @ (vectors.T @ gradient))
