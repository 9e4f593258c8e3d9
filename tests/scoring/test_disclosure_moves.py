import numpy as np
import pytest

from scoring.disclosure_moves import FORBIDDEN, Goal, build_blocks
from scoring.disclosure_rules import Rules, make_plan
from scoring.disclosure_tables import TOTAL, Table, tabulate

TREE = {"North": "Region", "South": "Region", "A": "North", "B": "North", "C": "South"}


def grid(north=((9, 8), (7, 6)), south=(5, 4)):
    """Two levels of students of three colleges, all totals; South has only C."""
    columns = {"territory": [], "level": []}
    for college, counts in zip("ABC", (*north, south), strict=True):
        for level, count in zip(("low", "high"), counts, strict=True):
            columns["territory"] += [college] * count
            columns["level"] += [level] * count
    return tabulate("t", columns, {"territory": TREE})


def ready_blocks(*tables, minimum=2):
    plan = make_plan(tables, {"territory": TREE}, minimum, None, Rules())
    cells = plan.cells
    blocks = build_blocks(cells)
    values = cells.values.astype(float)
    for block in blocks:
        block.load(
            np.append(np.where(values > 0, values, FORBIDDEN), 0.0),
            np.append(np.where(values > 0, np.inf, 0.0), np.inf),
            np.append(np.maximum(values - 1, 0), np.inf),
        )
    return cells, blocks


def described(cells, move):
    return {
        tuple(cells.coordinates(row).get(name, TOTAL) for name in ("territory", "level")): sign
        for row, sign in zip(move.rows.tolist(), move.signs.tolist(), strict=True)
    }


def row_of(cells, *labels):
    return int(cells.rows([("t", (labels[1], labels[0]))])[0])


def test_moves_swap_neighbours_first():
    cells, (block,) = ready_blocks(grid())
    first = next(block.moves(row_of(cells, "A", "low"), Goal(3.0)))
    assert described(cells, first) == {
        ("A", "low"): 1, ("A", "high"): -1, ("B", "low"): -1, ("B", "high"): 1
    }  # fmt: skip
    assert first.price == 9 + 8 + 7 + 6
    assert (first.up, first.down) == (6.0, 5.0)


def test_moves_climb_where_there_are_no_neighbours():
    cells, (block,) = ready_blocks(grid())
    first = next(block.moves(row_of(cells, "C", "low"), Goal(3.0)))
    # C swaps with B, the cheaper college of the other municipality, and both municipalities move.
    assert described(cells, first) == {
        ("C", "low"): 1, ("C", "high"): -1, ("South", "low"): 1, ("South", "high"): -1,
        ("B", "low"): -1, ("B", "high"): 1, ("North", "low"): -1, ("North", "high"): 1,
    }  # fmt: skip
    assert (first.up, first.down) == (3.0, 4.0)


def test_moves_all_keep_every_sum():
    cells, (block,) = ready_blocks(grid())
    for row in range(cells.values.size):
        for move in block.moves(row, Goal(1.0)):
            change = np.zeros(cells.values.size)
            change[move.rows] = move.signs
            assert change[row] == 1
            assert not (cells.relations @ change).any()
            up, down = min(move.up, 100.0), min(move.down, 100.0)
            least = (cells.values + up * change).min(), (cells.values - down * change).min()
            assert min(least) >= 1


def test_moves_use_no_zero():
    cells, (block,) = ready_blocks(grid(north=((9, 8), (7, 0))))
    zero = int(cells.rows([("t", ("high", "B"))])[0])
    for move in block.moves(row_of(cells, "A", "low"), Goal(1.0)):
        assert zero not in move.rows


def test_moves_that_are_too_narrow_are_not_offered():
    cells, (block,) = ready_blocks(grid())
    for move in block.moves(row_of(cells, "A", "low"), Goal(11.0)):
        assert move.up + move.down >= 11
    widest = Goal(1e6)
    assert not any(m.up + m.down < 1e6 for m in block.moves(row_of(cells, "A", "low"), widest))


