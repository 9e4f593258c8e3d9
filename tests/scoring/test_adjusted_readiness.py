"""Readiness as raters of average severity would have put it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.adjusted_readiness import adjusted_readiness
from scoring.adjustment import expected_shifts
from scoring.parameters import Kind, default_parameters
from scoring.readiness import EvidenceArrays, Requirements, compute
from scoring.uncertainty import assess, fallback_priors

AS_OF = 20_600
PARAMETERS = default_parameters()


def computed(scores, *, raters=1):
    """Two functions of one student, each rated by `raters` mentors alike."""
    count = len(scores) * raters
    evidence = EvidenceArrays.build(
        student=np.zeros(count, int),
        function=np.repeat(np.arange(len(scores)), raters),
        kind=Kind.EMPLOYER_RATING.value,
        score=np.repeat(scores, raters),
        rater=np.tile(np.arange(raters), len(scores)),
        date=AS_OF,
    )
    requirements = Requirements.build(
        programme=[0], functions=[[(at, 1.0, at == 0) for at in range(len(scores))]]
    )
    readiness = compute(evidence, requirements, PARAMETERS, AS_OF)
    priors = fallback_priors(requirements.function_count, PARAMETERS)
    cells, students = assess(readiness, requirements, PARAMETERS, priors, np.array([0]))
    return readiness, cells, students, requirements


def adjusted(case, shift):
    return adjusted_readiness(*case, PARAMETERS, np.asarray(shift, dtype=np.float64))


def test_small_shift_moves_the_index_by_its_mean():
    case = computed([0.60, 0.64])
    found = adjusted(case, [0.05, 0.01])
    assert found.readiness.cells.score == pytest.approx([0.65, 0.65])
    assert found.readiness.students.index == pytest.approx(case[0].students.index + 0.03)
    assert found.moved.tolist() == [True]
    assert found.limited.tolist() == [False]


def test_function_is_moved_by_the_weighed_mean_of_its_shifts():
    """By hand: T = (1 · 0.60 + 0.8 · 0.69) / 1.8 = 0.64, moved by 0.8 · 0.09 / 1.8 = 0.04."""
    evidence = EvidenceArrays.build(
        student=[0, 0, 0],
        function=[0, 0, 1],
        kind=[Kind.DEMO_EXAM.value, Kind.EMPLOYER_RATING.value, Kind.DEMO_EXAM.value],
        score=[0.60, 0.69, 0.50],
        rater=[-1, 0, -1],
        date=AS_OF,
    )
    requirements = Requirements.build(programme=[0], functions=[[(0, 3.0, False), (1, 1.0, False)]])
    readiness = compute(evidence, requirements, PARAMETERS, AS_OF)
    cells, students = assess(
        readiness, requirements, PARAMETERS, fallback_priors(2, PARAMETERS), np.array([0])
    )
    case = readiness, cells, students, requirements

    found = adjusted(case, [0.0, 0.09, 0.0])

    assert found.scores.official == pytest.approx([0.64, 0.50], abs=1e-12)
    assert found.scores.adjusted == pytest.approx([0.68, 0.50], abs=1e-12)
    assert found.scores.moved.tolist() == [True, False]
    assert found.scores.limited.tolist() == [False, False]
    # D = I, with nothing else assessed: (3 · 0.68 + 1 · 0.50) / 4.
    assert readiness.students.index == pytest.approx([0.605], abs=1e-12)
    assert found.readiness.students.index == pytest.approx([0.635], abs=1e-12)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8),
    st.integers(1, 4),
    st.lists(st.floats(-3, 3), min_size=1, max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_without_severities_the_adjusted_readiness_is_the_official_one(scores, raters, steps, seed):
    case = computed(scores, raters=raters)
    level = np.random.default_rng(seed).normal(0, 2, len(scores) * raters)
    psi = np.concatenate([[0.0], np.cumsum(steps)])

    found = adjusted(case, expected_shifts(level, np.zeros(len(level)), psi))

    official, students = case[0].cells.score, case[0].students
    np.testing.assert_allclose(found.scores.adjusted, official, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.scores.official, official, rtol=0, atol=0)
    np.testing.assert_allclose(found.readiness.students.index, students.index, rtol=0, atol=1e-9)
    assert found.readiness.students.level.tolist() == students.level.tolist()
    assert not found.moved.any()
    assert not found.limited.any()


def test_no_shift_changes_nothing():
    case = computed([0.60, 0.64])
    found = adjusted(case, [0.0, 0.0])
    assert found.readiness.students.index.tolist() == case[0].students.index.tolist()
    assert found.moved.tolist() == [False]


@pytest.mark.parametrize("shift", [-0.9, 0.9])
def test_nobody_leaves_the_own_interval(shift):
    case = computed([0.60, 0.64], raters=3)
    _, cells, students, _ = case
    found = adjusted(case, [shift] * 6)
    score, index = found.readiness.cells.score, found.readiness.students.index
    assert (score >= cells.low - 1e-12).all()
    assert (score <= cells.high + 1e-12).all()
    assert students.low[0] - 1e-12 <= index[0] <= students.high[0] + 1e-12
    assert found.limited.tolist() == [True]


def test_weak_link_follows_the_adjusted_score():
    case = computed([0.48, 0.80])
    assert case[0].students.weak_link.tolist() == [0]
    found = adjusted(case, [0.05, 0.0])
    assert found.readiness.students.weak_link.tolist() == [-1]


def test_student_without_evidence_keeps_none():
    readiness, cells, students, requirements = computed([])
    found = adjusted((readiness, cells, students, requirements), [])
    assert np.isnan(found.readiness.students.index).all()
    assert found.moved.tolist() == [False]
