"""Conjugate gradients for several right-hand sides at once."""

from collections.abc import Callable

import numpy as np

from scoring.coding import Floats


def conjugate_gradients(
    multiply: Callable[[Floats], Floats],
    right: Floats,
    *,
    precondition: Callable[[Floats], Floats] = lambda residual: residual,
    tolerance: float = 1e-10,
    max_iterations: int = 2_000,
) -> Floats:
    """Solve A X = B for a symmetric positive semi-definite A given as a function.

    B holds one right-hand side per column (or is a vector); each column stops when its residual
    has shrunk by `tolerance` in the norm of the preconditioner. For a singular A the columns of B
    must lie in its range.
    """
    columns = right.reshape(right.shape[0], -1)
    solution = np.zeros_like(columns)
    residual = columns.copy()
    direction = precondition(residual)
    size = (residual * direction).sum(axis=0)
    goal = tolerance**2 * size
    preconditioned = direction
    for _ in range(max_iterations):
        active = size > goal
        if not active.any():
            break
        image = multiply(direction)
        curvature = (direction * image).sum(axis=0)
        active &= curvature > 0.0
        step = np.divide(size, curvature, out=np.zeros_like(size), where=active)
        solution += step * direction
        residual -= step * image
        preconditioned = precondition(residual)
        following = (residual * preconditioned).sum(axis=0)
        ratio = np.divide(following, size, out=np.zeros_like(size), where=active)
        direction = preconditioned + ratio * direction
        size = np.where(active, following, 0.0)
    return solution.reshape(right.shape)
