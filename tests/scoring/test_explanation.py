from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.explanation import contributions, kind_contributions, student_facts
from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Requirements,
    compute,
    default_parameters,
)
from tests.scoring import slow_reference
from tests.scoring.strategies import FIRST_DAY, evidences, parameter_sets, requirement_sets

FLAT = replace(default_parameters(), half_life_months=None)
TODAY = 20500
ONE = Requirements.build(programme=[0], functions=[[(0, 1.0, True)]])


def rows(**columns):
    return EvidenceArrays.build(
        student=[0] * len(columns["score"]),
        **{"function": 0, "kind": Kind.DEMO_EXAM, "date": TODAY, **columns},
    )


def test_contribution_is_score_with_row_less_score_without():
    moved = contributions(rows(score=[0.2, 0.5, 0.8]), ONE, FLAT, as_of=TODAY, student=0)
    np.testing.assert_allclose(moved.to_score, [0.5 - 0.65, 0.0, 0.5 - 0.35], atol=1e-12)
    np.testing.assert_allclose(moved.to_index, moved.to_score)
    assert moved.strongest(1).tolist() == [0]


def test_taking_away_the_latest_attempt_brings_the_earlier_one_back():
    evidence = rows(score=[0.2, 0.9], criterion=3, date=[TODAY - 10, TODAY])
    moved = contributions(evidence, ONE, FLAT, as_of=TODAY, student=0)
    np.testing.assert_allclose(moved.to_score, [0.0, 0.9 - 0.2], atol=1e-12)


def test_only_row_of_a_cell_has_no_contribution_to_compare():
    moved = contributions(rows(score=[0.9]), ONE, FLAT, as_of=TODAY, student=0)
    np.testing.assert_array_equal(moved.to_score, [np.nan])
    np.testing.assert_array_equal(moved.to_index, [np.nan])
    assert moved.level_without.tolist() == [-1]
    assert len(moved.strongest(3)) == 0


def test_contributions_are_of_one_student_and_of_dated_rows_only():
    evidence = EvidenceArrays.build(
        student=[1, 0, 1, 1],
        function=0,
        kind=Kind.DEMO_EXAM,
        score=[0.5, 0.1, 0.7, 0.0],
        date=[TODAY, TODAY, TODAY, TODAY + 1],
    )
    two = replace(ONE, programme=np.zeros(2, dtype=np.int32))
    moved = contributions(evidence, two, FLAT, as_of=TODAY, student=1)
    assert moved.row.tolist() == [0, 2]
    np.testing.assert_allclose(moved.to_score, [-0.1, 0.1])


def test_student_without_evidence_has_no_contributions():
    moved = contributions(EvidenceArrays.empty(), ONE, FLAT, as_of=TODAY, student=0)
    assert len(moved.row) == len(moved.to_index) == len(moved.to_score) == 0


@settings(max_examples=60, deadline=None)
@given(evidences(min_size=1, max_size=20), requirement_sets(), parameter_sets())
def test_contributions_equal_slow_leave_one_out(evidence, requirements, parameters):
    as_of = FIRST_DAY + 900
    moved = contributions(evidence, requirements, parameters, as_of=as_of, student=0)
    cells, students = slow_reference.compute(evidence, requirements, parameters, as_of)
    for at, row in enumerate(moved.row.tolist()):
        rest = evidence.take(np.arange(len(evidence)) != row)
        cells_without, without = slow_reference.compute(rest, requirements, parameters, as_of)
        assert moved.level_without[at] == without[0]["level"]
        difference = _difference(students[0]["index"], without[0]["index"])
        assert moved.to_index[at] == pytest.approx(difference, abs=1e-12, nan_ok=True)
        key = (0, int(evidence.function[row]))
        here = evidence.component[row] == Component.PRACTICAL and key in cells
        expected = _difference(
            cells[key]["score"] if here else None,
            cells_without[key]["score"] if key in cells_without else None,
        )
        assert moved.to_score[at] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def _difference(one, other):
    return float("nan") if one is None or other is None else one - other


def test_kind_contribution_is_mean_change_and_counts_the_lost():
    evidence = EvidenceArrays.build(
        student=[0, 0, 1, 2],
        function=0,
        kind=[Kind.DEMO_EXAM, Kind.INDEPENDENT_ASSESSMENT, Kind.DEMO_EXAM, Kind.DEMO_EXAM],
        score=[0.4, 0.8, 0.5, 0.1],
        date=TODAY,
    )
    three = replace(ONE, programme=np.zeros(3, dtype=np.int32))
    moved = kind_contributions(
        evidence, three, FLAT, as_of=TODAY, students=np.array([True, True, False])
    )
    assert moved.kind.tolist() == [Kind.DEMO_EXAM, Kind.INDEPENDENT_ASSESSMENT]
    assert moved.students.tolist() == [1, 2]
    np.testing.assert_allclose(moved.to_mean, [0.6 - 0.8, (0.6 - 0.4) / 2])
    assert moved.lost.tolist() == [1, 0]


def test_facts_name_what_moved_the_score_and_what_is_missing():
    evidence = EvidenceArrays.build(
        student=[0] * 5,
        function=[0, 0, 1, 1, -1],
        component=[0, 0, 0, 0, Component.KNOWLEDGE],
        kind=[
            Kind.COLLEGE_PRACTICE,
            Kind.EMPLOYER_RATING,
            Kind.DEMO_EXAM,
            Kind.DEMO_EXAM,
            Kind.INTERIM_MARK,
        ],
        score=[1.0, 0.3, 0.3, 0.5, 0.8],
        date=TODAY,
    )
    requirements = Requirements.build(programme=[0], functions=[[(0, 1, False), (1, 1, True)]])
    facts = student_facts(evidence, requirements, FLAT, as_of=TODAY, student=0)
    readiness = compute(evidence, requirements, FLAT, TODAY)
    assert facts.index == readiness.students.index[0]
    assert facts.provisional
    assert not facts.ready
    assert facts.weak_link == facts.weakest == 1
    assert facts.absent_components == (2, 3)
    assert facts.completeness == pytest.approx(0.65)
    assert facts.coverage == 1.0
    assert [row for row, _ in facts.raising] == [4, 0, 3]
    assert [row for row, _ in facts.lowering] == [1, 2]
    assert facts.gap_function == 0
    assert facts.gap == pytest.approx(0.7)
    assert facts.plan.components == (2,)
    assert 1 in [step.function for step in facts.plan.steps]


def test_facts_of_student_without_evidence_are_empty_and_not_zero():
    facts = student_facts(EvidenceArrays.empty(), ONE, FLAT, as_of=TODAY, student=0)
    assert np.isnan(facts.index)
    assert facts.level == -1
    assert facts.gap_function == -1
    assert np.isnan(facts.gap)
    assert facts.raising == facts.lowering == ()
