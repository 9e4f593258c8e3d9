"""Secondary suppression: hide more cells until no hidden cell can be narrowed down too far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scoring.disclosure_cycles import cycle_searches
from scoring.disclosure_links import Bools
from scoring.disclosure_moves import FORBIDDEN, Goal, Move, build_blocks
from scoring.disclosure_repair import Scope, cheapest_change
from scoring.disclosure_rules import KEEP_PRICE, Floats, Plan
from scoring.disclosure_tables import Ints

# Widths are compared with this tolerance, since linear programs answer in floating point.
SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class Proof:
    """Tables that fit all that is shown, with the counts of `rows` up by `up` or down by `down`.

    Up and down may come from different tables, and from different ones for different cells.
    """

    rows: Ints
    up: Floats
    down: Floats


class Protection:
    """The hidden cells so far, what hiding costs, and the proofs that they stay unknown."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.hidden: Bools = plan.secret.copy()
        values = plan.cells.values.astype(float)
        self.rise = np.append(plan.most - values, np.inf)
        self.fall = np.append(values - plan.least, np.inf)
        self.price = np.append(np.where(self.hidden, 0.0, plan.price), 0.0)
        self.rise[:-1][plan.fixed] = self.fall[:-1][plan.fixed] = 0.0
        self.price[:-1][plan.fixed] = FORBIDDEN
        self.up = np.zeros(values.size)
        self.down = np.zeros(values.size)
        self.proofs: list[Proof] = []
        self.blocks = build_blocks(plan.cells)
        for block in self.blocks:
            block.load(self.price, self.rise, self.fall)
        self.cycles = [search for block in self.blocks for search in cycle_searches(block)]
        self._by_cell = plan.cells.relations.tocsc()

    def gaps(self) -> Floats:
        """How much of the needed width each hidden cell still lacks; 0 for the others."""
        lack = self.plan.needs - self.up - self.down
        return np.where(self.hidden & (lack > SLACK), lack, 0.0)

    def lacks(self, row: int) -> bool:
        return bool(self.plan.needs[row] - self.up[row] - self.down[row] > SLACK)

    def find(self, row: int, goal: Goal) -> Move | None:
        """Return an affordable move of a cell that meets the goal, or None."""
        for block in self.blocks:
            for found in block.moves(row, goal) if block.place[row] >= 0 else ():
                move = self._complete(found, goal) if block.is_open else found
                if move is not None and move.price < KEEP_PRICE:
                    return move
        return self._find_cycle(row, goal)

    def _find_cycle(self, row: int, goal: Goal) -> Move | None:
        """Return the cheapest move along a cycle, or None."""
        best: Move | None = None
        for search in self.cycles:
            for found in search.moves(row, goal) if search.block.place[row] >= 0 else ():
                move = self._complete(found, goal) if search.block.is_open else found
                if move is not None and move.price < (best.price if best else KEEP_PRICE):
                    best = move
                if best is not None and best.price == 0:
                    return best
        return best

    def _complete(self, move: Move, goal: Goal) -> Move | None:
        """Carry a move on into other blocks; None unless every relation is kept."""
        extended: Move | None = move
        for block in self.blocks:
            extended = block.extend(extended, goal) if extended else None
        if extended is None or not self._balances(extended):
            return None
        return extended

    def _balances(self, move: Move) -> bool:
        starts, ends = self._by_cell.indptr[move.rows], self._by_cell.indptr[move.rows + 1]
        entries = np.concatenate([np.arange(*span) for span in zip(starts, ends, strict=True)])
        signs = np.repeat(move.signs, ends - starts) * self._by_cell.data[entries]
        return not np.bincount(self._by_cell.indices[entries], signs).any()

    def hide(self, rows: Ints) -> None:
        fresh = rows[self.price[rows] > 0]
        self.hidden[fresh] = True
        self.price[fresh] = 0.0
        for block in self.blocks:
            block.set_price(fresh, 0.0)

    def accept(self, proof: Proof) -> None:
        self.hide(proof.rows)
        self.up[proof.rows] = np.maximum(self.up[proof.rows], proof.up)
        self.down[proof.rows] = np.maximum(self.down[proof.rows], proof.down)
        self.proofs.append(proof)

    def accept_move(self, move: Move) -> None:
        up = np.where(move.signs > 0, move.up, move.down)
        down = np.where(move.signs > 0, move.down, move.up)
        self.accept(Proof(move.rows, up, down))

    def restart(self, kept: list[int]) -> None:
        """Keep only some of the proofs, and hidden only what they and the plan need."""
        proofs = [self.proofs[place] for place in kept]
        self.hidden = self.plan.secret.copy()
        self.price[:-1] = np.where(self.hidden, 0.0, self.plan.price)
        self.price[:-1][self.plan.fixed] = FORBIDDEN
        self.up[:] = self.down[:] = 0.0
        self.proofs = []
        for proof in proofs:
            self.accept(proof)

    def set_room(self, rows: Ints, change: Floats) -> None:
        """Lay out the rooms that are left after the counts of some cells have changed."""
        for block in self.blocks:
            block.set_room(rows, self.rise[rows] - change, self.fall[rows] + change)


