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

from scoring.disclosure_links import strides_of
from scoring.disclosure_moves import FORBIDDEN, Block, Goal, Move, contract
from scoring.disclosure_rules import KEEP_PRICE, Floats
from scoring.disclosure_tables import Ints

# Added to the price of every step, so that free cycles stay short.
_STEP = 1e-3


class _Network:
    """The arcs of those cells of both axes that can move at one place of the other dimensions.

    Most cells cannot: nobody learns there what is taught elsewhere. Every move through the place
    moves its cells, so the others are no part of any.
    """

    def __init__(self, block: Block, flat: int, ends: tuple[Ints, Ints], cells: Ints) -> None:
        nodes, flats = cells.T
        self.cells = cells
        self.tail, self.head = (end[nodes, flats] for end in ends)
        self.size = int(max(end.max() for end in ends)) + 1
        # Every cell is two arcs: the first half raises the count, the second lowers it.
        both = (np.append(self.tail, self.head), np.append(self.head, self.tail))
        arcs = sp.csr_array((np.arange(both[0].size) + 1.0, both), shape=(self.size, self.size))
        self.order = arcs.data.astype(np.int64) - 1
        self.pattern = (arcs.indices, arcs.indptr)
        strides = strides_of(block.shape)
        # Where the cells lie in the block's prices, and in its rooms to rise and to fall.
        self.base = nodes * strides[0] + flats * strides[flat]
        self.rooms = self.base + np.stack([nodes, nodes + 1]) * strides[0]

    def place_of(self, node: int, category: int) -> int | None:
        found = np.flatnonzero((self.cells == (node, category)).all(axis=1))
        return int(found[0]) if found.size else None

    def arc(self, tail: int, head: int) -> int:
        indices, starts = self.pattern
        within = indices[starts[tail] : starts[tail + 1]]
        return int(self.order[starts[tail] + np.flatnonzero(within == head)[0]])


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
        upper = np.where(tree.parent[:, None] < 0, int(lower.max()) + 1, lower[tree.parent])
        down = category == 0
        self.ends = (np.where(down, upper, lower), np.where(down, lower, upper))
        strides = strides_of(block.shape)
        self.strides = [int(strides[axis]) for axis in self._others()]
        self._networks: dict[tuple[int, ...], _Network] = {}

    def moves(self, row: int, goal: Goal) -> Iterator[Move]:
        """Yield the cheapest cycle through a cell for every choice of the other dimensions."""
        at = [int(i) for i in np.unravel_index(self.block.place[row], self.block.shape)]
        network = self._network(tuple(at[axis] for axis in self._others()))
        target = network.place_of(at[0], at[self.flat])
        if target is None:
            return
        for direction, distance in _distances(goal):
            for choice in self._choices_of(at, direction, distance):
                layer = self._layer(at, choice, network)
                steps = _cycle(network, layer, (target, direction), distance)
                if steps is not None:
                    yield self._move(at, choice, steps)

    def _network(self, place: tuple[int, ...]) -> _Network:
        """Rooms and prices only change among cells that can move, so a network lasts."""
        if place not in self._networks:
            price, room = self._laid_out()
            here: tuple[Any, ...] = (..., *place)
            movable = (room[:, 0][here] + room[:, 1][here] > 0) & (price[here] < FORBIDDEN)
            cells = np.argwhere(movable)
            self._networks[place] = _Network(self.block, self.flat, self.ends, cells)
        return self._networks[place]

    def _choices_of(self, at: list[int], direction: int, distance: float) -> Iterator[int]:
        """Yield the choices of the other dimensions with which the cell itself may go that far."""
        price, room = self._laid_out()
        price, room = price[at[0], at[self.flat]][None], room[at[0], :, at[self.flat]][None]
        for place, axis in enumerate(self._others()):
            price, room = contract(price, room, place, self.block.axes[axis].choices(at[axis]))
        own = room.reshape(2, -1)[0 if direction > 0 else 1]
        yield from np.flatnonzero((own >= distance) & (price.ravel() < KEEP_PRICE)).tolist()

    def _layer(self, at: list[int], choice: int, network: _Network) -> tuple[Floats, Floats]:
        """Prices (cells) and rooms (up/down x cells) of the network's cells with one choice."""
        prices, rooms = self.block.price.reshape(-1), self.block.room.reshape(-1)
        total = np.zeros(len(network.cells))
        least = np.full(network.rooms.shape, np.inf)
        for place, sign in self._places(at, choice):
            shift = sum(node * stride for node, stride in zip(place, self.strides, strict=True))
            total += prices.take(network.base + shift)
            sides = rooms.take(network.rooms + shift)
            np.minimum(least, sides if sign > 0 else sides[::-1], out=least)
        return total, least

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

    def _move(self, at: list[int], choice: int, steps: tuple[Ints, Floats]) -> Move:
        """The product of a cycle with a choice of moves in the other dimensions."""
        block, others = self.block, self._others()
        cells, signs = steps
        index: list[Ints] = [cells] * len(block.axes)  # all of them are replaced below
        picked = zip(others, self._picked(at, choice), strict=True)
        for place, (axis, (nodes, sign)) in enumerate(picked, 1):
            index[axis] = nodes.reshape(-1, *(1,) * (len(others) - place))
            signs = np.multiply.outer(signs, sign)
        for axis, along in zip((0, self.flat), cells.T, strict=True):
            index[axis] = along.reshape(-1, *(1,) * len(others))
        return block.measured(block.row[tuple(index)].ravel(), signs.ravel())


def _cycle(
    network: _Network, layer: tuple[Floats, Floats], aim: tuple[int, int], distance: float
) -> tuple[Ints, Floats] | None:
    """Cells as places on both axes, and their signs, the target's being +1.

    `aim` is the target, a place in the network, and the direction in which it is to move.
    """
    price, (rise, fall) = layer
    target, direction = aim
    weights = np.append(
        np.where((rise >= distance) & (price < KEEP_PRICE), price + _STEP, np.inf),
        np.where((fall >= distance) & (price < KEEP_PRICE), price + _STEP, np.inf),
    )
    weights[[target, target + price.size]] = np.inf
    tail, head = network.tail[target], network.head[target]
    start, end = (head, tail) if direction > 0 else (tail, head)
    shape = (network.size, network.size)
    graph = sp.csr_array((weights[network.order], *network.pattern), shape=shape)
    length, before = dijkstra(graph, indices=start, return_predecessors=True, limit=KEEP_PRICE)
    if not length[end] < KEEP_PRICE:
        return None
    cells, signs = [target], [1.0]
    previous: list[int] = before.ravel().tolist()
    node = int(end)
    while node != start:
        arc = network.arc(previous[node], node)
        cells.append(arc % price.size)
        signs.append(direction * (1.0 if arc < price.size else -1.0))
        node = previous[node]
    return network.cells[cells], np.array(signs)


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
