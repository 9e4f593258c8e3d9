"""Moves along longer cycles, for tables in which many combinations do not occur.

With the moves in all dimensions but two fixed, the counts of a tree of territories by flat
categories are a network: raising a count carries one person from its territory's total to its
category's total. A change that no total notices is a cycle, and the cheapest cycle through a cell
is a shortest path from one of its ends to the other.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from scoring.disclosure_moves import FORBIDDEN, Block, Goal, Move, contract
from scoring.disclosure_rules import KEEP_PRICE, Floats
from scoring.disclosure_tables import Ints

# Added to the price of every step, so that free cycles stay short.
_STEP = 1e-3


class CycleSearch:
    """The network over the main axis of a block and one flat axis.

    Nodes are the finest territories (their counts add up to their total), every category of every
    other territory (the parts add up to it) and one for the top. Cell (v, s) leads from v up to
    category s of the territory above; the total (v, 0) leads back down.
    """

    def __init__(self, block: Block, flat: int) -> None:
        self.block, self.flat = block, flat
        tree, width = block.axes[0], block.axes[flat].size
        is_leaf = np.isin(np.arange(tree.size), tree.leaves)
        category = np.arange(width)
        place = np.where(is_leaf[:, None], np.cumsum(is_leaf)[:, None] - 1, 0)
        inner = is_leaf.sum() + (np.cumsum(~is_leaf)[:, None] - 1) * width + category
        lower = np.where(is_leaf[:, None], place, inner)
        self.size = int(lower.max()) + 2
        upper = np.where(tree.parent[:, None] < 0, self.size - 1, lower[tree.parent])
        down = category == 0
        self.tail = np.where(down, upper, lower)
        self.head = np.where(down, lower, upper)
        # Every cell is two arcs: the first half raises the count, the second lowers it.
        ends = (np.append(self.tail, self.head), np.append(self.head, self.tail))
        arcs = sp.csr_array((np.arange(ends[0].size) + 1.0, ends), shape=(self.size, self.size))
        self.order = arcs.data.astype(np.int64) - 1
        self.pattern = (arcs.indices, arcs.indptr)

    def moves(self, row: int, goal: Goal) -> Iterator[Move]:
        """Yield the cheapest cycle through a cell for every choice of the other dimensions."""
        at = [int(i) for i in np.unravel_index(self.block.place[row], self.block.shape)]
        target = at[0] * self.block.axes[self.flat].size + at[self.flat]
        cells: tuple[Ints, Ints] | None = None
        for direction, distance in _distances(goal):
            for choice in self._choices_of(at, direction, distance):
                cells = cells or self._passable(at)
                layer = self._layer(at, choice, cells)
                steps = self._cycle(layer, target, direction, distance)
                if steps is not None:
                    yield self._move(at, choice, steps)

    def _choices_of(self, at: list[int], direction: int, distance: float) -> Iterator[int]:
        """Yield the choices of the other dimensions with which the cell itself may go that far."""
        price, room = self._laid_out()
        price, room = price[at[0], at[self.flat]][None], room[at[0], :, at[self.flat]][None]
        for place, axis in enumerate(self._others()):
            price, room = contract(price, room, place, self.block.axes[axis].choices(at[axis]))
        own = room.reshape(2, -1)[0 if direction > 0 else 1]
        yield from np.flatnonzero((own >= distance) & (price.ravel() < KEEP_PRICE)).tolist()

    def _passable(self, at: list[int]) -> tuple[Ints, Ints]:
        """Return where both axes can move at all: every choice moves the cells beside the sought.

        They are places of the tree and of the flat axis.
        """
        price, room = self._laid_out()
        here: tuple[Any, ...] = (
            slice(None),
            slice(None),
            *(at[axis] for axis in self._others()),
        )
        movable = (room[:, 0][here] + room[:, 1][here] > 0) & (price[here] < KEEP_PRICE)
        nodes, flats = np.nonzero(movable)
        return nodes, flats

    def _layer(self, at: list[int], choice: int, cells: tuple[Ints, Ints]) -> tuple[Floats, Floats]:
        """Prices (cells) and rooms (up/down x cells) of the cells of both axes with one choice."""
        price, room = self._laid_out()
        nodes, flats = cells
        total = np.zeros(nodes.size)
        least = np.full((2, nodes.size), np.inf)
        for place, sign in self._places(at, choice):
            total += price[(nodes, flats, *place)]
            sides = np.stack([room[(nodes, side, flats, *place)] for side in (0, 1)])
            np.minimum(least, sides if sign > 0 else sides[::-1], out=least)
        places = nodes * price.shape[1] + flats
        size = price.shape[0] * price.shape[1]
        prices, rooms = np.full(size, FORBIDDEN), np.zeros((2, size))
        prices[places], rooms[:, places] = total, least
        return prices, rooms

    def _laid_out(self) -> tuple[Floats, Floats]:
        """Prices and rooms of the block, the tree first, then (up and down and) the flat axis."""
        tree, width = self.block.axes[0], self.block.axes[self.flat].size
        price = np.moveaxis(self.block.price[: tree.size], self.flat, 1)[:, :width]
        room = np.moveaxis(self.block.room[: tree.size], self.flat + 1, 2)[:, :, :width]
        return price, room

    def _places(self, at: list[int], choice: int) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield the combinations of the other dimensions that a choice moves, and their signs."""
        ways = [
            list(zip(nodes.tolist(), signs.tolist(), strict=True))
            for nodes, signs in self._picked(at, choice)
        ]
        for combination in product(*ways):
            yield (
                tuple(int(node) for node, _sign in combination),
                float(np.prod([sign for _node, sign in combination])),
            )

    def _picked(self, at: list[int], choice: int) -> Iterator[tuple[Ints, Floats]]:
        """Yield nodes and signs of every other dimension with a choice."""
        others = self._others()
        counts = [len(self.block.axes[axis].choices(at[axis])[0]) for axis in others]
        picks = np.unravel_index(choice, counts) if others else ()
        for axis, pick in zip(others, picks, strict=True):
            nodes, signs = self.block.axes[axis].choices(at[axis])
            yield nodes[pick], signs[pick]

    def _others(self) -> list[int]:
        return [axis for axis in range(1, len(self.block.axes)) if axis != self.flat]

    def _cycle(
        self, layer: tuple[Floats, Floats], target: int, direction: int, distance: float
    ) -> tuple[Ints, Floats] | None:
        """Cells of the block's two axes (flat places) and signs, the target's being +1."""
        price, (rise, fall) = layer
        weights = np.append(
            np.where((rise >= distance) & (price < KEEP_PRICE), price + _STEP, np.inf),
            np.where((fall >= distance) & (price < KEEP_PRICE), price + _STEP, np.inf),
        )
        weights[[target, target + price.size]] = np.inf
        tail, head = self.tail.ravel()[target], self.head.ravel()[target]
        start, end = (head, tail) if direction > 0 else (tail, head)
        graph = sp.csr_array((weights[self.order], *self.pattern), shape=(self.size, self.size))
        length, before = dijkstra(graph, indices=start, return_predecessors=True)
        if not length[end] < KEEP_PRICE:
            return None
        return self._path(before.ravel().tolist(), (int(start), int(end)), target, direction)

    def _path(
        self, before: list[int], ends: tuple[int, int], target: int, direction: int
    ) -> tuple[Ints, Floats]:
        cells, signs = [target], [1.0]
        node = ends[1]
        while node != ends[0]:
            arc = self._arc(before[node], node)
            half = self.tail.size
            cells.append(arc % half)
            signs.append(direction * (1.0 if arc < half else -1.0))
            node = before[node]
        return np.array(cells), np.array(signs)

    def _arc(self, tail: int, head: int) -> int:
        indices, starts = self.pattern
        within = indices[starts[tail] : starts[tail + 1]]
        return int(self.order[starts[tail] + np.flatnonzero(within == head)[0]])

    def _move(self, at: list[int], choice: int, steps: tuple[Ints, Floats]) -> Move:
        """The product of a cycle with a choice of moves in the other dimensions."""
        block, others = self.block, self._others()
        cells, signs = steps
        index: list[Ints] = [cells] * len(block.axes)
        picked = zip(others, self._picked(at, choice), strict=True)
        for place, (axis, (nodes, sign)) in enumerate(picked, 1):
            index[axis] = nodes.reshape(-1, *(1,) * (len(others) - place))
            signs = np.multiply.outer(signs, sign)
        along = cells.reshape(-1, *(1,) * len(others))
        index[0], index[self.flat] = np.divmod(along, block.axes[self.flat].size)
        return block.measured(block.row[tuple(index)].ravel(), signs.ravel())


def _distances(goal: Goal) -> Iterator[tuple[int, float]]:
    """Ways to meet a goal in one direction: 1 or -1 and how far."""
    if goal.direction:
        yield goal.direction, goal.needs
        return
    yield 1, goal.needs - goal.fallen
    yield -1, goal.needs - goal.risen


def cycle_searches(block: Block) -> list[CycleSearch]:
    """One search for each flat axis of a block beside its main axis."""
    flat = [i for i, axis in enumerate(block.axes) if i and axis.depth.max() <= 1]
    return [CycleSearch(block, axis) for axis in flat]