def test_moves_go_up_to_a_top_that_is_hidden_already():
    cells, (block,) = ready_blocks(grid())
    tops = cells.rows(
        [("t", (level, place)) for level in ("low", "high") for place in (TOTAL, "South", "C")]
    )
    block.set_price(tops, 0.0)
    first = next(block.moves(row_of(cells, "C", "low"), Goal(3.0)))
    assert first.price == 0.0
    assert set(first.rows.tolist()) <= set(tops.tolist())


def test_set_room_narrows_later_moves():
    cells, (block,) = ready_blocks(grid())
    rows = cells.rows([("t", ("low", "B"))])
    block.set_room(rows, np.array([np.inf]), np.array([2.0]))
    first = next(block.moves(row_of(cells, "A", "low"), Goal(1.0)))
    assert (first.up, first.down) == (2.0, 5.0)


@pytest.mark.parametrize(
    ("goal", "rise", "fall", "met"),
    [
        (Goal(3.0), 2.0, 1.0, True),
        (Goal(3.0), 2.0, 0.0, False),
        (Goal(3.0, risen=1.0, fallen=2.0), 1.0, 0.0, True),
        (Goal(3.0, risen=3.0), 0.0, 0.0, False),
        (Goal(1.0, direction=1), 0.0, 5.0, False),
        (Goal(1.0, direction=-1), 0.0, 5.0, True),
    ],
)
def test_goal_met(goal, rise, fall, met):
    assert bool(goal.met(np.array(rise), np.array(fall))) is met


def test_build_blocks_takes_largest_sets_of_dimensions():
    course = Table("u", ("territory", "course"), {("A", 1): 17, ("A", TOTAL): 17})
    cells, blocks = ready_blocks(grid(), course)
    names = [{cells.dimensions[i].name for i in block.used} for block in blocks]
    assert sorted(map(sorted, names)) == [["course", "territory"], ["level", "territory"]]
    assert all(block.is_open for block in blocks)


def test_extend_carries_a_move_into_another_table():
    counts = {
        ("A", 1): 9,
        ("A", 2): 8,
        ("B", 1): 7,
        ("B", 2): 6,
        ("A", TOTAL): 17,
        ("B", TOTAL): 13,
    }
    cells, blocks = ready_blocks(grid(), Table("u", ("territory", "course"), counts))
    courses, levels = blocks
    goal = Goal(1.0)
    shared = int(cells.rows([("u", ("A", TOTAL))])[0])
    move = next(m for m in levels.moves(shared, goal) if m.rows.size == 4)
    extended = courses.extend(move, goal)
    change = np.zeros(cells.values.size)
    change[extended.rows] = extended.signs
    assert not (cells.relations @ change).any()
    added = {tuple(cells.coordinates(row).values()) for row in extended.rows[4:].tolist()}
    assert added == {(2, "A"), (2, "B")}


def test_extend_leaves_a_move_that_does_not_concern_the_table():
    cells, blocks = ready_blocks(grid(), Table("u", ("course",), {(1,): 39, (TOTAL,): 39}))
    levels, courses = blocks
    move = next(levels.moves(row_of(cells, "A", "low"), Goal(1.0)))
    assert courses.extend(move, Goal(1.0)) is move


def test_no_move_leads_through_what_nobody_can_be_in():
    """A and C teach one trade each, B both: a swap of the trades of A is not to be had."""
    table = Table(
        "t",
        ("territory", "level"),
        {
            ("A", "low"): 9,
            ("B", "low"): 7,
            ("B", "high"): 6,
            ("C", "high"): 8,
            ("North", "low"): 16,
            ("North", "high"): 6,
            ("South", "high"): 8,
            ("Region", "low"): 16,
            ("Region", "high"): 14,
        },
    )
    cells, (block,) = ready_blocks(table)
    assert block.closed.any()
    row = int(cells.rows([("t", ("A", "low"))])[0])
    for move in block.moves(row, Goal(1.0)):
        assert ("A", "high") not in described(cells, move)
        assert set(move.rows.tolist()) <= set(range(cells.values.size))
        assert not (cells.relations[:, move.rows] @ move.signs).any()
