import numpy as np
import pytest

from scoring.disclosure_links import link, strides_of
from scoring.disclosure_tables import TOTAL, Rest, Table, tabulate

TREE = {"North": "Region", "South": "Region", "A": "North", "B": "North", "C": "South"}
HIERARCHIES = {"territory": TREE}


def sums(cells):
    """Every relation as (total, parts) in coordinates."""
    found = {}
    for row in cells.relations.toarray():
        (total,) = np.flatnonzero(row < 0)
        found[named(cells, total)] = {named(cells, part) for part in np.flatnonzero(row > 0)}
    return found


def named(cells, row):
    return frozenset(cells.coordinates(row).values())


def of(*labels):
    return frozenset(labels)


def test_link_same_persons_in_two_tables_are_one_cell():
    levels = Table("levels", ("level",), {("low",): 3, ("high",): 7, (TOTAL,): 10})
    courses = Table("courses", ("course",), {(1,): 4, (2,): 6, (TOTAL,): 10})
    cells = link([levels, courses], {})
    assert cells.values.size == 5
    assert cells.places["levels"][1][2] == cells.places["courses"][1][2]
    assert cells.relations.shape == (2, 5)
    assert cells.printed.all()
    assert not (cells.relations @ cells.values).any()


def test_link_hierarchy_gives_a_sum_per_total_and_dimension():
    table = Table(
        "t", ("territory",), {("A",): 2, ("B",): 3, ("North",): 5, ("C",): 4, (TOTAL,): 9}
    )
    assert sums(link([table], HIERARCHIES)) == {
        of("North"): {of("A"), of("B")},
        # The municipality of C is not listed, so C belongs to the region directly.
        of(): {of("North"), of("C")},
    }


def test_link_fixed_coordinate_leaves_a_rest():
    students = Table("students", ("territory",), {("A",): 20, ("B",): 9, ("North",): 29})
    ready = Table(
        "ready", ("territory",), {("A",): 17, ("B",): 9, ("North",): 26}, where={"ready": "yes"}
    )
    cells = link([students, ready], HIERARCHIES)
    not_ready = Rest(TOTAL)
    assert sums(cells)[of("A")] == {of("A", "yes"), of("A", not_ready)}
    # B's rest is empty, but nobody is told so.
    assert sums(cells)[of("B")] == {of("B", "yes"), of("B", not_ready)}
    assert sums(cells)[of("North", not_ready)] == {of("A", not_ready), of("B", not_ready)}
    rests = {named(cells, row): cells.values[row] for row in np.flatnonzero(~cells.printed)}
    assert rests == {of("A", not_ready): 3, of("B", not_ready): 0, of("North", not_ready): 3}


def test_link_rest_of_unlisted_part_of_a_hierarchy():
    table = Table("t", ("territory",), {("A",): 2, ("North",): 9})
    cells = link([table], HIERARCHIES)
    assert sums(cells) == {of("North"): {of("A"), of(Rest("North"))}}


def test_link_rests_of_two_dimensions_close():
    table = Table(
        "t",
        ("level", "sex"),
        {("low", "f"): 2, ("low", TOTAL): 5, (TOTAL, "f"): 6, (TOTAL, TOTAL): 20},
    )
    cells = link([table], {})
    assert not (cells.relations @ cells.values).any()
    assert sorted(cells.values.tolist()) == [2, 3, 4, 5, 6, 11, 14, 15, 20]


def test_link_rests_of_rests_are_found_until_every_sum_is_closed():
    girls = Table(
        "girls",
        ("course", "level"),
        {
            (1, "low"): 1, (1, "high"): 0, (1, TOTAL): 1,
            (2, "low"): 5, (2, "high"): 1, (2, TOTAL): 6,
            (TOTAL, "low"): 6, (TOTAL, "high"): 1, (TOTAL, TOTAL): 7,
        },
        where={"sex": "f"},
    )  # fmt: skip
    low = Table("low", ("course",), {(1,): 1, (2,): 7, (TOTAL,): 8}, where={"level": "low"})
    every = Table("all", ("course",), {(1,): 1, (2,): 8, (TOTAL,): 9})
    cells = link([girls, low, every], {})
    assert not (cells.relations @ cells.values).any()
    # The student of course 2 who is not low is the girl who is high, so no boy is.
    rests = [row for row in range(cells.values.size) if not cells.printed[row]]
    twice = [cells.values[row] for row in rests if named(cells, row) == of(2, Rest(TOTAL))]
    assert sorted(twice) == [0, 1, 1, 2]


