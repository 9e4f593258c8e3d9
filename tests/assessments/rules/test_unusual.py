import pytest

from assessments.enums import UnusualKind
from assessments.rules.unusual import SheetGrid, unusual_in


def grid(*rows, elsewhere=None, absent=(), is_future=False):
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
