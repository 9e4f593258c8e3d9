import numpy as np
import pytest

from scoring import disclosure_secondary
from scoring.disclosure_cycles import cycle_searches
from scoring.disclosure_moves import Goal
from scoring.disclosure_rules import Rules, make_plan
from scoring.disclosure_secondary import Protection, protect
from scoring.disclosure_tables import tabulate

# Each college teaches two of three specialities, so no two colleges share two of them.
TREE = {"North": "Region", "South": "Region", "A": "North", "B": "North", "C": "South"}
RING = {("A", 1): 4, ("A", 2): 9, ("B", 2): 8, ("B", 3): 7, ("C", 3): 6, ("C", 1): 12}


def ring(counts=RING, sexes=("f",)):
    columns = {"territory": [], "speciality": [], "sex": []}
    for (college, speciality), count in counts.items():
        for sex in sexes:
            columns["territory"] += [college] * count
            columns["speciality"] += [speciality] * count
            columns["sex"] += [sex] * count
    if len(sexes) == 1:
        del columns["sex"]
    return tabulate("t", columns, {"territory": TREE})


def searched(table):
    plan = make_plan([table], {"territory": TREE}, 5, None, Rules(width=1))
    protection = Protection(plan)
    return plan.cells, protection.cycles


def moves_of(cells, searches, goal, *labels):
    row = next(
        row for row in range(cells.values.size) if tuple(cells.coordinates(row).values()) == labels
    )
    for search in searches:
        for move in search.moves(row, goal):
            change = np.zeros(cells.values.size)
            change[move.rows] = move.signs
            assert change[row] == 1
            assert not (cells.relations @ change).any()
            yield (
                {tuple(cells.coordinates(r).values()): change[r] for r in move.rows.tolist()},
                move,
            )


def test_moves_go_round_the_ring():
    cells, searches = searched(ring())
    (up, move), (down, _) = moves_of(cells, searches, Goal(2.0), 1, "A")
    assert up == down == {
        (1, "A"): 1, (2, "A"): -1, (2, "B"): 1, (3, "B"): -1, (3, "North"): -1,
        (1, "North"): 1, (3, "South"): 1, (1, "South"): -1, (3, "C"): 1, (1, "C"): -1,
    }  # fmt: skip
    assert (move.up, move.down) == (6.0, 3.0)
    assert move.price == sum(cells.values[r] + 1 for r in move.rows if cells.values[r] >= 5)


def test_moves_keep_to_the_direction_asked():
    cells, searches = searched(ring())
    (only,) = moves_of(cells, searches, Goal(4.0, direction=1), 1, "A")
    assert only[1].up >= 4
    assert not list(moves_of(cells, searches, Goal(4.0, direction=-1), 1, "A"))


def test_moves_too_far_for_every_cycle_are_not_offered():
    cells, searches = searched(ring())
    assert not list(moves_of(cells, searches, Goal(30.0), 1, "A"))


def test_moves_swap_in_further_dimensions():
    cells, searches = searched(ring(sexes=("f", "m")))
    found = [cycle for cycle, _ in moves_of(cells, searches, Goal(2.0), "f", 1, "A")]
    swapped = [cycle for cycle in found if cycle.get(("m", 1, "A")) == -1]
    assert swapped
    for cycle in swapped:
        girls = {place[1:]: sign for place, sign in cycle.items() if place[0] == "f"}
        boys = {place[1:]: sign for place, sign in cycle.items() if place[0] == "m"}
        assert boys == {place: -sign for place, sign in girls.items()}


def test_network_holds_only_cells_that_can_move():
    cells, searches = searched(ring())
    assert list(moves_of(cells, searches, Goal(2.0), 1, "A"))
    (network,) = searches[0]._networks.values()
    # Six combinations of a college and a speciality, five of a municipality, nine totals.
    assert len(network.cells) == 20


@pytest.mark.parametrize("sexes", [("f",), ("f", "m")])
def test_protect_sparse_table_needs_no_linear_program(monkeypatch, sexes):
    monkeypatch.setattr(disclosure_secondary, "cheapest_change", None)
    plan = make_plan([ring(sexes=sexes)], {"territory": TREE}, 5, None, Rules())
    protection = protect(plan)
    assert not protection.gaps().any()
    assert protection.proofs


def test_cycle_searches_take_every_flat_axis():
    plan = make_plan([ring(sexes=("f", "m"))], {"territory": TREE}, 5, None, Rules())
    (block,) = Protection(plan).blocks
    names = [plan.cells.dimensions[axis].name for axis in block.used]
    assert sorted(names) == ["sex", "speciality", "territory"]
    assert [search.flat for search in cycle_searches(block)] == [1, 2]
