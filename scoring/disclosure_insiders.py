"""Readers who know some counts themselves: a college knows every number of its own.

What it hides from others it can take off a printed total. Against such a reader only the small
counts of others are defended: a large one that he works out concerns nobody in particular.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scoring.disclosure_links import Bools, LinkedCells
from scoring.disclosure_rules import Plan
from scoring.disclosure_secondary import SLACK, Proof, Protection, protect
from scoring.disclosure_tables import Ints


def insiders_of(plan: Plan) -> Iterator[Bools]:
    """Yield for each insider of the rules which cells are his own: his category and all below."""
    of_name = {dimension.name: axis for axis, dimension in enumerate(plan.cells.dimensions)}
    for name, label in sorted(plan.rules.insiders, key=str):
        axis = of_name.get(name)
        node = None if axis is None else plan.cells.dimensions[axis].index.get(label)
        if axis is not None and node is not None:
            below = _below(plan.cells.dimensions[axis].parent, node)
            yield below[plan.cells.nodes[:, axis]]


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
    if not (hidden & own).any():
        return None  # he knows no more than everybody
    view = seen_by(plan, own, hidden)
    proofs = [proof for proof in protection.proofs if not own[proof.rows].any()]
    return protect(view, proofs) if _lacks(view, proofs) else None


def _lacks(view: Plan, proofs: list[Proof]) -> bool:
    up, down = np.zeros(view.needs.size), np.zeros(view.needs.size)
    for proof in proofs:
        up[proof.rows] = np.maximum(up[proof.rows], proof.up)
        down[proof.rows] = np.maximum(down[proof.rows], proof.down)
    return bool((view.needs - up - down > SLACK)[view.secret].any())