def test_link_complete_tables_have_no_rests():
    rng = np.random.default_rng(3)
    columns = {
        "territory": rng.choice(["A", "B", "C"], 50).tolist(),
        "level": rng.choice(["low", "high"], 50).tolist(),
    }
    cells = link([tabulate("t", columns, HIERARCHIES)], HIERARCHIES)
    assert cells.printed.all()
    assert not (cells.relations @ cells.values).any()


def test_link_left_out_combinations_are_zeros():
    table = Table("t", ("level", "sex"), {("low", "f"): 5, ("high", "m"): 7})
    cells = link([table], {})
    assert sorted(cells.values.tolist()) == [0, 0, 5, 7]


def test_link_without_zeros_leaves_them_out_where_they_tell_nothing():
    cells = {("A", 1): 5, ("B", 2): 7, ("A", TOTAL): 5, ("B", TOTAL): 7, ("North", TOTAL): 12}
    table = Table("t", ("territory", "course"), cells)
    assert link([table], HIERARCHIES).values.size == 7
    lean = link([table], HIERARCHIES, with_zeros=False)
    assert sorted(lean.values.tolist()) == [5, 5, 7, 7, 12]
    assert sums(lean) == {
        of("North"): {of("A"), of("B")},
        of("A"): {of("A", 1)},
        of("B"): {of("B", 2)},
    }


def test_link_without_zeros_lists_them_beside_a_rest():
    cells = {("A", 1): 5, ("B", 2): 7, ("A", TOTAL): 6, ("B", TOTAL): 7}
    table = Table("t", ("territory", "course"), cells)
    whole, lean = (link([table], HIERARCHIES, with_zeros=given) for given in (True, False))
    assert lean.values.tolist() == whole.values.tolist()
    assert sums(lean) == sums(whole)
    assert of("A", Rest(TOTAL)) in sums(lean)[of("A")]


def test_link_known_table_adds_cells_that_are_not_printed():
    table = Table("t", ("level",), {("low",): 3, (TOTAL,): 10})
    before = Table("before", ("course",), {(1,): 4, (2,): 6, (TOTAL,): 10})
    cells = link([table], {}, [before])
    shown = {named(cells, row) for row in np.flatnonzero(cells.printed)}
    assert shown == {of(), of("low")}
    assert set(cells.places) == {"t"}


def test_link_given_sums_are_relations():
    one = Table("programmes", ("programme",), {("p1",): 3, ("p2",): 4})
    two = Table("specialities", ("speciality",), {("s",): 7})
    given = [(("specialities", ("s",)), [("programmes", ("p1",)), ("programmes", ("p2",))])]
    cells = link([one, two], {}, sums=given)
    assert sums(cells) == {of("s"): {of("p1"), of("p2")}}
    assert cells.axis_of.tolist() == [-1]
    with pytest.raises(ValueError, match="do not add up"):
        link([one, two], {}, sums=[(given[0][0], given[0][1][:1])])


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([], "needs tables"),
        ([Table("t", ("a",), {("x",): 1}), Table("t", ("a",), {("x",): 1})], "name of its own"),
        ([Table("t", ("a",), {("x",): 1}), Table("u", ("a",), {("x",): 2})], "different counts"),
        ([Table("t", ("a",), {("x",): 3, (TOTAL,): 2})], "exceed it"),
        ([Table("t", ("a",), {("x",): None})], "whole numbers"),
        ([Table("t", ("a",), {("x",): -1})], "whole numbers"),
        ([Table("t", ("a",), {("x",): 1.5})], "whole numbers"),
    ],
)
def test_link_contradictions_are_refused(tables, message):
    with pytest.raises(ValueError, match=message):
        link(tables, {})


def test_locate_finds_cells_of_another_release():
    table = Table("t", ("level", "sex"), {("low", "f"): 3, ("low", TOTAL): 5, (TOTAL, TOTAL): 5})
    cells = link([table], {})
    before = Table("b", ("level",), {("low",): 4, ("high",): 1, (TOTAL,): 5})
    rows = cells.locate(before)
    assert cells.coordinates(rows[0]) == {"level": "low"}
    assert rows[1] == -1
    assert cells.coordinates(rows[2]) == {}
    assert cells.locate(Table("c", ("course",), {(1,): 4})).tolist() == [-1]


def test_rows_unknown_cell_is_an_error():
    cells = link([Table("t", ("a",), {("x",): 1})], {})
    assert cells.rows([("t", ("x",))]).tolist() == [0]
    with pytest.raises(KeyError):
        cells.rows([("t", ("y",))])


def test_strides_of_weights_and_overflow():
    assert strides_of([2, 3, 4]).tolist() == [12, 4, 1]
    with pytest.raises(ValueError, match="Too many"):
        strides_of([10**6] * 11)
