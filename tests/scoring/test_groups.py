from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.groups import (
    FunctionSums,
    GroupSums,
    function_statistics,
    function_sums,
    group_statistics,
    group_sums,
    quantiles,
)
from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Requirements,
    compute,
    default_parameters,
)
from tests.scoring.strategies import FIRST_DAY, STUDENTS, evidences, requirement_sets

FLAT = replace(default_parameters(), half_life_months=None)
TODAY = 20500


def region(indices, *, complete=True):
    """Students whose I is the given number (None: no evidence), one function each."""
    rows = []
    for student, index in enumerate(indices):
        if index is not None:
            rows.append((student, 0, Component.PRACTICAL, Kind.EMPLOYER_RATING, index))
            if complete:
                rows.append((student, -1, Component.KNOWLEDGE, Kind.INTERIM_MARK, index))
                rows.append((student, -1, Component.MOTIVATION, Kind.QUESTIONNAIRE, index))
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    names = ("student", "function", "component", "kind", "score")
    evidence = EvidenceArrays.build(**dict(zip(names, map(list, columns), strict=True)), date=TODAY)
    requirements = Requirements.build(programme=[0] * len(indices), functions=[[(0, 1.0, False)]])
    return compute(evidence, requirements, FLAT, TODAY)


def test_group_statistics_equal_hand_computation():
    students = region([0.4, 0.6, 0.7, 0.9, None, 0.8]).students
    stats = group_statistics(group_sums(students, np.array([0, 0, 0, 0, 0, 1]), groups=3))
    assert stats.students.tolist() == [5, 1, 0]
    assert stats.counted.tolist() == [4, 1, 0]
    assert stats.provisional.tolist() == [1, 0, 0]
    assert stats.ready.tolist() == [2, 1, 0]
    np.testing.assert_allclose(stats.share_ready, [0.5, 1.0, np.nan])
    np.testing.assert_allclose(stats.share_provisional, [0.2, 0.0, np.nan])
    np.testing.assert_allclose(stats.mean, [0.65, 0.8, np.nan])
    np.testing.assert_allclose(
        stats.deviation, [np.std([0.4, 0.6, 0.7, 0.9], ddof=1), *[np.nan] * 2]
    )
    np.testing.assert_allclose(stats.quartiles[0], [0.55, 0.65, 0.75])
    np.testing.assert_allclose(stats.quartiles[1], [0.8, 0.8, 0.8])
    assert np.isnan(stats.quartiles[2]).all()
    assert stats.levels.tolist() == [[1, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]]
    np.testing.assert_allclose(stats.level_shares[0], [0.25] * 4)
    np.testing.assert_allclose(stats.evidence_per_student, [0.8, 1.0, np.nan])
    np.testing.assert_allclose(stats.share_with_employer, [0.8, 1.0, np.nan])
    np.testing.assert_allclose(stats.wilson_low[:2], [0.1500, 0.2065], atol=5e-5)
    np.testing.assert_allclose(stats.exact_low[:2], [0.0676, 0.0250], atol=5e-5)


def test_provisional_students_are_counted_and_nothing_more():
    students = region([0.9, 0.9], complete=False).students
    stats = group_statistics(group_sums(students, np.array([0, 0]), groups=1))
    assert stats.provisional.tolist() == [2]
    assert stats.ready.tolist() == [0]
    np.testing.assert_array_equal(stats.share_ready, [np.nan])
    np.testing.assert_array_equal(stats.mean, [np.nan])
    assert stats.levels.sum() == 0


def test_student_outside_all_groups_is_left_out():
    students = region([0.4, 0.9]).students
    sums = group_sums(students, np.array([-1, 0]), groups=1)
    assert sums.students.tolist() == [1]
    np.testing.assert_allclose(sums.total, [0.9])


