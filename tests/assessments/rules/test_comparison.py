"""What may be printed of a draft beside the methodology in force."""

import itertools

import pytest

from assessments.rules.comparison import move_kind, shown_comparison


def table(**cells):
    """Return 5 × 5 zeros but for cells like c12=7: seven from standing 1 to standing 2."""
    rows = [[0] * 5 for _ in range(5)]
    for name, count in cells.items():
        rows[int(name[1])][int(name[2])] = count
    return rows


def result(*tables):
    return {
        "colleges": [{"college_id": key, "table": own} for key, own in enumerate(tables, start=1)],
        "ready_levels": [2, 3],
        "official_ready_levels": [2, 3],
    }


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (2, 2, "same"),
        (0, 0, "same"),
        (1, 2, "rose"),
        (4, 1, "fell"),
        (0, 3, "other"),
        (2, 0, "other"),
    ],
)
def test_move_kind_compares_levels_only_where_there_are_two(before, after, kind):
    assert move_kind(before, after) == kind


def test_comparison_of_large_counts_shows_everything_rounded():
    shown = shown_comparison(
        result(
            table(c22=30, c23=10, c32=6, c03=7),
            table(c33=40, c12=20, c43=8, c40=9),
        ),
        minimum=5,
    )
    assert (shown.region.rose, shown.region.fell, shown.region.other) == (30, 15, 15)
    assert shown.transitions[2][3] == 10
    assert shown.became_ready == 15
    assert shown.no_longer_ready == 15
    assert [(row.college_id, row.changed) for row in shown.colleges] == [(2, 40), (1, 20)]


def test_those_who_stay_are_never_printed():
    """With them a level of all years, less the years on other pages, would give a year back."""
    shown = shown_comparison(result(table(c22=30, c33=40, c44=50, c23=10)), minimum=5)
    assert [shown.transitions[level][level] for level in range(5)] == [None] * 5
    assert shown.region.changed == 10


def test_comparison_hides_few_people_and_sums_over_them():
    """Three who rose in one college cannot be taken back from the region's total."""
    shown = shown_comparison(
        result(table(c22=30, c23=3), table(c22=30, c23=12), table(c22=30, c23=12)), minimum=5
    )
    rose = {row.college_id: row.rose for row in shown.colleges}
    assert rose[1] is None
    assert shown.region.rose is None or [rose[2], rose[3]].count(None) >= 1
    small = next(row for row in shown.colleges if row.college_id == 1)
    assert small.changed is None


def test_comparison_with_a_hidden_transition_does_not_print_the_sum_over_it():
    shown = shown_comparison(result(table(c22=60, c23=2, c33=40)), minimum=5)
    assert shown.transitions[2][3] is None
    assert shown.became_ready is None


def test_one_person_more_in_the_next_trial_is_not_told():
    """The planted attack: a parameter moved by a hair, and one trial taken from the other."""
    counts = [
        shown_comparison(result(table(c22=60, c23=rose), table(c22=60, c23=20)), minimum=5)
        for rose in range(10, 30)
    ]
    for name in ("rose", "changed"):
        told = [getattr(row.region, name) for row in counts]
        steps = {after - before for before, after in itertools.pairwise(told)}
        assert steps == {0, 5}
    assert {row.transitions[2][3] % 5 for row in counts} == {0}
    assert {college.rose % 5 for row in counts for college in row.colleges} == {0}
