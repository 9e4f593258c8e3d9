"""A plan as parts that no relation joins: each is protected by itself.

Persons are not added up over everything: of each labour function there are students of its own.
What is hidden in one such part tells nothing of another, and a search through all together would
have to lay out every combination of theirs.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from scoring.disclosure_rules import Plan
from scoring.disclosure_tables import Ints


def joined_cells(relations: sp.csc_array) -> Iterator[Ints]:
    """Yield the columns (cells) that relations join, each group ordered."""
    size = relations.shape[1]
    entries = relations.tocoo()
    ends = (size + entries.row, entries.col)
    graph = sp.csr_array(
        (np.ones(entries.nnz), ends), shape=(size + relations.shape[0], size + relations.shape[0])
    )
    _, label = connected_components(graph, directed=False)
    order = np.argsort(label[:size], kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def parts_with_secrets(plan: Plan) -> Iterator[tuple[Ints, Plan]]:
    """Yield the rows of each part in which something is hidden from the start, and its own plan."""
    by_cell = plan.cells.relations.tocsc()
    for rows in joined_cells(by_cell):
        if plan.secret[rows].any():
            yield rows, _part(plan, rows, by_cell[:, rows].tocsr())


def _part(plan: Plan, rows: Ints, relations: sp.csr_array) -> Plan:
    used = np.diff(relations.indptr) > 0
    nodes = plan.cells.nodes[rows]
    # A category that all of them share leaves nothing to choose.
    nodes[:, (nodes == nodes[0]).all(axis=0)] = 0
    cells = replace(
        plan.cells,
        nodes=nodes,
        values=plan.cells.values[rows],
        printed=plan.cells.printed[rows],
        relations=relations[used],
        axis_of=plan.cells.axis_of[used],
        places={},
    )
    return replace(
        plan,
        cells=cells,
        reason=plan.reason[rows],
        fixed=plan.fixed[rows],
        secret=plan.secret[rows],
        needs=plan.needs[rows],
        price=plan.price[rows],
        least=plan.least[rows],
        most=plan.most[rows],
    )
