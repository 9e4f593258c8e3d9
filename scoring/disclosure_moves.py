"""Moves: changes of hidden cells that no relation notices.

If some counts go up by one and others down by one and every total still fits, a reader who does
not see those cells cannot tell the two tables apart. A move is made by choosing in each dimension
either two branches that swap (one up, one down, the total above both unmoved) or one branch up to
the total; the moved cells are the product of these choices, with the product of the signs. To
protect a cell means to hide the cells of a cheap move through it whose counts leave room enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.disclosure_links import Bools, LinkedCells
from scoring.disclosure_rules import Floats
from scoring.disclosure_tables import Ints

FORBIDDEN = 1e15

# Ways to choose branches in one further dimension with several levels.
_MAX_CHOICES = 48
_MAX_BLOCK = 3_000_000
# Moves tried per height of the branches, cheapest first.
_TRIED = 4


@dataclass(frozen=True)
class Goal:
    """What a move must allow: with what is proved already (`risen`, `fallen`), a width of `needs`.

    `direction` 1 or -1 asks for the whole of `needs` upwards or downwards, 0 for both together.
    """

    needs: float
    risen: float = 0.0
    fallen: float = 0.0
    direction: int = 0

    def met(self, rise: Floats, fall: Floats) -> Bools:
        if self.direction:
            return (rise if self.direction > 0 else fall) >= self.needs
        width = np.maximum(rise, self.risen) + np.maximum(fall, self.fallen)
        return (width >= self.needs) & (rise + fall >= 1)


@dataclass(frozen=True, eq=False)
class Move:
    """Rows of the moved cells, their signs (the sought cell has +1) and the price of hiding them.

    The counts may move by up to `up` along the signs and by up to `down` against them.
    """

    rows: Ints
    signs: Floats
    price: float
    up: float
    down: float


class _Axis:
    """One dimension of a block: the tree of the categories that occur in it; node 0 is the top."""

    def __init__(self, parent: Ints) -> None:
        self.parent = parent
        self.size = parent.size
        self.depth = np.zeros(parent.size, dtype=np.int64)
        for node in range(1, parent.size):
            self.depth[node] = self.depth[parent[node]] + 1
        height = int(self.depth.max())
        # line[v, d]: the node at depth d on the way from the top to v; `size` below v itself.
        self.line = np.full((parent.size + 1, height + 1), parent.size)
        for node in range(parent.size):
            self.line[node] = self.line[parent[node]] if node else parent.size
            self.line[node, self.depth[node]] = node
        self.leaves = np.setdiff1d(np.arange(parent.size), parent[1:])
        self._under: dict[int, Ints] = {}
        self._choices: dict[int, tuple[Ints, Floats]] = {}

    def under(self, node: int) -> Ints:
        """Leaves at or below a node."""
        if node not in self._under:
            of = self.leaves
            self._under[node] = of[self.line[of, self.depth[node]] == node]
        return self._under[node]

    def choices(self, node: int) -> tuple[Ints, Floats]:
        """All ways to move a category: nodes (padded with `size`) and signs, a row per choice."""
        if node not in self._choices:
            found = list(self._branches(node))[:_MAX_CHOICES]
            width = max((len(nodes) for nodes, _ in found), default=1)
            nodes = np.full((len(found), width), self.size)
            signs = np.ones((len(found), width))
            for row, (chosen, sign) in enumerate(found):
                nodes[row, : len(chosen)] = chosen
                signs[row, : len(chosen)] = sign
            self._choices[node] = (nodes, signs)
        return self._choices[node]

    def descents(self) -> tuple[Ints, Floats]:
        """The ways from the top down to every leaf, as in `choices`."""
        nodes = self.line[self.leaves]
        return nodes, np.ones(nodes.shape)

    def _branches(self, node: int) -> Iterator[tuple[list[int], list[int]]]:
        """Swaps of neighbouring branches first, then of distant ones, then the way to the top."""
        own = self.under(node)[:4]
        for top in range(int(self.depth[node]) - 1, -1, -1):
            for leaf in own:
                mine = self._below(leaf, top)
                others = self.under(int(self.line[node, top]))
                for other in others[self.line[others, top + 1] != self.line[node, top + 1]]:
                    theirs = self._below(other, top)
                    yield mine + theirs, [1] * len(mine) + [-1] * len(theirs)
        for leaf in own:
            mine = self._below(leaf, -1)
            yield mine, [1] * len(mine)

    def _below(self, leaf: int, top: int) -> list[int]:
        return [int(node) for node in self.line[leaf, top + 1 : self.depth[leaf] + 1]]


class Block:
    """All cells over one set of dimensions (and their margins) as an array, for the search.

    `price` and `room` are laid out over the block: `room[:, 0]` is how far a count may rise,
    `room[:, 1]` how far it may fall. Every axis has one more place, for "no category" in padded
    choices, which costs nothing and binds nothing.
    """

    def __init__(self, cells: LinkedCells, used: Sequence[int], rows: Ints) -> None:
        self.used = used
        local, axes = [], []
        for dimension in used:
            nodes = np.unique(np.append(cells.nodes[rows, dimension], 0))
            axes.append(_Axis(_local_parents(cells.dimensions[dimension].parent, nodes)))
            local.append(np.searchsorted(nodes, cells.nodes[rows, dimension]))
        order = np.argsort([-axis.size for axis in axes], kind="stable")
        self.axes = [axes[i] for i in order]
        self.shape = tuple(axis.size + 1 for axis in self.axes)
        self.place = np.full(cells.values.size + 1, -1)
        self.place[rows] = np.ravel_multi_index([local[i] for i in order], self.shape)
        self.row = np.full(int(np.prod(self.shape)), cells.values.size)
        self.row[self.place[rows]] = rows
        self.row = self.row.reshape(self.shape)
        self.closed = self._closed(cells, order)
        real = self.row[tuple(slice(axis.size) for axis in self.axes)]
        # Whether moves have to be checked: cells are missing here, or other relations touch them.
        self.is_open = bool((real == cells.values.size).any() or (cells.axis_of < 0).any())

    def _closed(self, cells: LinkedCells, order: Ints) -> Bools:
        """Mark combinations that nobody lists though a total is the sum of those beside them.

        They are zero whatever is hidden: no move leads through them.
        """
        closed = np.zeros(self.shape, dtype=bool)
        none = cells.values.size
        for place, axis in enumerate(self.axes):
            own = cells.relations[cells.axis_of == self.used[order[place]]]
            is_total = np.append(np.asarray((own < 0).sum(axis=0)).ravel() > 0, False)
            listed = np.moveaxis(self.row, place, 0)
            missing = listed[1 : axis.size] == none
            # A view: what is marked in it is marked in the block.
            np.moveaxis(closed, place, 0)[1 : axis.size] |= (
                missing & is_total[listed[axis.parent[1:]]]
            )
        for place, axis in enumerate(self.axes):
            _pass_on(np.moveaxis(closed, place, 0), np.moveaxis(self.row, place, 0) == none, axis)
        # "No category" of padded choices stands for nothing that could be zero.
        for place in range(len(self.axes)):
            np.moveaxis(closed, place, 0)[-1] = False
        return closed

    def load(self, price: Floats, rise: Floats, fall: Floats) -> None:
        """Lay out prices and rooms of all cells (with one more entry for "no cell")."""
        self.price = np.where(self.closed, FORBIDDEN, price[self.row])
        self.room = np.stack([rise[self.row], fall[self.row]], axis=1)

    def set_price(self, rows: Ints, price: float) -> None:
        places = self.place[rows]
        self.price.flat[places[places >= 0]] = price

    def set_room(self, rows: Ints, rise: Floats, fall: Floats) -> None:
        places = self.place[rows]
        inside = places >= 0
        first, rest = np.divmod(places[inside], int(np.prod(self.shape[1:])))
        flat = self.room.reshape(self.shape[0], 2, -1)
        flat[first, 0, rest], flat[first, 1, rest] = rise[inside], fall[inside]

    def measured(self, rows: Ints, signs: Floats) -> Move:
        """Return the move of some cells of the block, with its price and rooms."""
        real = rows < self.place.size - 1
        rows, signs = rows[real], signs[real]
        places = self.place[rows]
        first, rest = np.divmod(places, int(np.prod(self.shape[1:])))
        rise, fall = (self.room.reshape(self.shape[0], 2, -1)[first, side, rest] for side in (0, 1))
        up = float(np.where(signs > 0, rise, fall).min())
        down = float(np.where(signs > 0, fall, rise).min())
        return Move(rows, signs, float(self.price.flat[places].sum()), up, down)

    def moves(self, row: int, goal: Goal) -> Iterator[Move]:
        """Yield moves of a cell that meet the goal: those up to a top that is hidden already, then
        the nearest branches first, the cheapest first.
        """
        main, *nodes = (int(i) for i in np.unravel_index(self.place[row], self.shape))
        if self.price[(0, *nodes)] == 0 and main:
            free = self._moves_below(main, nodes, -1, goal)
            yield from (move for move in free if move.price == 0)
        for top in range(int(self.axes[0].depth[main]) - 1, -2, -1):
            yield from self._moves_below(main, nodes, top, goal)

    def extend(self, move: Move, goal: Goal) -> Move | None:
        """Carry a move of another block on through the dimensions that only this block has.

        Returns the move itself where nothing is to be done, None where nothing can be.
        """
        inside = np.flatnonzero(self.place[move.rows] >= 0)
        at = np.array(np.unravel_index(self.place[move.rows[inside]], self.shape))
        still = [i for i in range(len(self.axes)) if not at[i].any()]
        if not inside.size or not still:
            return move
        spread = [
            tuple(slice(None) if i in still else at[i, cell] for i in range(len(self.axes)))
            for cell in range(inside.size)
        ]
        price, room = self._spread(spread, move.signs[inside])
        for place, axis in enumerate(still):
            price, room = contract(price, room, place, self.axes[axis].descents())
        total = price.sum(axis=0).ravel()
        rise, fall = np.minimum(room.min(axis=0).reshape(2, -1), [[move.up], [move.down]])
        choice = int(np.where(goal.met(rise, fall), total, FORBIDDEN).argmin())
        if total[choice] >= FORBIDDEN or not goal.met(rise[choice], fall[choice]):
            return None
        leaves = np.unravel_index(choice, price.shape[1:])
        ways = [
            self.axes[axis].line[self.axes[axis].leaves[leaf]]
            for axis, leaf in zip(still, leaves, strict=True)
        ]
        cross = np.stack([self.row[cells][np.ix_(*ways)] for cells in spread])
        signs = np.broadcast_to(move.signs[inside].reshape(-1, *[1] * len(still)), cross.shape)
        fresh = (cross < self.place.size - 1) & ~np.isin(cross, move.rows)
        return Move(
            np.append(move.rows, cross[fresh]),
            np.append(move.signs, signs[fresh]),
            move.price + float(total[choice]),
            float(rise[choice]),
            float(fall[choice]),
        )

    def _spread(
        self, spread: Sequence[tuple[slice | np.int64, ...]], signs: Floats
    ) -> tuple[Floats, Floats]:
        """Prices and rooms of moved cells over the dimensions in which they have not moved."""
        price = np.stack([self.price[cells] for cells in spread])
        sides = [self.room[:, side] for side in (0, 1)]
        room = np.stack([[side[cells] for side in sides] for cells in spread])
        room[signs < 0] = room[signs < 0, ::-1]
        return price, room

    def _moves_below(self, main: int, nodes: list[int], top: int, goal: Goal) -> Iterator[Move]:
        """Swap branches that meet at depth `top` of the main axis (-1: one branch to the top)."""
        axis = self.axes[0]
        own = axis.under(main)
        other = own[:0]
        if top >= 0:
            other = axis.under(int(axis.line[main, top]))
            other = other[axis.line[other, top + 1] != axis.line[main, top + 1]]
            if not other.size:
                return
        own = own[self._passable(axis.line[own, top + 1 :], nodes, goal)]
        back = replace(goal, risen=goal.fallen, fallen=goal.risen, direction=-goal.direction)
        passable = self._passable(axis.line[other, top + 1 :], nodes, back)
        if not own.size or (other.size and not passable.any()):
            return
        lines = axis.line[np.concatenate([own, other[passable]]), top + 1 :]
        price, room = self._cross(lines, own.size, nodes)
        total, rooms, places = _best(price, room, own.size, goal)
        order = np.argsort(total, kind="stable")[:_TRIED] if total.size > 1 else [0]
        for choice in order:
            if total[choice] >= FORBIDDEN:
                return
            at = np.unravel_index(choice, price.shape[1:])
            rows, signs = self._product(lines[places[:, choice]], nodes, at)
            up, down = rooms[choice].tolist()
            yield Move(rows, signs, float(total[choice]), up, down)

    def _passable(self, lines: Ints, nodes: list[int], goal: Goal) -> Bools:
        """Tell which branches may move at all: every move along one moves its cells at `nodes`."""
        price = self.price[(lines, *nodes)].sum(axis=1)
        rise, fall = (self.room[(lines, side, *nodes)].min(axis=1) for side in (0, 1))
        return np.asarray((price < FORBIDDEN) & goal.met(rise, fall))

    def _cross(self, lines: Ints, own: int, nodes: list[int]) -> tuple[Floats, Floats]:
        """Sum prices and take the least rooms over every choice of the other dimensions."""
        price, room = self.price[lines[:, 0]], self.room[lines[:, 0]]
        for column in lines.T[1:]:
            price += self.price[column]
            np.minimum(room, self.room[column], out=room)
        room[own:] = room[own:, ::-1]
        for place, (axis, node) in enumerate(zip(self.axes[1:], nodes, strict=True)):
            price, room = contract(price, room, place, axis.choices(node))
        return price, room

    def _product(
        self, branches: Ints, nodes: list[int], at: tuple[np.intp, ...]
    ) -> tuple[Ints, Floats]:
        chosen = [branches.ravel()]
        signs = [np.repeat([1.0, -1.0][: len(branches)], branches.shape[1])]
        for axis, node, choice in zip(self.axes[1:], nodes, at, strict=True):
            of_node, sign = axis.choices(node)
            chosen.append(of_node[choice])
            signs.append(sign[choice])
        rows = self.row[np.ix_(*chosen)].ravel()
        sign = signs[0]
        for factor in signs[1:]:
            sign = np.multiply.outer(sign, factor)
        real = rows < self.place.size - 1
        return rows[real], np.asarray(sign.ravel()[real])


def _pass_on(closed: Bools, missing: Bools, axis: _Axis) -> None:
    """Mark what nobody lists below a combination that is marked: parts of zero are zero."""
    for depth in range(1, int(axis.depth.max()) + 1):
        nodes = np.flatnonzero(axis.depth == depth)
        closed[nodes] |= missing[nodes] & closed[axis.parent[nodes]]


def contract(
    price: Floats, room: Floats, place: int, choices: tuple[Ints, Floats]
) -> tuple[Floats, Floats]:
    """Replace the categories of one axis by the choices of moving along it."""
    total = least = None
    for nodes, signs in zip(choices[0].T, choices[1].T, strict=True):
        turn = (signs < 0).reshape(-1, *(1,) * (room.ndim - 3 - place))
        part = price.take(nodes, axis=1 + place)
        rooms = room.take(nodes, axis=2 + place)
        rooms = np.where(turn, rooms[:, ::-1], rooms)
        total = part if total is None else total + part
        least = rooms if least is None else np.minimum(least, rooms)
    if total is None or least is None:
        msg = "A category has no way to move."
        raise ValueError(msg)
    return total, least


def _local_parents(parent: Ints, nodes: Ints) -> Ints:
    """Parents among `nodes` (sorted, with the top): the nearest ancestor that occurs."""
    above = parent[nodes]
    inside = np.isin(above, nodes)
    while not inside[1:].all():
        above = np.where(inside | (above < 0), above, parent[above])
        inside = np.isin(above, nodes)
    return np.where(above < 0, -1, np.searchsorted(nodes, above))


def _best(price: Floats, room: Floats, own: int, goal: Goal) -> tuple[Floats, Floats, Ints]:
    """Choose for every choice of the other dimensions the cheapest branch on either side.

    Returns, by choice, the price (`FORBIDDEN` where the room is too narrow), the rooms up and
    down, and the places of the branches (sides x choices).
    """
    price, room = price.reshape(len(price), -1), room.reshape(len(price), 2, -1)
    price = np.where(goal.met(room[:, 0], room[:, 1]), price, FORBIDDEN)
    choices = np.arange(price.shape[1])
    places = [price[:own].argmin(axis=0) if own > 1 else np.zeros_like(choices)]
    total, rooms = price[places[0], choices], room[places[0], :, choices]
    if len(price) > own:
        places.append(own + price[own:].argmin(axis=0))
        total = total + price[places[1], choices]
        rooms = np.minimum(rooms, room[places[1], :, choices])
        total = np.where(goal.met(rooms[:, 0], rooms[:, 1]), total, FORBIDDEN)
    return total, rooms, np.array(places)


def build_blocks(cells: LinkedCells) -> list[Block]:
    """One block per largest set of dimensions that occur together; cells of margins are in many.

    A set with more combinations of categories than can be laid out is skipped: its cells are left
    to the slower search.
    """
    bits = np.int64(1) << np.arange(len(cells.dimensions), dtype=np.int64)
    masks = (cells.nodes > 0) @ bits
    kinds = np.unique(masks)
    largest = [mask for mask in kinds if not ((kinds & mask == mask) & (kinds != mask)).any()]
    blocks = []
    for mask in largest:
        used = [axis for axis, bit in enumerate(bits) if mask & bit]
        rows = np.flatnonzero(masks & mask == masks)
        sizes = [np.unique(cells.nodes[rows, axis]).size + 1 for axis in used]
        if used and np.prod(sizes, dtype=float) <= _MAX_BLOCK:
            blocks.append(Block(cells, used, rows))
    for block in blocks:
        block.is_open |= len(largest) > 1
    return sorted(blocks, key=lambda block: -block.row.size)
