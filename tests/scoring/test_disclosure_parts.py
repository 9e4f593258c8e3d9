import numpy as np
import pytest
import scipy.sparse as sp

from scoring import disclosure_moves, disclosure_secondary
from scoring.disclosure import audit, suppress
from scoring.disclosure_links import Earlier
from scoring.disclosure_parts import joined_cells, parts_with_secrets
from scoring.disclosure_rules import Rules, make_plan
from scoring.disclosure_tables import TOTAL, Table

TREE = {"A": "Region", "B": "Region", "C": "Region"}
# Students with a score of two functions: nobody adds functions up.
FIRST = {"A": 3, "B": 20, "C": 9, "Region": 32}
SECOND = {"A": 30, "B": 25, "C": 28, "Region": 83}


def by_function(counts):
    cells = {
        (place, function): count
        for function, places in counts.items()
        for place, count in places.items()
    }
    return Table("students", ("place", "function"), cells)


def plan_of(table, published=None):
    return make_plan([table], {"place": TREE}, 5, published, Rules())


def test_joined_cells_are_those_of_one_sum_or_of_sums_that_share_a_cell():
    relations = sp.csc_array(
        np.array([[1.0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 1, 0], [0, 1, 0, 0, 0, 1]])
    )
    groups = {tuple(group.tolist()) for group in joined_cells(relations)}
    assert groups == {(0, 2, 4), (1, 5), (3,)}


def test_parts_are_one_per_function_and_only_where_something_is_hidden():
    plan = plan_of(by_function({1: FIRST, 2: SECOND, 3: FIRST}))
    found = list(parts_with_secrets(plan))
    functions = [
        {plan.cells.coordinates(row)["function"] for row in rows.tolist()} for rows, _ in found
    ]
    assert sorted(map(sorted, functions)) == [[1], [3]]
    for rows, part in found:
        assert part.cells.values.tolist() == plan.cells.values[rows].tolist()
        assert part.secret.tolist() == plan.secret[rows].tolist()
        assert part.cells.relations.shape == (1, 4)
        assert not (part.cells.relations @ part.cells.values).any()
        # What is left to choose is the place alone.
        assert np.flatnonzero(part.cells.nodes.any(axis=0)).size == 1


def test_parts_are_protected_as_they_would_be_alone():
    together = suppress([by_function({1: FIRST, 2: SECOND})], hierarchies={"place": TREE})
    alone = suppress([by_function({1: FIRST})], hierarchies={"place": TREE})
    assert together.hidden == alone.hidden
    assert {key for _, key in together.hidden} == {("A", 1), ("C", 1)}
    assert audit(together).is_clean


def test_parts_that_cannot_be_protected_are_told_by_their_coordinates():
    table = by_function({1: FIRST, 2: SECOND})
    before = Earlier([Table("before", table.dimensions, {("A", 1): 3})], same_persons=True)
    release = suppress([table], hierarchies={"place": TREE}, published=before)
    assert [dict(cell) for cell in release.unprotected] == [{"place": "A", "function": 1}]


@pytest.mark.parametrize("others", [0, 30])
def test_many_functions_need_no_more_room_than_one(monkeypatch, others):
    """All combinations together would not be laid out, and be left to linear programming."""
    monkeypatch.setattr(disclosure_secondary, "cheapest_change", None)
    monkeypatch.setattr(disclosure_moves, "_MAX_BLOCK", 20)
    counts = {1: FIRST} | dict.fromkeys(range(2, 2 + others), SECOND)
    release = suppress([by_function(counts)], hierarchies={"place": TREE})
    assert {key for _, key in release.hidden} == {("A", 1), ("C", 1)}


def test_total_and_its_parts_stay_together():
    cells = {
        (place, level): count
        for level, counts in (("low", FIRST), ("high", SECOND))
        for place, count in counts.items()
    }
    cells |= {(place, TOTAL): FIRST[place] + SECOND[place] for place in FIRST}
    plan = plan_of(Table("t", ("place", "level"), cells))
    ((rows, _part),) = parts_with_secrets(plan)
    assert rows.size == 12
