from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.changes import CAUSES, Calculation, Cause, explain_changes, explain_means
from scoring.readiness import (
    ComponentWeights,
    EvidenceArrays,
    Kind,
    KindParameters,
    Requirements,
    Voice,
    compute,
    default_parameters,
)
from tests.scoring.strategies import (
    FIRST_DAY,
    STUDENTS,
    evidences,
    parameter_sets,
    requirement_sets,
)

FLAT = replace(default_parameters(), half_life_months=None)
TODAY = 20500
TWO = Requirements.build(programme=[0], functions=[[(0, 1.0, False), (1, 1.0, False)]])


def rows(function, score, date=TODAY, kind=Kind.DEMO_EXAM):
    return EvidenceArrays.build(
        student=[0] * len(score), function=function, kind=kind, score=score, date=date
    )


def calculated(evidence, identity, requirements=TWO, parameters=FLAT, as_of=TODAY):
    return Calculation(
        evidence=evidence,
        identity=np.asarray(identity),
        requirements=requirements,
        parameters=parameters,
        as_of=as_of,
    )


def parts_of(before, after):
    changes, _ = explain_changes(before, after)
    return dict(zip(CAUSES, changes.parts[0].round(12).tolist(), strict=True))


@pytest.mark.parametrize(
    ("changed", "times"),
    [
        ({}, 1),
        ({"evidence": rows([0, 0], [0.6, 0.9]), "identity": [2, 3]}, 3),
        ({"evidence": rows([0, 0, 1], [0.4, 0.6, 0.5]), "identity": [1, 2, 3]}, 2),
        ({"as_of": TODAY + 3}, 2),
        ({"parameters": replace(FLAT, min_coverage=0.1)}, 2),
        ({"requirements": replace(TWO, importance=np.array([1.0, 2.0]))}, 2),
    ],
)
def test_a_cause_that_is_absent_is_not_computed(monkeypatch, changed, times):
    calls = []

    def counted(*arguments):
        calls.append(arguments)
        return compute(*arguments)

    monkeypatch.setattr("scoring.changes.compute", counted)
    same = {"evidence": rows([0, 0], [0.4, 0.6]), "identity": [1, 2]}
    explain_changes(calculated(**same), calculated(**(same | changed)))
    assert len(calls) == times


def test_new_and_voided_evidence_are_told_apart():
    before = calculated(rows([0, 0], [0.4, 0.6]), [1, 2])
    after = calculated(rows([0, 0], [0.6, 1.0]), [2, 3])
    assert parts_of(before, after) == {
        Cause.VOIDED: pytest.approx(0.1),
        Cause.ADDED: pytest.approx(0.2),
        Cause.AGEING: 0.0,
        Cause.STANDARD: 0.0,
        Cause.METHODOLOGY: 0.0,
    }


def test_evidence_that_was_dated_later_is_added_evidence():
    evidence = rows([0, 0], [0.4, 0.8], date=[TODAY - 5, TODAY])
    before = calculated(evidence, [1, 2], as_of=TODAY - 1)
    after = calculated(evidence, [1, 2], as_of=TODAY)
    assert parts_of(before, after)[Cause.ADDED] == pytest.approx(0.2)


def test_time_alone_changes_nothing():
    evidence = rows([0, 0], [0.4, 0.8], date=[TODAY - 500, TODAY])
    aged = default_parameters()
    before = calculated(evidence, [1, 2], parameters=aged, as_of=TODAY)
    after = calculated(evidence, [1, 2], parameters=aged, as_of=TODAY + 700)
    assert set(parts_of(before, after).values()) == {0.0}


def test_change_of_requirements_and_mapping_is_the_standard():
    before = calculated(rows([0, 1], [0.4, 0.8]), [1, 2])
    heavier = Requirements.build(programme=[0], functions=[[(0, 1.0, False), (1, 3.0, False)]])
    after = calculated(rows([0, 1], [0.4, 0.8]), [1, 2], requirements=heavier)
    assert parts_of(before, after)[Cause.STANDARD] == pytest.approx(0.1)
    moved = calculated(rows([1, 1], [0.4, 0.8]), [1, 2])
    third = calculated(
        EvidenceArrays.concatenate([rows([1, 1], [0.4, 0.8]), rows([0], [0.0])]), [1, 2, 3]
    )
    first = calculated(
        EvidenceArrays.concatenate([rows([0, 1], [0.4, 0.8]), rows([0], [0.0])]), [1, 2, 3]
    )
    assert parts_of(before, moved)[Cause.STANDARD] == pytest.approx(0.0)
    assert parts_of(first, third)[Cause.STANDARD] == pytest.approx(0.3 - 0.5)


