"""Minimising a smooth function of very few variables whose values are dear."""

from collections.abc import Callable

import numpy as np

from scoring.coding import Floats

_STEP = 1e-4
_MAX_ITERATIONS = 60
_MAX_HALVINGS = 25
# Relative distance to the minimum at the end, without and with kept curvature.
_TOLERANCE = 1e-7
_ROUGH_TOLERANCE = 1e-5
_LONGEST_STEP = 2.0
# A relative step after which the curvature is taken to be the same.
_NEAR = 0.02
# Half the squared distance to the minimum, in standard errors, that rounding may hide.
_ROUNDING = 1e-4
# A curvature that differences cannot mistake for zero; steps out of a saddle; a fall worth taking.
_SADDLE = 1e-2
_ASIDE = (0.3, 0.1, 0.03, 0.01)
_ROUNDING_OF_VALUES = 1e-12


def minimise_smooth(
    function: Callable[[Floats], float], start: Floats, *, keep_curvature: bool = False
) -> tuple[Floats, bool]:
    """Return the place of a local minimum and whether it was reached.

    A damped Newton method with differences. With k variables an iteration costs 2k + k(k-1)/2
    values for gradient and curvature; with `keep_curvature` k values once steps are small, which
    reaches the minimum to five digits and not seven. The function should be scaled so that
    differences near 1 matter (minus twice a log-likelihood is).
    """
    here, value = start.astype(float), function(start)
    gradient, hessian = _differences(function, here, value)
    before, tolerance = 0.0, _ROUGH_TOLERANCE if keep_curvature else _TOLERANCE
    for _ in range(_MAX_ITERATIONS):
        step = _descent(gradient, hessian)
        decrement = -0.5 * float(gradient @ step)
        # Newton steps shrink as e, c e^2, c (c e^2)^2 and, with the same curvature, as e, c e,
        # c^2 e: what is left after this one is known.
        ratio = decrement / before if before else 1.0
        left = np.abs(step) * (np.sqrt(ratio) if keep_curvature else min(ratio, 1.0))
        if np.all(left < tolerance * np.maximum(np.abs(here), 0.05)):
            lower = _beside_saddle(function, here, value, hessian)
            if lower is None:
                return here + step, True
            here, value = lower
            gradient, hessian = _differences(function, here, value)
            before = 0.0
            continue
        following = _damped(function, here, value, step)
        if following is None:
            # Rounding hides any further progress: this is the minimum to machine precision.
            return here, decrement < _ROUNDING
        moved = np.abs(following[0] - here) / np.maximum(np.abs(here), 0.05)
        here, value = following
        if keep_curvature and moved.max() < _NEAR:
            gradient = _forward(function, here, value, hessian)
        else:
            gradient, hessian = _differences(function, here, value)
        before = decrement
    return here, False


def _damped(
    function: Callable[[Floats], float], here: Floats, value: float, step: Floats
) -> tuple[Floats, float] | None:
    """Shorten the step until the value falls; None when it does not."""
    longest = float(np.max(np.abs(step) / np.maximum(np.abs(here), 0.5)))
    fraction = min(1.0, _LONGEST_STEP / longest)
    for _ in range(_MAX_HALVINGS):
        there = here + fraction * step
        value_there = function(there)
        if value_there < value:
            return there, value_there
        fraction *= 0.5
    return None


def _beside_saddle(
    function: Callable[[Floats], float], here: Floats, value: float, hessian: Floats
) -> tuple[Floats, float] | None:
    """Return a lower place where the gradient vanishes without a minimum; None at a minimum.

    A deviance is the same for a deviation and its negative, so its gradient vanishes at a
    deviation of zero even when a larger one is likelier.
    """
    values, vectors = np.linalg.eigh(hessian)
    if values[0] > -_SADDLE:
        return None
    for length in _ASIDE:
        for side in (length, -length):
            there = here + side * vectors[:, 0]
            value_there = function(there)
            if value_there < value - _ROUNDING_OF_VALUES * max(1.0, abs(value)):
                return there, value_there
    return None


def _widths(here: Floats) -> Floats:
    return np.asarray(_STEP * np.maximum(np.abs(here), 0.1))


def _differences(
    function: Callable[[Floats], float], here: Floats, value: float
) -> tuple[Floats, Floats]:
    """Return gradient and curvature by central differences."""
    width = _widths(here)
    steps = np.diag(width)
    up = np.array([function(here + step) for step in steps])
    down = np.array([function(here - step) for step in steps])
    hessian = np.diag((up + down - 2.0 * value) / width**2)
    for first in range(here.size):
        for second in range(first):
            both = function(here + steps[first] + steps[second])
            mixed = both - up[first] - up[second] + value
            mixed /= width[first] * width[second]
            hessian[first, second] = hessian[second, first] = mixed
    return (up - down) / (2.0 * width), hessian


def _forward(
    function: Callable[[Floats], float], here: Floats, value: float, hessian: Floats
) -> Floats:
    """Return the gradient by forward differences, whose main error the curvature takes off."""
    width = _widths(here)
    up = np.array([function(here + step) for step in np.diag(width)])
    return np.asarray((up - value) / width - 0.5 * width * np.diag(hessian))


def _descent(gradient: Floats, hessian: Floats) -> Floats:
    values, vectors = np.linalg.eigh(hessian)
    curvature = np.maximum(np.abs(values), 1e-8 * max(1.0, float(np.abs(values).max())))
    return np.asarray(-(vectors / curvature) @ (vectors.T @ gradient))
