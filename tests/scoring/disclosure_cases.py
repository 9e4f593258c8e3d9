"""Random releases of linked tables, and an opponent written without the code under test."""

import itertools

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring.disclosure import TOTAL, Rules, Table, tabulate

# Two municipalities; one has a single college with a single programme.
TERRITORY = {
    "North": "Region",
    "South": "Region",
    "College 1": "North",
    "College 2": "North",
    "College 3": "South",
    "Farming": "College 1",
    "Baking": "College 1",
    "Repair": "College 2",
    "Fishing": "College 3",
}
HIERARCHIES = {"territory": TERRITORY}
LABELS = {
    "territory": ["Farming", "Baking", "Repair", "Fishing"],
    "level": ["low", "basic", "high"],
    "sex": ["f", "m"],
    "course": [1, 2, 3],
}


@st.composite
def persons(draw, max_size=80):
    """Labels of persons by dimension; few categories are favoured, so that small cells occur."""
    size = draw(st.integers(1, max_size))
    seed = draw(st.integers(0, 2**20))
    rng = np.random.default_rng(seed)
    return {
        name: rng.choice(np.array(labels, dtype=object), size, p=_skewed(rng, len(labels))).tolist()
        for name, labels in LABELS.items()
    }


def _skewed(rng, size):
    return rng.dirichlet(np.full(size, 0.8))


@st.composite
def releases(draw, max_persons=80):
    """One to three tables over one to three dimensions each, some of them of a part of all."""
    people = draw(persons(max_persons))
    chosen = draw(
        st.lists(
            st.sets(st.sampled_from(sorted(LABELS)), min_size=1, max_size=3),
            min_size=1,
            max_size=3,
        )
    )
    tables = []
    for number, dimensions in enumerate(chosen):
        others = sorted(set(LABELS) - dimensions)
        where = {}
        if draw(st.booleans()):
            name = draw(st.sampled_from(others))
            where = {name: draw(st.sampled_from(sorted(set(people[name]), key=str)))}
        kept = [all(people[n][i] == v for n, v in where.items()) for i in range(len(people["sex"]))]
        columns = {n: list(itertools.compress(people[n], kept)) for n in dimensions}
        tables.append(
            tabulate(f"table {number}", columns, HIERARCHIES, where=where, categories=LABELS)
        )
    return tables


def rule_sets():
    return st.builds(Rules, width=st.sampled_from([1, 2, 3]))


def shuffled(tables, seed):
    """The same release with tables and cells in another order."""
    rng = np.random.default_rng(seed)
    mixed = [
        Table(
            table.name,
            table.dimensions,
            {key: table.cells[key] for key in _permuted(rng, list(table.cells))},
            table.where,
        )
        for table in tables
    ]
    return _permuted(rng, mixed)


def _permuted(rng, items):
    return [items[i] for i in rng.permutation(len(items))]


def narrowest(tables, hidden, least):
    """Bounds of hidden cells by (table, key) from first principles.

    The unknowns are the numbers of persons in every combination of finest categories of all
    dimensions at once; every printed cell is the sum of some of them, and a hidden one is at
    least `least`.
    """
    names = sorted({name for table in tables for name in (*table.dimensions, *table.where)})
    atoms = list(itertools.product(*(LABELS[name] for name in names)))
    above = [dict(zip(names, map(_upwards, atom), strict=True)) for atom in atoms]
    rows, counts, refs = [], [], []
    for table in tables:
        for key, count in table.cells.items():
            place = {**table.where, **dict(zip(table.dimensions, key, strict=True))}
            rows.append([all(place[n] in atom[n] for n in place) for atom in above])
            counts.append(count)
            refs.append((table.name, key))
    matrix, counts = np.array(rows, dtype=float), np.array(counts, dtype=float)
    secret = np.array([ref in hidden for ref in refs])
    shown = {
        "A_eq": matrix[~secret],
        "b_eq": counts[~secret],
        "A_ub": -matrix[secret],
        "b_ub": np.full(secret.sum(), -float(least)),
    }
    if secret.all():
        del shown["A_eq"], shown["b_eq"]
    bounds = {}
    for row in np.flatnonzero(secret):
        lowest, highest = (linprog(sign * matrix[row], **shown) for sign in (1, -1))
        bounds[refs[row]] = (lowest.fun, -highest.fun if highest.status == 0 else np.inf)
    return bounds


def _upwards(label):
    line = {label, TOTAL}
    while label in TERRITORY:
        label = TERRITORY[label]
        line.add(label)
    return line