@given(st.lists(st.integers(0, 1000), max_size=30))
def test_quantiles_equal_those_of_the_values(values):
    histogram = np.bincount(np.array(values, dtype=np.int64), minlength=1001)[None, :]
    result = quantiles(histogram, (0.25, 0.5, 0.75))[0]
    if not values:
        assert np.isnan(result).all()
        return
    expected = np.quantile(np.array(values) / 1000, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(result, expected, atol=1e-12)


def same_sums(one, other):
    for item in fields(one):
        np.testing.assert_allclose(
            getattr(one, item.name), getattr(other, item.name), rtol=1e-12, atol=1e-12
        )


@settings(max_examples=80, deadline=None)
@given(
    evidences(),
    requirement_sets(),
    st.lists(st.integers(-1, 2), min_size=STUDENTS, max_size=STUDENTS),
)
def test_sums_of_parts_are_the_sums_of_the_whole(evidence, requirements, group):
    group = np.array(group)
    result = compute(evidence, requirements, FLAT, FIRST_DAY + 900)
    first = np.arange(STUDENTS) < STUDENTS // 2
    parent = np.array([1, 0, 1])
    above = np.where(group >= 0, parent[group], -1)

    whole = group_sums(result.students, group, groups=3)
    halves = [
        group_sums(result.students, np.where(half, group, -1), groups=3) for half in (first, ~first)
    ]
    assert isinstance(halves[0] + halves[1], GroupSums)
    same_sums(halves[0] + halves[1], whole)
    same_sums(whole.roll_up(parent, 2), group_sums(result.students, above, groups=2))

    by_function = function_sums(result, group, FLAT, groups=3)
    parts = [
        function_sums(result, np.where(half, group, -1), FLAT, groups=3) for half in (first, ~first)
    ]
    assert isinstance(parts[0] + parts[1], FunctionSums)
    same_sums(parts[0] + parts[1], by_function)
    same_sums(by_function.roll_up(parent, 2), function_sums(result, above, FLAT, groups=2))


@settings(max_examples=60, deadline=None)
@given(evidences(), requirement_sets())
def test_group_figures_equal_plain_python(evidence, requirements):
    students = compute(evidence, requirements, FLAT, FIRST_DAY + 900).students
    stats = group_statistics(group_sums(students, np.zeros(STUDENTS, dtype=int), groups=1))
    counted = [
        float(index)
        for index, provisional in zip(students.index, students.provisional, strict=True)
        if not provisional
    ]
    assert stats.counted.tolist() == [len(counted)]
    expected = sum(counted) / len(counted) if counted else float("nan")
    assert stats.mean[0] == pytest.approx(expected, nan_ok=True)
    assert stats.levels.sum() == len(counted)


def test_function_statistics_equal_hand_computation():
    evidence = EvidenceArrays.build(
        student=[0, 0, 1, 1, 2, 2],
        function=[0, 0, 0, 0, 0, 1],
        kind=[
            Kind.MODULE_EXAM,
            Kind.EMPLOYER_RATING,
            Kind.MODULE_EXAM,
            Kind.EMPLOYER_RATING,
            Kind.MODULE_EXAM,
            Kind.DEMO_EXAM,
        ],
        score=[1.0, 0.6, 0.8, 0.2, 0.7, 0.5],
        date=TODAY,
    )
    requirements = Requirements.build(
        programme=[0] * 3, functions=[[(0, 1.0, False), (1, 1.0, False)]]
    )
    readiness = compute(evidence, requirements, FLAT, TODAY)
    stats = function_statistics(function_sums(readiness, np.zeros(3, int), FLAT, groups=1))
    assert stats.count.tolist() == [[3, 1]]
    np.testing.assert_allclose(stats.mean, [[(0.8 + 0.5 + 0.7) / 3, 0.5]])
    np.testing.assert_allclose(stats.share_reaching, [[2 / 3, 0.0]])
    np.testing.assert_allclose(stats.wilson_low, [[0.2077, 0.0]], atol=5e-5)
    np.testing.assert_allclose(stats.wilson_high, [[0.9385, 0.7935]], atol=5e-5)
    np.testing.assert_allclose(stats.college, [[2.5 / 3, np.nan]])
    np.testing.assert_allclose(stats.employer, [[0.4, np.nan]])
    np.testing.assert_allclose(stats.gap, [[0.5, np.nan]])
    np.testing.assert_allclose(stats.gap_error[0, 0], np.std([0.4, 0.6], ddof=1) / np.sqrt(2))
    np.testing.assert_allclose(stats.evidence_per_student, [[5 / 3, 1.0]])
