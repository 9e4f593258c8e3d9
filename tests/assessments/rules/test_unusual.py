import numpy as np
import pytest

from assessments.enums import UnusualKind
from assessments.rules.unusual import SheetGrid, unusual_in


def grid(*rows, elsewhere=None, absent=(), is_future=False, pass_fail=(), fine=()):
    """Rows of scores by student 1, 2 …, criteria 101, 102 …; None is an empty cell."""
    scores = {
        (student, 101 + place): value
        for student, row in enumerate(rows, start=1)
        for place, value in enumerate(row)
        if value is not None
    }
    return SheetGrid(
        students=list(range(1, len(rows) + 1)),
        criteria=[101 + place for place in range(len(rows[0]))],
        scores=scores,
        filled=set(scores) | set(absent),
        elsewhere=elsewhere or {},
        is_future=is_future,
        pass_fail=set(pass_fail),
        fine=set(fine),
    )


VARIED = ((1, 0.5), (0.5, 1), (0, 0.5), (1, 1), (0.5, 0))


def kinds(found):
    return [finding.kind for finding in found]


def test_ordinary_sheet_has_nothing_unusual():
    assert unusual_in(grid(*VARIED)) == []


def test_gaps_are_told_by_student_and_by_cell():
    found = unusual_in(grid(*VARIED, (None, None), (1, None), (None, None), absent={(8, 101)}))

    assert [(f.kind, dict(f.facts)) for f in found] == [
        (UnusualKind.MISSING_STUDENTS, {"students": [6]}),
        (UnusualKind.MISSING_CELLS, {"cells": 2}),
    ]


@pytest.mark.parametrize(("value", "kind"), [(1, UnusualKind.ALL_TOP), (0.5, UnusualKind.ALL_SAME)])
def test_one_value_everywhere(value, kind):
    assert kinds(unusual_in(grid(*[(value,)] * 5))) == [kind]
    assert unusual_in(grid(*[(value,)] * 4)) == []


def test_equal_rows_and_equal_columns():
    assert kinds(unusual_in(grid(*[(1, 0.5)] * 5))) == [UnusualKind.SAME_ROWS]
    copied = unusual_in(grid(*[(value, value, value) for value in (1, 0.5, 0.5, 1, 0.25)]))
    assert [(f.kind, f.criterion_id, f.other_criterion_id) for f in copied] == [
        (UnusualKind.COPIED_COLUMN, 101, 102),
        (UnusualKind.COPIED_COLUMN, 101, 103),
    ]


def test_row_of_noughts_may_be_an_absence():
    found = unusual_in(grid(*VARIED, (0, 0)))

    assert [(f.kind, dict(f.facts)) for f in found] == [(UnusualKind.ZEROS, {"students": [6]})]


def test_student_unlike_the_other_judgements():
    elsewhere = {1: (0.2, 3), 2: (0.2, 2), 3: (0.3, 9)}

    found = unusual_in(grid(*VARIED, elsewhere=elsewhere, is_future=True))

    assert kinds(found) == [UnusualKind.FUTURE_DATE, UnusualKind.OUTLIER]
    assert (found[1].student_id, dict(found[1].facts)) == (
        1,
        {"here": 0.75, "elsewhere": 0.2, "count": 3},
    )


def test_key_changes_with_what_was_found():
    (one,) = unusual_in(grid(*VARIED, (1, None)))
    (two,) = unusual_in(grid(*VARIED, (1, None), (None, 0.5)))

    assert one.key != two.key


def points(*values):
    return [(value / 100,) for value in values]


TIGHT = (80, 81, 82, 83, 83, 84, 85, 86, 87)


