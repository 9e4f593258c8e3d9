import datetime as dt

import numpy as np
import pytest

from assessments.enums import Confidence
from assessments.rules.packed_scores import (
    LAYOUT,
    changed_functions,
    count_voices,
    pack,
    scores_of,
    unpack,
)

NUMBERS = [name for name in LAYOUT.names if LAYOUT[name].kind == "f"]
DAY = (dt.date(2026, 6, 18) - dt.date(1970, 1, 1)).days


def packed(students, functions, value=0.5, **given):
    count = len(students)
    columns = {name: np.zeros(count, LAYOUT[name]) for name in LAYOUT.names}
    columns |= {"function_id": np.array(functions), "value": np.broadcast_to(value, count)}
    columns |= {name: np.array(values) for name, values in given.items()}
    return pack(np.array(students, dtype=np.int64), columns)


def test_a_student_has_one_block_with_the_own_scores():
    blocks = packed([3, 3, 8], [10, 20, 10], value=[0.1, 0.2, 0.3])
    assert list(blocks) == [3, 8]
    assert {key: score.value for key, score in scores_of(blocks[3]).items()} == {10: 0.1, 20: 0.2}
    students, rows = unpack(blocks)
    assert students.tolist() == [3, 3, 8]
    assert rows["function_id"].tolist() == [10, 20, 10]
    assert rows["value"].tolist() == [0.1, 0.2, 0.3]


def test_every_number_comes_back_as_it_was():
    values = {name: [0.1 + place / 7] for place, name in enumerate(NUMBERS)}
    counts = {"evidence_count": [12], "kind_count": [3], "rater_count": [4]}
    block = packed([1], [2], **values, **counts, newest_on=[DAY], confidence=[Confidence.HIGH])
    score = scores_of(block[1])[2]
    assert {name: [getattr(score, name)] for name in NUMBERS} == values
    assert (score.evidence_count, score.kind_count, score.rater_count) == (12, 3, 4)
    assert (score.newest_on, score.confidence) == (dt.date(2026, 6, 18), Confidence.HIGH)


def test_nothing_is_none_and_not_zero():
    block = packed([1], [2], employer_value=[np.nan], college_value=[0.0], confidence=[-1])
    score = scores_of(block[1])[2]
    assert (score.employer_value, score.college_value, score.confidence) == (None, 0.0, None)


def test_voices_are_counted_by_function():
    blocks = packed(
        [1, 1, 2, 3],
        [10, 20, 10, 10],
        college_value=[0.0, np.nan, 0.7, np.nan],
        employer_value=[np.nan, 0.5, 0.4, 0.0],
    )
    assert count_voices(blocks.values()) == {10: (2, 2), 20: (0, 1)}


def test_nobody_has_no_blocks():
    assert count_voices([]) == {}
    assert packed([], []) == {}
    students, rows = unpack({})
    assert (len(students), len(rows)) == (0, 0)
    assert scores_of(b"") == {}


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (packed([1, 1], [2, 3], employer_value=[np.nan, 0.5]), []),
        (packed([1, 1], [2, 3], employer_value=[0.5, 0.5]), [2]),
        (packed([1, 1], [2, 4], employer_value=[np.nan, 0.5]), [3, 4]),
        (packed([1], [2], employer_value=[np.nan]), [3]),
        ({1: b""}, [2, 3]),
    ],
)
def test_functions_whose_scores_differ_are_named(after, changed):
    before = packed([1, 1], [2, 3], employer_value=[np.nan, 0.5])
    there, back = (before[1], after[1]), (after[1], before[1])
    assert sorted(changed_functions([there]).tolist()) == changed
    assert sorted(changed_functions([back]).tolist()) == changed
    # The same functions of another student are other scores.
    both = changed_functions([there, (b"", before[1])]).tolist()
    assert sorted(both) == sorted([*changed, 2, 3])


def test_no_difference_is_no_change():
    assert changed_functions([]).tolist() == []
