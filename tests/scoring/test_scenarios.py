from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Requirements,
    compute,
    default_parameters,
)
from scoring.scenarios import level_moves, standing_of
from tests.scoring.strategies import (
    FIRST_DAY,
    STUDENTS,
    evidences,
    parameter_sets,
    requirement_sets,
)

OFFICIAL = replace(default_parameters(), half_life_months=None)
DRAFT = replace(OFFICIAL, bounds=(0.40, 0.75, 0.90))
TODAY = 20500


def students_with(indices, parameters):
    """Students whose I is the given number; None: no evidence, so provisional."""
    known = [(student, index) for student, index in enumerate(indices) if index is not None]
    components = (Component.PRACTICAL, Component.KNOWLEDGE, Component.MOTIVATION)
    rows = [(s, c, index) for s, index in known for c in components]
    evidence = EvidenceArrays.build(
        student=[row[0] for row in rows],
        function=0,
        component=[row[1] for row in rows],
        kind=Kind.DEMO_EXAM,
        score=[row[2] for row in rows],
        date=TODAY,
    )
    requirements = Requirements.build(programme=[0] * len(indices), functions=[[(0, 1.0, False)]])
    return compute(evidence, requirements, parameters, TODAY).students


def test_moves_count_who_changes_level_by_group():
    indices = [0.45, 0.72, 0.86, 0.80, None, 0.86]
    before, after = students_with(indices, OFFICIAL), students_with(indices, DRAFT)
    moves = level_moves(before, after, np.array([0, 0, 0, 0, 0, -1]), groups=2)
    assert standing_of(before).tolist() == [1, 3, 4, 3, 0, 4]
    assert standing_of(after).tolist() == [2, 2, 3, 3, 0, 3]
    assert moves.rose.tolist() == [1, 0]
    assert moves.fell.tolist() == [2, 0]
    assert moves.became_ready.tolist() == [0, 0]
    assert moves.no_longer_ready.tolist() == [1, 0]
    assert moves.changed.tolist() == [True, True, True, False, False, True]
    assert moves.table.sum(axis=(1, 2)).tolist() == [5, 0]
    assert moves.table[0, 3, 2] == 1
    assert moves.table[0, 0, 0] == 1


def test_moves_into_and_out_of_provisional_are_neither_rise_nor_fall():
    before, after = students_with([None], OFFICIAL), students_with([0.9], OFFICIAL)
    for one, other in ((before, after), (after, before)):
        moves = level_moves(one, other, np.array([0]), groups=1)
        assert (moves.rose.tolist(), moves.fell.tolist()) == ([0], [0])
        assert moves.changed.tolist() == [True]
    assert level_moves(before, after, np.array([0]), groups=1).became_ready.tolist() == [1]


def test_moves_of_different_students_are_refused():
    one, two = students_with([0.5], OFFICIAL), students_with([0.5, 0.6], OFFICIAL)
    with pytest.raises(ValueError, match="same students"):
        level_moves(one, two, np.zeros(1, dtype=int), groups=1)


@settings(max_examples=50, deadline=None)
@given(
    evidences(),
    requirement_sets(),
    parameter_sets(),
    st.lists(st.integers(-1, 1), min_size=STUDENTS, max_size=STUDENTS),
)
def test_margins_of_moves_are_the_standings(evidence, requirements, parameters, group):
    before = compute(evidence, requirements, OFFICIAL, FIRST_DAY + 900).students
    after = compute(evidence, requirements, parameters, FIRST_DAY + 900).students
    group = np.array(group)
    moves = level_moves(before, after, group, groups=2)
    for at in range(2):
        inside = group == at
        for axis, students in ((1, before), (0, after)):
            expected = np.bincount(standing_of(students)[inside], minlength=5)
            assert moves.table[at].sum(axis=axis).tolist() == expected.tolist()