def test_change_of_weights_is_the_methodology():
    evidence = EvidenceArrays.concatenate(
        [rows([0], [0.4]), rows([0], [0.9], kind=Kind.COLLEGE_PRACTICE)]
    )
    equal = KindParameters(weight=1.0, variance=0.04, voice=Voice.COLLEGE)
    other = replace(FLAT, kinds={**FLAT.kinds, Kind.COLLEGE_PRACTICE: equal})
    before, after = calculated(evidence, [1, 2]), calculated(evidence, [1, 2], parameters=other)
    assert parts_of(before, after)[Cause.METHODOLOGY] == pytest.approx(
        0.65 - (0.4 + 0.6 * 0.9) / 1.6
    )


def test_student_assessed_for_the_first_time_has_no_difference():
    before = calculated(EvidenceArrays.empty(), [])
    after = calculated(rows([0], [0.4]), [1])
    changes, cells = explain_changes(before, after)
    np.testing.assert_array_equal(changes.before, [np.nan])
    np.testing.assert_allclose(changes.after, [0.4])
    assert np.isnan(changes.total).all()
    assert np.isnan(changes.parts).all()
    np.testing.assert_array_equal(cells.after, [0.4])


def test_changes_of_scores_are_told_by_student_and_function():
    requirements = replace(TWO, programme=np.zeros(2, dtype=np.int32))

    def of(student, function, score, identity):
        evidence = EvidenceArrays.build(
            student=student, function=function, kind=Kind.DEMO_EXAM, score=score, date=TODAY
        )
        return calculated(evidence, identity, requirements)

    _, cells = explain_changes(
        of([0, 1, 1], [1, 0, 1], [0.2, 0.3, 0.4], [1, 2, 3]),
        of([0, 1, 1, 0], [1, 0, 1, 0], [0.2, 0.3, 0.9, 0.5], [1, 2, 4, 5]),
    )
    assert cells.student.tolist() == [0, 0, 1, 1]
    assert cells.function.tolist() == [0, 1, 0, 1]
    np.testing.assert_allclose(cells.before, [np.nan, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(cells.after, [0.5, 0.2, 0.3, 0.9])
    np.testing.assert_allclose(cells.total, [np.nan, 0.0, 0.0, 0.5])
    assert cells.parts[3, CAUSES.index(Cause.ADDED)] == pytest.approx(0.5)


def test_evidence_replaced_completely_is_told_as_one_step():
    before, after = calculated(rows([0], [0.4]), [1]), calculated(rows([0], [0.9]), [2])
    parts = parts_of(before, after)
    assert parts[Cause.VOIDED] == 0.0
    assert parts[Cause.ADDED] == pytest.approx(0.5)


def test_different_students_or_functions_are_refused():
    one = calculated(rows([0], [0.4]), [1])
    more = replace(one, requirements=replace(TWO, programme=np.zeros(2, dtype=np.int32)))
    with pytest.raises(ValueError, match="same students"):
        explain_changes(one, more)
    with pytest.raises(ValueError, match="number functions"):
        explain_changes(one, replace(one, requirements=replace(TWO, function_count=9)))
    with pytest.raises(ValueError, match="identity"):
        explain_changes(one, replace(one, identity=np.array([1, 2])))


@st.composite
def calculations(draw):
    evidence = draw(evidences(max_size=25))
    # Identities overlap between two draws, so that evidence is kept, voided and added.
    identity = draw(st.lists(st.integers(0, 30), min_size=len(evidence), max_size=len(evidence)))
    return Calculation(
        evidence=evidence,
        identity=np.array(identity, dtype=np.int64),
        requirements=draw(requirement_sets()),
        parameters=draw(parameter_sets()),
        as_of=FIRST_DAY + draw(st.integers(0, 1000)),
    )


def dense_calculation(rng):
    """A calculation with many rows a cell, so that every cause moves something."""
    count = 150
    evidence = EvidenceArrays.build(
        student=rng.integers(0, STUDENTS, count),
        function=rng.integers(0, 5, count),
        component=rng.choice([0, 0, 0, 1, 2], count),
        kind=rng.integers(0, 8, count),
        score=rng.random(count),
        strength=rng.choice([0.5, 1.0], count),
        criterion=rng.integers(-1, 6, count),
        rater=rng.integers(-1, 5, count),
        date=FIRST_DAY + rng.integers(0, 900, count),
    )
    functions = [(f, float(rng.integers(1, 4)), bool(rng.integers(2))) for f in range(4)]
    parameters = replace(
        default_parameters(),
        half_life_months=float(rng.integers(6, 48)),
        components=ComponentWeights(practical=float(rng.uniform(0.2, 0.6))),
    )
    return Calculation(
        evidence=evidence,
        identity=rng.integers(0, 300, count),
        requirements=Requirements.build(
            programme=[0] * STUDENTS, functions=[functions], function_count=5
        ),
        parameters=parameters,
        as_of=FIRST_DAY + int(rng.integers(600, 1000)),
    )


@pytest.mark.parametrize("seed", range(10))
def test_every_cause_has_its_part_and_parts_sum_to_the_difference(seed):
    rng = np.random.default_rng(seed)
    before, after = dense_calculation(rng), dense_calculation(rng)
    changes, cells = explain_changes(before, after)
    moved = np.abs(changes.parts) > 1e-6
    assert moved[:, [CAUSES.index(cause) for cause in CAUSES if cause is not Cause.AGEING]].all()
    sums_to_the_difference(before, after, changes, cells)


@settings(max_examples=100, deadline=None)
@given(calculations(), calculations())
def test_parts_sum_to_the_difference(before, after):
    changes, cells = explain_changes(before, after)
    sums_to_the_difference(before, after, changes, cells)
    group = np.arange(STUDENTS) % 3 - 1
    means = explain_means(changes, group, 2)
    np.testing.assert_allclose(
        means.parts.sum(axis=1) + means.composition, means.total, rtol=0, atol=1e-9
    )


def sums_to_the_difference(before, after, changes, cells):
    for calculation, index in ((before, changes.before), (after, changes.after)):
        alone = compute(
            calculation.evidence,
            calculation.requirements,
            calculation.parameters,
            calculation.as_of,
        )
        np.testing.assert_allclose(index, alone.students.index, rtol=0, atol=1e-12)
    for change in (changes, cells):
        np.testing.assert_allclose(
            change.parts.sum(axis=1), change.after - change.before, rtol=0, atol=1e-9
        )
        np.testing.assert_array_equal(change.total, change.after - change.before)


def test_means_separate_those_who_stayed_from_those_who_came_and_left():
    stayed_before, stayed_after = (
        calculated(rows([0], [0.4]), [1]),
        calculated(rows([0], [0.5]), [9]),
    )

    def three(first, second, third):
        known = [(s, x) for s, x in enumerate((first, second, third)) if x is not None]
        return EvidenceArrays.build(
            student=[s for s, _ in known],
            function=0,
            kind=Kind.DEMO_EXAM,
            score=[x for _, x in known],
            date=TODAY,
        )

    requirements = replace(TWO, programme=np.zeros(3, dtype=np.int32))
    before = replace(
        stayed_before,
        evidence=three(0.4, 0.8, None),
        identity=np.array([1, 2]),
        requirements=requirements,
    )
    after = replace(
        stayed_after,
        evidence=three(0.5, None, 0.9),
        identity=np.array([3, 4]),
        requirements=requirements,
    )
    changes, _ = explain_changes(before, after)
    means = explain_means(changes, np.array([0, 0, 0]), 1)
    np.testing.assert_allclose(means.before, [0.6])
    np.testing.assert_allclose(means.after, [0.7])
    np.testing.assert_allclose(means.total, [0.1])
    assert means.parts[0, CAUSES.index(Cause.ADDED)] == pytest.approx(0.1)
    np.testing.assert_allclose(means.composition, [0.0], atol=1e-12)
    np.testing.assert_allclose(changes.of_cause(Cause.ADDED), [0.1, np.nan, np.nan])
