"""Readiness as raters of average severity would have put it."""

import numpy as np
import pytest

from scoring.adjusted_readiness import adjusted_readiness
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
