"""Disclosure control of a release: which counts may be printed, and a proof that it holds.

The one door for whoever builds panels, files and pages. See `suppress` for how to feed it.
To protect small cells, others are hidden too: small ones rather than large ones, totals of the
region last. Every hidden cell comes with tables that fit all that is printed and have it higher
or lower; they are found by a greedy search among products of swaps (`scoring.disclosure_moves`),
and by linear programming where that fails.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.disclosure_audit import Audit, Finding, Leak, attack
from scoring.disclosure_insiders import (
    Heard,
    insiders_of,
    protect_from_insider,
    with_what_follows,
)
from scoring.disclosure_links import Bools, Earlier, link
from scoring.disclosure_parts import parts_with_secrets
from scoring.disclosure_rules import (
    REASONS,
    CellState,
    Insider,
    Plan,
    Reason,
    Rules,
    Status,
    make_plan,
)
from scoring.disclosure_secondary import protect
from scoring.disclosure_tables import (
    TOTAL,
    CellRef,
    Hierarchies,
    Key,
    Label,
    Rest,
    Table,
    tabulate,
)

__all__ = [
    "TOTAL",
    "Audit",
    "CellState",
    "Earlier",
    "Finding",
    "Insider",
    "Leak",
    "Reason",
    "Rest",
    "Rules",
    "Status",
    "Suppression",
    "Table",
    "as_printed",
    "audit",
    "implied",
    "suppress",
    "tabulate",
]


@dataclass(frozen=True, eq=False)
class Suppression:
    """A release and which of its cells are hidden.

    `unprotected` lists the coordinates of cells that stay too narrow whatever else is hidden, as a
    rule because an earlier release has given them away; such a release must not go out.
    """

    plan: Plan
    mask: Bools
    unprotected: tuple[Mapping[str, Label], ...] = ()

    @cached_property
    def cells(self) -> Mapping[str, Mapping[Key, CellState]]:
        """State of every cell by table name and key, in the order of the tables given."""
        states = [
            self._state(row, count) for row, count in enumerate(self.plan.cells.values.tolist())
        ]
        return {
            name: dict(zip(keys, [states[row] for row in rows.tolist()], strict=True))
            for name, (keys, rows) in self.plan.cells.places.items()
        }

    def _state(self, row: int, count: int) -> CellState:
        if not self.mask[row]:
            return CellState(count, Status.SHOWN, None)
        reason = REASONS[self.plan.reason[row]]
        if reason is not None:
            return CellState(count, Status.PRIMARY, reason)
        complement = self.plan.beside_complement[row]
        return CellState(
            count, Status.SECONDARY, Reason.COMPLEMENT if complement else Reason.LINKED
        )

    def value(self, table: str, key: Key) -> int | None:
        """Return the count to print, None for a hidden cell. KeyError for an unknown cell."""
        state = self.cells[table][key]
        return state.persons if state.status is Status.SHOWN else None

    @property
    def hidden(self) -> frozenset[CellRef]:
        """All hidden cells as (table name, key)."""
        return frozenset(self._hidden())

    def _hidden(self) -> Iterator[CellRef]:
        for name, (keys, rows) in self.plan.cells.places.items():
            for key, is_hidden in zip(keys, self.mask[rows].tolist(), strict=True):
                if is_hidden:
                    yield name, key

    def reveal(self, refs: Collection[CellRef]) -> "Suppression":
        """Return the release with some cells printed after all, to see what that would betray."""
        mask = self.mask.copy()
        mask[self.plan.cells.rows(refs)] = False
        return replace(self, mask=mask)


def suppress(
    tables: Sequence[Table],
    *,
    hierarchies: Hierarchies | None = None,
    minimum: int = 5,
    published: Earlier | None = None,
    rules: Rules | None = None,
) -> Suppression:
    """Hide every count below `minimum`, and what else is needed so that none can be computed.

    Give all tables of a release at once. Tables are linked by the names and labels of their
    dimensions: equal coordinates in two tables are the same persons, a total is the sum of its
    parts. Two linked tables, and one of those who are ready, linked by the coordinate it fixes::

        levels = {
            ("North", "low"): 3, ("North", "high"): 17, ("North", TOTAL): 20,
            ("South", "low"): 9, ("South", "high"): 21, ("South", TOTAL): 30,
            ("Region", "low"): 12, ("Region", "high"): 38, ("Region", TOTAL): 50,
        }
        courses = {
            ("North", 1): 12, ("North", 2): 8, ("South", 1): 14, ("South", 2): 16,
            ("North", TOTAL): 20, ("South", TOTAL): 30, ("Region", TOTAL): 50,
        }
        ready = {("North",): 15, ("South",): 27, ("Region",): 42}
        release = suppress(
            [
                Table("levels", ("territory", "level"), levels),
                Table("courses", ("territory", "course"), courses),
                Table("ready", ("territory",), ready, where={"ready": "yes"}),
            ],
            hierarchies={"territory": {"North": "Region", "South": "Region"}},
        )
        release.value("levels", ("North", "low"))  # None: 3 persons
        release.cells["ready"]["South",].reason  # complement: 3 of the 30 are not ready
        audit(release).is_clean  # True: nothing can be computed

    `hierarchies` maps a dimension to child -> parent; its root is the total, like `TOTAL`; without
    one a dimension is flat. Tables may stop at different levels or leave levels out. Finest
    combinations left out are zeros, totals left out are not printed, parts that no table lists
    (here those not ready) are protected too. `tabulate` makes a complete table from labels.
    `published` is what is known already, `rules` how strictly is judged (see `Earlier`, `Rules`).

    The result does not depend on any order. Print one text for all hidden cells (see `Rules`).
    ValueError when tables contradict each other or the rules cannot be kept by any release.
    """
    return _protected(make_plan(tables, hierarchies or {}, minimum, published, rules or Rules()))


def _protected(plan: Plan) -> Suppression:
    hidden, is_open = plan.primary.copy(), plan.primary & plan.fixed
    insiders = list(insiders_of(plan))
    for rows, part in parts_with_secrets(plan):
        protection = protect(part)
        hidden[rows] |= protection.hidden
        is_open[rows] |= protection.gaps() > 0
        heard = Heard()
        for own in insiders:
            if not heard.is_new(own[rows], hidden[rows]):
                continue
            more = protect_from_insider(part, own[rows], protection, hidden[rows])
            if more is not None:
                hidden[rows] |= more.hidden
                is_open[rows] |= more.gaps() > 0
                protection.proofs += more.proofs
    open_rows = np.flatnonzero(is_open)
    return Suppression(
        plan=plan,
        mask=hidden & plan.cells.printed,
        unprotected=tuple(plan.cells.coordinates(int(row)) for row in open_rows),
    )


def as_printed(
    tables: Sequence[Table],
    hidden: Collection[CellRef],
    *,
    hierarchies: Hierarchies | None = None,
    minimum: int = 5,
    published: Earlier | None = None,
    rules: Rules | None = None,
) -> Suppression:
    """Return a release in which just the cells of `hidden` are hidden, to be audited.

    `tables` hold the true counts. A cell counts as hidden only if each table that has it hides it.
    """
    plan = make_plan(tables, hierarchies or {}, minimum, published, rules or Rules())
    wanted = set(hidden)
    mask = np.zeros(plan.cells.values.size, dtype=bool)
    mask[plan.cells.rows(wanted)] = True
    for name, (keys, rows) in plan.cells.places.items():
        printed = [
            row for key, row in zip(keys, rows.tolist(), strict=True) if (name, key) not in wanted
        ]
        mask[printed] = False
    return Suppression(plan, mask)


def implied(
    tables: Sequence[Table], hidden: Collection[CellRef], *, hierarchies: Hierarchies | None = None
) -> frozenset[CellRef]:
    """Return those of the cells not printed that are the rest of sums of printed ones."""
    if not hidden:
        return frozenset()
    cells = link(tables, hierarchies or {})
    known = cells.printed.copy()
    known[cells.rows(hidden)] = False
    known = with_what_follows(cells, known)
    refs = list(hidden)
    return frozenset(
        ref for ref, told in zip(refs, known[cells.rows(refs)].tolist(), strict=True) if told
    )


def audit(release: Suppression, *, bounds: bool = False) -> Audit:
    """Try to compute the hidden cells of a release; with `bounds`, bound each of them exactly.

    The reader is taken to know all that is printed, how cells add up, the earlier release, that a
    hidden count is at least 1, and nothing of how the cells to be hidden were chosen. With
    `bounds` two linear programs are solved per hidden cell: for small tables only.
    """
    return attack(release.plan, release.mask, bounds=bounds)
