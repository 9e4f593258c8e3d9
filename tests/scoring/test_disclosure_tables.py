import numpy as np
import pytest

from scoring.disclosure import audit, suppress
from scoring.disclosure_tables import TOTAL, Rest, Table, build_dimensions, tabulate

TREE = {"North": "Region", "South": "Region", "A": "North", "B": "North", "C": "South"}


def test_build_dimensions_orders_parents_before_children():
    table = Table("t", ("territory",), {("C",): 1, (TOTAL,): 1})
    (territory,) = build_dimensions([table], {"territory": TREE})
    assert territory.labels == ["Region", "North", "South", "A", "B", "C"]
    assert territory.parent.tolist() == [-1, 0, 0, 1, 1, 2]
    assert territory.depth.tolist() == [0, 1, 1, 2, 2, 2]
    assert territory.is_tree
    assert territory.index["Region"] == territory.index[TOTAL] == 0


def test_build_dimensions_without_hierarchy_is_flat():
    table = Table("t", ("course",), {(2,): 1, (1,): 1, (TOTAL,): 2}, where={"ready": "yes"})
    course, ready = build_dimensions([table], {})
    assert (course.name, course.labels) == ("course", [TOTAL, 1, 2])
    assert (ready.name, ready.labels) == ("ready", [TOTAL, "yes"])
    assert not course.is_tree


def test_build_dimensions_several_roots_get_a_total():
    table = Table("t", ("territory",), {("RU",): 1, ("KZ",): 1})
    (territory,) = build_dimensions([table], {"territory": {"Region": "RU", "Oblast": "KZ"}})
    assert territory.labels == [TOTAL, "KZ", "RU", "Oblast", "Region"]


@pytest.mark.parametrize(
    ("tree", "message"),
    [({"A": "Region"}, "does not know"), ({"A": "B", "B": "A", "C": "Region"}, "circle")],
)
def test_build_dimensions_wrong_hierarchy_is_refused(tree, message):
    table = Table("t", ("territory",), {("C",): 1})
    with pytest.raises(ValueError, match=message):
        build_dimensions([table], {"territory": tree})


def test_add_rest_appends_a_part_of_the_total():
    table = Table("t", ("ready",), {("yes",): 1, (TOTAL,): 3})
    (ready,) = build_dimensions([table], {})
    assert ready.add_rest(0) == 2
    assert ready.labels[2] == Rest(TOTAL)
    assert ready.is_rest().tolist() == [False, False, True]
    assert (ready.parent.tolist(), ready.depth.tolist()) == ([-1, 0, 0], [0, 1, 1])


def test_tabulate_counts_every_level_and_zero():
    columns = {"territory": ["A", "A", "B"], "sex": ["f", "m", "m"]}
    table = tabulate("t", columns, {"territory": TREE})
    assert table.dimensions == ("sex", "territory")
    assert table.cells == {
        (TOTAL, TOTAL): 3,
        (TOTAL, "A"): 2,
        (TOTAL, "B"): 1,
        (TOTAL, "North"): 3,
        ("f", TOTAL): 1,
        ("f", "A"): 1,
        ("f", "B"): 0,
        ("f", "North"): 1,
        ("m", TOTAL): 2,
        ("m", "A"): 1,
        ("m", "B"): 1,
        ("m", "North"): 2,
    }


def test_tabulate_lists_categories_that_nobody_is_in():
    table = tabulate("t", {"level": ["low"]}, where={"sex": "f"}, categories={"level": ["high"]})
    assert table.cells == {(TOTAL,): 1, ("low",): 1, ("high",): 0}
    assert table.where == {"sex": "f"}


def test_tabulate_nobody_gives_an_empty_total():
    assert tabulate("t", {"level": []}).cells == {(TOTAL,): 0}


def test_tabulate_totals_are_sums_of_finest_cells():
    rng = np.random.default_rng(1)
    columns = {
        "territory": rng.choice(["A", "B", "C"], 200).tolist(),
        "level": rng.integers(0, 4, 200).tolist(),
    }
    cells = tabulate("t", columns, {"territory": TREE}).cells
    for level in (*range(4), TOTAL):
        assert cells[level, "North"] == cells[level, "A"] + cells[level, "B"]
        assert cells[level, TOTAL] == cells[level, "North"] + cells[level, "South"]
        assert cells[level, "A"] == sum(
            place == "A" and level in (of, TOTAL)
            for place, of in zip(columns["territory"], columns["level"], strict=True)
        )


@pytest.mark.parametrize(("count", "shown"), [(3, None), (7, 7)])
def test_total_without_any_dimension_is_a_table(count, shown):
    release = suppress([Table("all", (), {(): count})])
    assert release.value("all", ()) == shown
    assert audit(release).is_clean


@pytest.mark.parametrize(
    ("dimensions", "key"),
    [(("x",), "abc"), (("x", "y"), "ab"), (("x", "y"), ("a",)), (("x",), 5), ((), ("a",))],
)
def test_key_that_is_no_tuple_of_labels_is_refused_by_name(dimensions, key):
    with pytest.raises(ValueError, match=r"Table 'a': key .* is no tuple of"):
        suppress([Table("a", dimensions, {key: 3})])