def protect(plan: Plan, proofs: Iterable[Proof] = ()) -> Protection:
    """Hide cells until every hidden cell has the width it needs, or no hiding can give it.

    `proofs` hold already, with the cells that the plan hides from the start.
    Terminates: every pass protects a cell for good or gives it up, and cells are only added.
    Cells that stay narrower than they need are those with `gaps() > 0`.
    """
    protection = Protection(plan)
    for proof in proofs:
        protection.accept(proof)
    given_up: set[int] = set()
    while True:
        lacking = np.flatnonzero(protection.gaps())
        todo = [row for row in _in_order(plan, lacking) if row not in given_up]
        if not todo:
            break
        for row in todo:
            if protection.lacks(row):
                _protect_cell(protection, row)
                if protection.lacks(row):
                    given_up.add(row)
    _prune(protection)
    return protection


def _in_order(plan: Plan, rows: Ints) -> list[int]:
    """The finest cells first, of equally fine ones the largest: these have the fewest moves."""
    depth = np.zeros(rows.size)
    for axis, dimension in enumerate(plan.cells.dimensions):
        depth += dimension.depth[plan.cells.nodes[rows, axis]]
    order = np.lexsort((rows, -plan.cells.values[rows], -depth))
    return [int(row) for row in rows[order]]


def _protect_cell(protection: Protection, row: int) -> None:
    """Try one move, then several together, then linear programming."""
    needs = float(protection.plan.needs[row])
    goal = Goal(needs, float(protection.up[row]), float(protection.down[row]))
    move = protection.find(row, goal)
    if move is not None:
        protection.accept_move(move)
        return
    for direction in (1, -1):
        if protection.lacks(row):
            _combine(protection, row, direction)
    for scope in _scopes():
        for direction in (1, -1):
            if protection.lacks(row):
                _solve(protection, row, direction, scope)


def _combine(protection: Protection, row: int, direction: int) -> None:
    """Add up moves of one cell in one direction, each within the room the others have left."""
    reached = protection.up[row] if direction > 0 else protection.down[row]
    wanted = protection.plan.needs[row] - protection.up[row] - protection.down[row] + reached
    change: dict[int, float] = {}
    points: list[dict[int, float]] = []
    gained = 0.0
    while gained < wanted:
        move = protection.find(row, Goal(1.0, direction=direction))
        if move is None:
            break
        step = min(move.up if direction > 0 else move.down, wanted - gained)
        gained += step
        for cell, sign in zip(move.rows.tolist(), move.signs.tolist(), strict=True):
            change[cell] = change.get(cell, 0.0) + sign * step * direction
        points.append(dict(change))
        protection.hide(move.rows)
        protection.set_room(np.array(list(change)), np.array(list(change.values())))
    if points:
        rows = np.array(list(change))
        paths = np.array([[point.get(cell, 0.0) for cell in change] for point in points])
        protection.set_room(rows, np.zeros(rows.size))
        protection.accept(Proof(rows, *_extent(paths)))


def _extent(paths: Floats) -> tuple[Floats, Floats]:
    return np.maximum(paths, 0).max(axis=0), np.maximum(-paths, 0).max(axis=0)


def _scopes() -> Iterator[Scope]:
    yield Scope(steps=2)
    yield Scope(steps=4)
    yield Scope(steps=None, totals=True)


def _solve(protection: Protection, row: int, direction: int, scope: Scope) -> None:
    done = protection.up[row] if direction > 0 else protection.down[row]
    wanted = protection.plan.needs[row] - protection.up[row] - protection.down[row] + done
    rooms = (protection.rise[:-1], protection.fall[:-1])
    found = cheapest_change(
        protection.plan.cells.relations,
        protection.price[:-1],
        rooms,
        (row, direction * wanted),
        scope,
    )
    if found is not None:
        rows, change = found
        protection.accept(Proof(rows, np.maximum(change, 0), np.maximum(-change, 0)))


def _prune(protection: Protection) -> None:
    """Show again what no proof needs: drop proofs, dearest first, that other proofs make idle."""
    plan, proofs = protection.plan, protection.proofs
    reached = np.minimum(plan.needs, protection.up + protection.down) - SLACK
    uses: dict[int, dict[int, tuple[float, float]]] = {}
    for place, proof in enumerate(proofs):
        for row, *widths in zip(
            proof.rows.tolist(), proof.up.tolist(), proof.down.tolist(), strict=True
        ):
            uses.setdefault(row, {})[place] = (widths[0], widths[1])

    def is_idle(place: int, row: int) -> bool:
        others = [widths for other, widths in uses[row].items() if other != place]
        if not others:
            return not plan.secret[row] or bool(reached[row] <= 0)
        return bool(max(up for up, _ in others) + max(down for _, down in others) >= reached[row])

    for place in sorted(range(len(proofs)), key=lambda i: -_own_price(plan, proofs[i], uses)):
        rows = proofs[place].rows.tolist()
        if all(is_idle(place, row) for row in rows):
            for row in rows:
                del uses[row][place]
    protection.restart(sorted({place for widths in uses.values() for place in widths}))


def _own_price(plan: Plan, proof: Proof, uses: dict[int, dict[int, tuple[float, float]]]) -> float:
    """Price of the cells that are hidden for the sake of this proof alone."""
    alone = [row for row in proof.rows.tolist() if len(uses[row]) == 1 and not plan.secret[row]]
    return float(plan.price[alone].sum())
