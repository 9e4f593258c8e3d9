import numpy as np
import pytest

from scoring.disclosure_audit import Leak, attack
from scoring.disclosure_rules import Rules, make_plan
from scoring.disclosure_secondary import protect
from scoring.disclosure_tables import TOTAL, Rest, Table, tabulate


def plan_of(*tables, minimum=5, **rules):
    return make_plan(tables, {}, minimum, None, Rules(**rules))


def row(**cells):
    return Table("t", ("level",), {(TOTAL if k == "total" else k,): n for k, n in cells.items()})


def masked(plan, *labels):
    mask = np.zeros(plan.cells.values.size, dtype=bool)
    mask[plan.cells.rows(("t", (label,)) for label in labels)] = True
    return mask


def leaks(found):
    return [(f.leak, tuple(f.coordinates.values()), f.low, f.high) for f in found.findings]


def test_attack_subtracts_from_the_total():
    plan = plan_of(row(low=3, basic=20, high=30, total=53))
    assert leaks(attack(plan, masked(plan, "low"))) == [(Leak.EXACT, ("low",), 3.0, 3.0)]


def test_attack_bounds_by_what_must_be_left_for_others():
    plan = plan_of(row(low=3, basic=20, high=30, total=53))
    found = attack(plan, masked(plan, "low", "basic"), bounds=True)
    assert found.is_clean
    assert found.bounds == {("t", ("low",)): (1.0, 22.0), ("t", ("basic",)): (1.0, 22.0)}


def test_attack_hidden_total_has_no_upper_bound():
    plan = plan_of(row(low=3, basic=20, high=30, total=53))
    found = attack(plan, masked(plan, "low", TOTAL), bounds=True)
    assert found.bounds == {("t", ("low",)): (1.0, np.inf), ("t", (TOTAL,)): (51.0, np.inf)}


def test_attack_cell_without_relations_is_free():
    plan = plan_of(row(low=3))
    assert attack(plan, masked(plan, "low"), bounds=True).bounds == {("t", ("low",)): (1.0, np.inf)}


def test_attack_names_small_cells_that_are_printed():
    plan = plan_of(row(low=3, basic=20))
    (finding,) = attack(plan, masked(plan)).findings
    assert (finding.leak, finding.places, finding.persons, finding.width) == (
        Leak.PRINTED, (("t", ("low",)),), 3, 3.0
    )  # fmt: skip


def test_attack_finds_a_complement():
    plan = plan_of(row(ready=17, total=20))
    (finding,) = attack(plan, masked(plan)).findings
    assert (finding.leak, finding.coordinates, finding.places, finding.low) == (
        Leak.EXACT, {"level": Rest(TOTAL)}, (), 3.0
    )  # fmt: skip
    assert attack(plan, masked(plan, "ready")).is_clean


def test_attack_finds_more_than_one_hidden_cell_per_relation_gives_away():
    # Every relation has two hidden cells or none, and yet two rectangles joined by a bridge
    # leave the bridge no freedom: its cell follows from all relations taken together.
    sizes = np.full((6, 6), 20)
    table = tabulate("t", _people(sizes))
    plan = plan_of(table, also_hide=[("t", (2, 3))])
    mask = np.zeros(plan.cells.values.size, dtype=bool)
    corners = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 4)]
    corners += [(4, 4), (4, 5), (5, 4), (5, 5), (3, 2)]
    mask[plan.cells.rows(("t", corner) for corner in corners)] = True
    for relation in plan.cells.relations.toarray():
        assert np.count_nonzero(relation[mask]) != 1
    found = {tuple(f.coordinates.values()): (f.low, f.high) for f in attack(plan, mask).findings}
    assert found == {(1, 2): (20.0, 20.0), (3, 4): (20.0, 20.0)}


def _people(sizes):
    rows, columns = (np.repeat(axis.ravel(), sizes.ravel()) for axis in np.indices(sizes.shape))
    return {"a": rows.tolist(), "b": columns.tolist()}


def test_attack_large_block_is_searched_in_pieces_with_the_same_result():
    rng = np.random.default_rng(5)
    sizes = rng.integers(1, 9, (30, 30))
    plan = plan_of(tabulate("t", _people(sizes)))
    protection = protect(plan)
    mask = protection.hidden.copy()
    assert mask.sum() > 400
    assert attack(plan, mask).is_clean
    # Print all of a row but its small cells: what is left of them follows or nearly follows.
    printed = plan.cells.rows(("t", (4, column)) for column in range(30))
    mask[printed[plan.cells.values[printed] >= 5]] = False
    small = int((plan.cells.values[printed] < 5).sum())
    narrow = attack(plan, mask)
    exact = attack(plan, mask, bounds=True)
    assert {f.places for f in narrow.findings} == {f.places for f in exact.findings}
    assert all(
        f.low == pytest.approx(g.low) for f, g in zip(narrow.findings, exact.findings, strict=True)
    )
    assert small > 5
    assert narrow.programs < exact.programs