@pytest.mark.parametrize(
    ("values", "slips"),
    [
        ((8, *TIGHT), [(1, 0.08, 0.83)]),
        # More than half are equal: the median deviation is nought.
        ((*[80] * 9, 8), [(10, 0.08, 0.8)]),
        # Two of twenty, but not three of ten: those are a part of the group.
        ((8, 9, *TIGHT, *TIGHT), [(1, 0.08, 0.83), (2, 0.09, 0.83)]),
        ((8, 9, 7, *TIGHT[:7]), []),
        # The weakest of a group, not apart from it.
        ((20, 45, 55, 60, 65, 70, 75, 80, 85, 90), []),
        (TIGHT[:6], []),
    ],
)
def test_lost_digit_is_far_from_its_column(values, slips):
    found = unusual_in(grid(*points(*values), fine={101}))

    assert [(f.student_id, f.facts["here"], f.facts["elsewhere"]) for f in found] == slips
    assert {f.kind for f in found} <= {UnusualKind.SLIP}
    # On a scale of few steps the farthest value is a mark.
    assert unusual_in(grid(*points(*values))) == []


def test_nearly_one_value_everywhere_and_whole_columns_of_it():
    rows = [[1, 1, 1] for _student in range(20)]
    rows[3][1] = 0.5
    (found,) = unusual_in(grid(*rows))
    assert (found.kind, dict(found.facts)) == (UnusualKind.MOSTLY_SAME, {"cells": 59, "of": 60})

    varied = [(1, value, 1) for value in (1, 0.5, 0.5, 1, 0.25, 1, 0.5, 0.25)]
    (found,) = unusual_in(grid(*varied))
    assert (found.kind, dict(found.facts)) == (UnusualKind.SAME_COLUMNS, {"criteria": [101, 103]})
    assert unusual_in(grid(*varied[:7])) == []


@pytest.mark.parametrize(
    ("scale", "count", "told"), [(3, 12, False), (3, 20, True), (30, 10, True)]
)
def test_copied_column_with_one_cell_changed(scale, count, told):
    """Eleven of twelve equal on few steps may be chance, nine of ten on many are not."""
    column = [(number % scale + 1) / scale for number in range(count)]
    rows = [(value, value) for value in column]
    rows[0] = (column[0], column[1])

    found = unusual_in(grid(*rows))

    assert [(f.kind, f.criterion_id, f.other_criterion_id, dict(f.facts)) for f in found] == (
        [(UnusualKind.NEARLY_COPIED, 101, 102, {"cells": count - 1, "of": count})] if told else []
    )


def test_pass_for_everybody_is_what_it_is_held_for():
    assert unusual_in(grid(*[(1, 1)] * 25, pass_fail={101, 102})) == []
    (failed,) = [
        f for f in unusual_in(grid(*[(0,)] * 25, pass_fail={101})) if f.kind != UnusualKind.ZEROS
    ]
    assert failed.kind == UnusualKind.ALL_SAME
    beside_marks = [(1, value) for value, _other in (*VARIED, *VARIED)]
    assert unusual_in(grid(*beside_marks, pass_fail={101})) == []
    assert kinds(unusual_in(grid(*[(1, 1)] * 5, pass_fail={101}))) == [UnusualKind.ALL_TOP]


def ordinary(chance, mean, deviation, low, high):
    """A sheet of 25 students and 4 criteria: half of a value is the student, half is the day."""
    rows = []
    for _student in range(25):
        own = chance.normal()
        drawn = [mean + deviation * (own + chance.normal()) / 2**0.5 for _column in range(4)]
        values = [min(high, max(low, round(value))) for value in drawn]
        rows.append([(value - low) / (high - low) for value in values])
    return rows


@pytest.mark.parametrize(
    ("law", "fine"),
    [((4, 0.8, 2, 5), False), ((4.5, 0.7, 2, 5), False), ((68, 12, 0, 100), True)],
)
def test_ordinary_sheets_raise_no_alarm(law, fine):
    chance = np.random.default_rng(20261128)
    sheets = [ordinary(chance, *law) for _sheet in range(200)]

    found = [unusual_in(grid(*rows, fine={101, 102, 103, 104} if fine else ())) for rows in sheets]

    # A student with noughts in every column may well be one who was not there.
    assert {one.kind for findings in found for one in findings} <= {UnusualKind.ZEROS}
