"""The slow search for what to hide: a linear program that changes one cell at the least price."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from scoring.disclosure_links import Bools
from scoring.disclosure_rules import KEEP_PRICE, Floats
from scoring.disclosure_solver import minimise
from scoring.disclosure_tables import Ints

# Smaller changes are noise of the solver.
_NOISE = 1e-7
# Price of changing a cell that is hidden already, so that changes stay near the cell.
_TRAVEL = 1e-3
# Prices above this are equally prohibitive; larger ones would spoil the scaling.
_DEAREST = 1e6


@dataclass(frozen=True)
class Scope:
    """Where to look: within so many relations of the cell (None: everywhere), totals or not."""

    steps: int | None
    totals: bool = False


def cheapest_change(
    relations: sp.csr_array,
    price: Floats,
    rooms: tuple[Floats, Floats],
    wanted: tuple[int, float],
    scope: Scope,
) -> tuple[Ints, Floats] | None:
    """Return the rows and changes of counts that no relation notices, or None.

    `wanted` is a row and how far its count is to change, down when negative; if that is too far,
    the farthest change within the scope is returned. `rooms` are the distances by which counts may
    rise and fall. Of all such changes the one whose cells are cheapest to hide is returned.
    """
    row, distance = wanted
    movable = (rooms[0] + rooms[1] > 0) & (price < (np.inf if scope.totals else KEEP_PRICE))
    movable[row] = True
    near = _near(relations, movable, row, scope.steps)
    matrix = sp.csr_array(relations[:, near])
    matrix = matrix[np.diff(matrix.indptr) > 0]
    target = int(np.searchsorted(near, row))
    sign = 1.0 if distance > 0 else -1.0
    most, least = rooms[0][near], -rooms[1][near]
    most[target] = min(most[target], max(distance, 0.0))
    least[target] = max(least[target], min(distance, 0.0))
    aim = np.zeros(near.size)
    aim[target] = -sign
    farthest = minimise(aim, matrix, np.zeros(matrix.shape[0]), (least, most))
    if farthest is None or abs(farthest[target]) < _NOISE * 10:
        return None
    most[target] = least[target] = sign * min(abs(farthest[target]), abs(distance))
    return _cheapest(matrix, near, price, (least, most))


def _cheapest(
    matrix: sp.csr_array, near: Ints, price: Floats, bounds: tuple[Floats, Floats]
) -> tuple[Ints, Floats] | None:
    least, most = bounds
    cost = np.minimum(price[near], _DEAREST) + _TRAVEL
    both = sp.csr_array(sp.hstack([matrix, -matrix], format="csr"))
    smallest = np.concatenate([np.maximum(least, 0), np.maximum(-most, 0)])
    largest = np.concatenate([np.maximum(most, 0), np.maximum(-least, 0)])
    parts = minimise(
        np.concatenate([cost, cost]), both, np.zeros(matrix.shape[0]), (smallest, largest)
    )
    if parts is None:
        return None
    change = parts[: near.size] - parts[near.size :]
    moved = np.abs(change) > _NOISE
    return near[moved], change[moved]


def _near(relations: sp.csr_array, movable: Bools, row: int, steps: int | None) -> Ints:
    """Movable cells within so many relations of a cell, ordered."""
    touching = sp.csr_array(abs(relations) * movable.astype(float))
    reached = np.zeros(movable.size)
    reached[row] = 1.0
    count = 0
    while steps is None or steps > 0:
        reached = ((touching.T @ (touching @ reached)) + reached > 0).astype(float)
        size = int(reached.sum())
        if size == count:
            break
        count, steps = size, None if steps is None else steps - 1
    return np.flatnonzero(reached)
