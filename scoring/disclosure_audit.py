"""The auditor: tries to compute hidden cells from everything that a release shows.

He knows all printed counts, all sums between cells, the earlier release and the rules, and asks
linear programs how low and how high each hidden count can be. The search is split into blocks of
hidden cells that no relation joins. Any table found on the way that fits what is shown is evidence
for all of its cells, so most cells are cleared by a few programs with mixed objectives; what is
left is bounded cell by cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.sparse as sp

from scoring.disclosure_insiders import Heard, insiders_of, seen_by
from scoring.disclosure_links import Bools
from scoring.disclosure_parts import joined_cells
from scoring.disclosure_rules import REASONS, Floats, Plan, Reason
from scoring.disclosure_solver import minimise
from scoring.disclosure_tables import CellRef, Ints, Label

# Bounds from a linear program are trusted to this distance.
_TOLERANCE = 1e-5
# Unknowns that one program may have before the block is searched piece by piece.
_PIECE = 300
# Mixed programs go on while each clears at least this share of what is left.
_PROGRESS = 0.1


Bounds = dict[int, tuple[float, float]]


class Leak(StrEnum):
    PRINTED = "printed"  # a cell that must be hidden is shown
    DIFFERENCE = "difference"  # the earlier release and this one differ by too few persons
    KNOWN = "known"  # hidden, but an earlier release tells the count
    EXACT = "exact"  # hidden, but the count follows from what is shown
    NARROW = "narrow"  # hidden, but the count can be bounded too closely
    INSIDER = "insider"  # hidden and small, but somebody who knows his own counts can bound it


@dataclass(frozen=True)
class Finding:
    """A cell that the reader can learn: its coordinates without totals, its places in the tables
    (none for an unlisted rest), the bounds he arrives at, the true count, the width required.
    """

    leak: Leak
    coordinates: Mapping[str, Label]
    places: tuple[CellRef, ...]
    low: float
    high: float
    persons: int
    width: float


@dataclass(frozen=True)
class Audit:
    """Findings ordered by coordinates; `bounds` of all hidden cells when they were asked for."""

    findings: tuple[Finding, ...]
    cells_hidden: int
    programs: int
    bounds: Mapping[CellRef, tuple[float, float]]

    @property
    def is_clean(self) -> bool:
        return not self.findings


class Unknowns:
    """Hidden cells that relations join, and how far apart fitting values of each have been seen."""

    def __init__(
        self, relations: sp.csr_array, truth: Floats, limits: tuple[Floats, Floats], needs: Floats
    ) -> None:
        self.relations = sp.csr_array(relations[np.diff(relations.indptr) > 0])
        self.sums = self.relations @ truth
        self.limits = limits
        self.needs = needs
        self.low, self.high = truth.copy(), truth.copy()
        self.programs = 0

    def open(self) -> Bools:
        """Unknowns whose values have not been seen far enough apart yet."""
        return np.asarray((self.needs > 0) & (self.high - self.low < self.needs - _TOLERANCE))

    def look(self, cost: Floats) -> None:
        """Take note of a fitting table of least cost."""
        point = minimise(cost, self.relations, self.sums, self.limits)
        if point is None:
            msg = "The solver found no table that fits what is shown, though the true one does."
            raise RuntimeError(msg)
        self.programs += 1
        self.low = np.minimum(self.low, point)
        self.high = np.maximum(self.high, point)

    def bound(self, unknown: int) -> None:
        """Find the lowest and the highest possible count of one unknown."""
        aim = np.zeros(self.low.size)
        aim[unknown] = 1.0
        self.look(aim)
        self.look(-aim)

    def mix(self) -> None:
        """Clear unknowns by tables that push all open ones up or down at random."""
        rng = np.random.default_rng(self.low.size)
        left = int(self.open().sum())
        while left:
            push = rng.choice([-1.0, 1.0], self.low.size) * rng.uniform(0.5, 1.0, self.low.size)
            push = np.where(self.open(), push, 0.0)
            self.look(push)
            self.look(-push)
            before, left = left, int(self.open().sum())
            if before - left < _PROGRESS * before:
                break

    def mix_pieces(self, truth: Floats) -> None:
        """Clear unknowns piece by piece, with all others at their true counts.

        Tables that differ from the true one in a piece only are fitting tables all the same.
        """
        tried = np.zeros(self.low.size, dtype=bool)
        columns = self.relations.tocsc()
        for seed in range(self.low.size):
            if tried[seed] or not self.open()[seed]:
                continue
            around, core = self._around(seed)
            tried[core] = True
            limits = (self.limits[0][around], self.limits[1][around])
            needs = np.where(self.open(), self.needs, 0.0)[around]
            piece = Unknowns(sp.csr_array(columns[:, around]), truth[around], limits, needs)
            piece.mix()
            self.low[around] = np.minimum(self.low[around], piece.low)
            self.high[around] = np.maximum(self.high[around], piece.high)
            self.programs += piece.programs

    def _around(self, seed: int) -> tuple[Ints, Ints]:
        """About `_PIECE` unknowns nearest to one of them, and those well inside."""
        weights = abs(self.relations)
        reached = np.zeros(self.low.size)
        reached[seed] = 1.0
        rings = [reached]
        while 0 < rings[-1].sum() < _PIECE:
            wider = ((weights.T @ (weights @ rings[-1])) > 0).astype(float)
            if wider.sum() == rings[-1].sum():
                break
            rings.append(wider)
        return np.flatnonzero(rings[-1]), np.flatnonzero(rings[max(len(rings) - 3, 0)])


def attack(plan: Plan, hidden: Bools, *, bounds: bool = False) -> Audit:
    """Try to learn the hidden cells of a release; with `bounds`, bound every one exactly.

    `hidden` marks the cells that are not printed. A cell is found when what is left of its
    interval is narrower than the plan requires.
    """
    unknown = np.flatnonzero((hidden | ~plan.cells.printed) & ~plan.fixed)
    relations = plan.cells.relations.tocsc()[:, unknown]
    low = plan.cells.values.astype(float)
    high = low.copy()
    programs = 0
    for members in joined_cells(relations):
        rows = unknown[members]
        truth = plan.cells.values[rows].astype(float)
        limits = (plan.least[rows], np.minimum(plan.most[rows], _cap(plan)))
        block = Unknowns(sp.csr_array(relations[:, members]), truth, limits, plan.needs[rows])
        search(block, truth, bounds=bounds)
        low[rows], high[rows] = block.low, block.high
        programs += block.programs
    high[high > _cap(plan) / 2] = np.inf
    refs = _refs(plan)
    every = {
        ref: (float(low[row]), float(high[row]))
        for row in np.flatnonzero(hidden).tolist()
        for ref in refs[row]
    }
    findings = list(_findings(plan, hidden, (low, high), refs))
    heard, told = Heard(), set[int]()
    for own in insiders_of(plan):
        if not heard.is_new(own, hidden):
            continue
        learned, more = _learned_by(plan, own, hidden)
        programs += more
        fresh = [row for row in learned if row not in told]
        findings += [_finding(plan, Leak.INSIDER, row, learned[row], refs) for row in fresh]
        told.update(fresh)
    return Audit(tuple(findings), int(hidden.sum()), programs, every if bounds else {})


def _learned_by(plan: Plan, own: Bools, hidden: Bools) -> tuple[Bounds, int]:
    """Bounds of the small counts of others that an insider learns, by row, and programs solved.

    What he would learn even if nothing were printed now, from earlier releases, is not this one's.
    """
    view = seen_by(plan, own, hidden)
    entries = abs(plan.cells.relations)
    # Elsewhere he knows what everybody does.
    near = np.asarray(entries.T @ (entries @ (hidden & view.fixed & ~plan.fixed).astype(float)) > 0)
    learned, programs = _narrowed(view, hidden, near)
    if learned:
        everywhere = np.ones(hidden.size, dtype=bool)
        known, more = _narrowed(view, everywhere, everywhere)
        learned = {row: bounds for row, bounds in learned.items() if row not in known}
        programs += more
    return learned, programs


def _narrowed(view: Plan, hidden: Bools, near: Bools) -> tuple[Bounds, int]:
    """Bound the cells that need width and do not have it, in groups with a cell of `near`."""
    unknown = np.flatnonzero((hidden | ~view.cells.printed) & ~view.fixed)
    relations = view.cells.relations.tocsc()[:, unknown]
    learned: Bounds = {}
    programs = 0
    for members in joined_cells(relations):
        rows = unknown[members]
        if not (view.needs[rows].any() and near[rows].any()):
            continue
        truth = view.cells.values[rows].astype(float)
        limits = (view.least[rows], np.minimum(view.most[rows], _cap(view)))
        group = Unknowns(sp.csr_array(relations[:, members]), truth, limits, view.needs[rows])
        search(group, truth)
        programs += group.programs
        for place in np.flatnonzero(group.open()).tolist():
            learned[int(rows[place])] = (float(group.low[place]), float(group.high[place]))
    return learned, programs


def _cap(plan: Plan) -> float:
    """A count that stands for "no upper bound": twice what all shown counts together can bound."""
    return 2.0 * float(plan.cells.values.sum()) + 1000.0


def search(block: Unknowns, truth: Floats, *, bounds: bool = False) -> None:
    """Look for fitting tables until no unknown is open, or each open one is bounded exactly."""
    if not block.relations.shape[0]:
        block.low, block.high = block.limits
        return
    if bounds:
        block.needs = np.where(block.needs > 0, np.inf, 0.0)
    elif truth.size > _PIECE:
        block.mix_pieces(truth)
    else:
        block.mix()
    for unknown in np.flatnonzero(block.open()):
        if block.open()[unknown]:
            block.bound(int(unknown))


def _refs(plan: Plan) -> dict[int, tuple[CellRef, ...]]:
    """Table names and keys of the cells by row."""
    refs: dict[int, tuple[CellRef, ...]] = {}
    for name, (keys, rows) in plan.cells.places.items():
        for key, row in zip(keys, rows.tolist(), strict=True):
            refs[row] = (*refs.get(row, ()), (name, key))
    return refs


def _findings(
    plan: Plan,
    hidden: Bools,
    interval: tuple[Floats, Floats],
    refs: Mapping[int, tuple[CellRef, ...]],
) -> Iterator[Finding]:
    low, high = interval
    secret = np.where(plan.cells.printed, hidden | plan.primary, plan.needs > 0)
    narrow = high - low < plan.needs - _TOLERANCE
    for row in np.flatnonzero(secret & narrow).tolist():
        leak = _leak(plan, hidden, row, float(high[row] - low[row]))
        if leak is None:
            continue
        yield _finding(plan, leak, row, (float(low[row]), float(high[row])), refs)


def _finding(
    plan: Plan,
    leak: Leak,
    row: int,
    bounds: tuple[float, float],
    refs: Mapping[int, tuple[CellRef, ...]],
) -> Finding:
    return Finding(
        leak=leak,
        coordinates=plan.cells.coordinates(row),
        places=refs.get(row, ()),
        low=bounds[0],
        high=bounds[1],
        persons=int(plan.cells.values[row]),
        width=float(plan.needs[row]),
    )


def _leak(plan: Plan, hidden: Bools, row: int, width: float) -> Leak | None:
    if plan.cells.printed[row] and not hidden[row]:
        changed = REASONS[plan.reason[row]] is Reason.CHANGED
        return Leak.DIFFERENCE if changed else Leak.PRINTED
    if plan.fixed[row]:
        return Leak.KNOWN if plan.primary[row] else None
    return Leak.NARROW if width >= 1 - _TOLERANCE else Leak.EXACT
