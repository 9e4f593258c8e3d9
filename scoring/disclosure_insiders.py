"""Readers who know some counts themselves: a college knows every number of its own.

What it hides from others it can take off a printed total, and two colleges together what both
hide. Against such a reader only the small counts of others are defended: a large one that he works
out concerns nobody in particular.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scoring.disclosure_links import Bools, LinkedCells
from scoring.disclosure_rules import Insider, Plan
from scoring.disclosure_secondary import SLACK, Proof, Protection, protect
from scoring.disclosure_tables import Ints


def insiders_of(plan: Plan) -> Iterator[Bools]:
    """Yield for each insider of the rules which cells are his own; single ones first.

    Several who put together what they know are one. Whoever is in no table is nobody.
    """
    alone = {
        member: _known_to(plan, member) for together in plan.rules.insiders for member in together
    }
    for together in sorted(plan.rules.insiders, key=lambda members: (len(members), str(members))):
        own = np.any([alone[member] for member in together], axis=0)
        if own.any():
            yield own


def _known_to(plan: Plan, insider: Insider) -> Bools:
    """Mark the cells of an insider's category and, unless he knows its own only, all below."""
    for axis, dimension in enumerate(plan.cells.dimensions):
        node = dimension.index.get(insider.label) if dimension.name == insider.dimension else None
        if node is not None:
            at = np.arange(dimension.parent.size) == node
            known = at if insider.only_own else _below(dimension.parent, node)
            return np.asarray(known[plan.cells.nodes[:, axis]])
    return np.zeros(plan.cells.values.size, dtype=bool)


class Heard:
    """Remembers what insiders knew of hidden cells: who knows the same need not be asked again."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def is_new(self, own: Bools, hidden: Bools) -> bool:
        """Tell whether an insider knows hidden cells, and not just those that another knew."""
        known = own & hidden
        mark = np.packbits(known).tobytes()
        if not known.any() or mark in self._known:
            return False
        self._known.add(mark)
        return True


def _below(parent: Ints, node: int) -> Bools:
    """Mark a node and those under it; rests are appended last, so parents still come first."""
    below = np.zeros(parent.size, dtype=bool)
    below[node] = True
    for child in range(node + 1, parent.size):
        below[child] |= below[parent[child]] and parent[child] >= 0
    return below


def with_what_follows(cells: LinkedCells, known: Bools) -> Bools:
    """Return the known cells and those that are the only unknown one of some sum, over again."""
    known = known.copy()
    entries = abs(cells.relations)
    while True:
        alone = (entries @ (~known).astype(float) == 1).astype(float)
        follows = np.asarray(entries.T @ alone > 0) & ~known
        if not follows.any():
            return known
        known |= follows


def seen_by(plan: Plan, own: Bools, hidden: Bools) -> Plan:
    """Return the plan as an insider sees it, with the cells of `hidden` hidden already.

    He knows his own cells and what they make up alone or with others that are known: a
    municipality in which nobody else has anybody is his own as well.
    """
    fixed = with_what_follows(plan.cells, plan.fixed | own)
    return replace(
        plan,
        fixed=fixed,
        secret=(hidden | plan.secret) & ~fixed,
        needs=np.where(plan.primary & ~fixed, plan.needs, 0.0),
    )


def protect_from_insider(
    plan: Plan, own: Bools, protection: Protection, hidden: Bools
) -> Protection | None:
    """Hide more until an insider learns no small count of others; None where nothing is lacking.

    `hidden` are all cells hidden by now, which the proofs of `protection` account for.
    """
    view = seen_by(plan, own, hidden)
    proofs = [proof for proof in protection.proofs if not own[proof.rows].any()]
    return protect(view, proofs) if _lacks(view, proofs) else None


def _lacks(view: Plan, proofs: list[Proof]) -> bool:
    up, down = np.zeros(view.needs.size), np.zeros(view.needs.size)
    for proof in proofs:
        up[proof.rows] = np.maximum(up[proof.rows], proof.up)
        down[proof.rows] = np.maximum(down[proof.rows], proof.down)
    return bool((view.needs - up - down > SLACK)[view.secret].any())
