import numpy as np
import pytest

from scoring import disclosure_secondary
from scoring.disclosure_links import Earlier
from scoring.disclosure_moves import Goal
from scoring.disclosure_rules import KEEP_PRICE, Rules, make_plan
from scoring.disclosure_secondary import Proof, Protection, protect
from scoring.disclosure_tables import TOTAL, Table, tabulate

TREE = {"North": "Region", "South": "Region"} | dict.fromkeys("ABC", "North") | {"D": "South"}


def crossed(counts):
    """Counts by college and level, with all totals; `counts` maps a college to its levels."""
    columns = {"territory": [], "level": []}
    for college, row in counts.items():
        for level, count in enumerate(row):
            columns["territory"] += [college] * count
            columns["level"] += [level] * count
    return tabulate("t", columns, {"territory": TREE})


def plan_of(*tables, minimum=5, published=None, **rules):
    return make_plan(tables, {"territory": TREE}, minimum, published, Rules(**rules))


def hidden(protection):
    cells = protection.plan.cells
    return {
        (place.get("territory", TOTAL), place.get("level", TOTAL))
        for place in map(cells.coordinates, np.flatnonzero(protection.hidden & cells.printed))
    }


def assert_proved(protection):
    """Every hidden cell has tables that fit all that is shown and lie as far apart as needed."""
    plan = protection.plan
    assert not protection.gaps().any()
    lowest = highest = plan.cells.values.astype(float)
    for proof in protection.proofs:
        assert protection.hidden[proof.rows].all()
        lowest, highest = lowest.copy(), highest.copy()
        lowest[proof.rows] = np.minimum(
            lowest[proof.rows], plan.cells.values[proof.rows] - proof.down
        )
        highest[proof.rows] = np.maximum(
            highest[proof.rows], plan.cells.values[proof.rows] + proof.up
        )
    assert (lowest >= plan.least - 1e-6).all()
    wide = np.minimum(highest, 1e9) - lowest
    assert (wide >= plan.needs - 1e-6)[protection.hidden].all()


def test_protect_nothing_small_hides_nothing():
    protection = protect(plan_of(crossed({"A": [9, 8], "B": [7, 6]})))
    assert not protection.hidden.any()
    assert protection.proofs == []


def test_protect_takes_the_cheapest_neighbour():
    protection = protect(plan_of(crossed({"A": [3, 30], "B": [9, 20], "C": [8, 22]})))
    assert hidden(protection) == {("A", 0), ("A", 1), ("B", 0), ("B", 1)}
    assert_proved(protection)


def test_protect_small_cells_protect_each_other():
    protection = protect(plan_of(crossed({"A": [4, 30, 4], "B": [4, 20, 4]})))
    assert hidden(protection) == {("A", 0), ("A", 2), ("B", 0), ("B", 2)}
    assert_proved(protection)


def test_protect_adds_up_several_moves_where_one_is_too_narrow(monkeypatch):
    # A's single student can only be more if students of B and C are fewer by one or two each.
    monkeypatch.setattr(disclosure_secondary, "cheapest_change", None)
    counts = {"A": [1, 40], "B": [2, 30], "C": [3, 20]}
    protection = protect(plan_of(crossed(counts)))
    assert hidden(protection) == {(college, level) for college in "ABC" for level in (0, 1)}
    assert_proved(protection)


def test_protect_price_of_region_is_the_last_resort():
    protection = protect(plan_of(crossed({"A": [3, 30]})))
    plan = protection.plan
    assert ("A", 0) in hidden(protection)
    assert (plan.price[protection.hidden & plan.cells.printed] > KEEP_PRICE).any()
    assert_proved(protection)


def test_protect_known_cells_are_not_used():
    before = Earlier([Table("t", ("territory", "level"), {("C", 0): 8, ("C", 1): 22})])
    counts = {"A": [3, 30], "B": [9, 23], "C": [8, 22]}
    free, bound = (
        protect(plan_of(crossed(counts))),
        protect(plan_of(crossed(counts), published=before)),
    )
    assert ("C", 0) in hidden(free)
    assert hidden(bound) == {("A", 0), ("A", 1), ("B", 0), ("B", 1)}


def test_protect_gives_up_what_cannot_be_protected():
    table = crossed({"A": [3, 30], "B": [9, 20]})
    known = {key: count for key, count in table.cells.items() if count >= 5}
    before = Earlier([Table("before", table.dimensions, known)])
    protection = protect(plan_of(table, published=before))
    assert hidden(protection) == {("A", 0)}
    short = np.flatnonzero(protection.gaps())
    assert [protection.plan.cells.coordinates(row) for row in short] == [
        {"level": 0, "territory": "A"}
    ]


def test_protect_shows_again_what_later_choices_made_idle():
    # A's four were first protected with B's cheapest cells; those of C and D then did it as well.
    counts = {"A": [50, 35, 23, 7], "B": [36, 22, 8, 3], "C": [22, 13, 3, 3], "D": [11, 9, 1, 4]}
    protection = protect(plan_of(crossed(counts)))
    assert_proved(protection)
    assert len(hidden(protection)) == 10
    for place in range(len(protection.proofs)):
        fresh = Protection(protection.plan)
        fresh.hide(np.flatnonzero(protection.hidden))
        for other, proof in enumerate(protection.proofs):
            if other != place:
                fresh.accept(proof)
        assert fresh.gaps().any()


def test_find_moves_through_all_linked_tables():
    # The college's total is small, so the move must run through both of its tables.
    levels = crossed({"A": [1, 2], "B": [9, 20], "C": [8, 22]})
    counts = {(c, n): k for c, row in {"A": (2, 1), "B": (15, 14), "C": (16, 14)}.items()
              for n, k in enumerate(row)}  # fmt: skip
    courses = Table("u", ("territory", "course"), counts)
    plan = plan_of(levels, courses, width=1)
    protection = Protection(plan)
    (row,) = plan.cells.rows([("t", (TOTAL, "A"))])
    move = protection.find(int(row), Goal(1.0))
    change = np.zeros(plan.cells.values.size)
    change[move.rows] = move.signs
    assert change[row] == 1
    assert not (plan.cells.relations @ change).any()
    names = {name for r in move.rows.tolist() for name in plan.cells.coordinates(r)}
    assert names == {"territory", "level", "course"}


@pytest.mark.parametrize("seed", range(6))
def test_protect_linked_tables_of_many_sizes(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(10, 300))
    columns = {
        "territory": rng.choice(list("ABCD"), size, p=rng.dirichlet(np.ones(4))).tolist(),
        "level": rng.choice(3, size, p=rng.dirichlet(np.ones(3))).tolist(),
        "sex": rng.choice(["f", "m"], size, p=[0.2, 0.8]).tolist(),
        "course": rng.choice(4, size).tolist(),
    }
    pairs = [("territory", "level"), ("territory", "sex", "course"), ("level", "sex")]
    tables = [
        tabulate(str(pair), {name: columns[name] for name in pair}, {"territory": TREE})
        for pair in pairs
    ]
    assert_proved(protect(plan_of(*tables)))


def test_accept_keeps_the_widest_proof():
    protection = Protection(plan_of(crossed({"A": [3, 30], "B": [9, 20]})))
    rows = np.array([0, 1])
    protection.accept(Proof(rows, np.array([2.0, 0.0]), np.array([0.0, 1.0])))
    protection.accept(Proof(rows, np.array([1.0, 3.0]), np.array([1.0, 0.0])))
    assert protection.up[rows].tolist() == [2, 3]
    assert protection.down[rows].tolist() == [1, 1]
    assert protection.hidden[rows].all()
