from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.priors import (
    KNOWLEDGE,
    MOTIVATION,
    PriorSource,
    PriorSums,
    VarianceSums,
    estimate_measurement_variances,
    estimate_priors,
    measurement_sums,
    prior_sums,
    variance_sums,
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

DEFAULT = default_parameters()
FLAT = replace(DEFAULT, half_life_months=None)
TODAY = 20500


def sums_of(evidence, requirements, kind, kinds=1, parameters=FLAT):
    readiness = compute(evidence, requirements, parameters, TODAY)
    measured = measurement_sums(readiness, parameters)
    return prior_sums(readiness, measured, parameters, programme_kind=np.asarray(kind), kinds=kinds)


def test_prior_of_known_population_is_recovered():
    rng = np.random.default_rng(3)
    students = 20_000
    # Raw scores stay within [0, 1]: clipping them would hide a part of the variance.
    truth = rng.normal(0.55, 0.08, students)
    scores = truth + rng.normal(0, np.sqrt(0.005), students)
    kind = replace(FLAT.kinds[Kind.DEMO_EXAM], variance=0.005)
    parameters = replace(FLAT, kinds={**FLAT.kinds, Kind.DEMO_EXAM: kind})
    evidence = EvidenceArrays.build(
        student=np.arange(students), function=1, kind=Kind.DEMO_EXAM, score=scores, date=TODAY
    )
    requirements = Requirements.build(
        programme=[0] * students, functions=[[(1, 1, True)]], function_count=2
    )
    sums = sums_of(evidence, requirements, [0] * students, parameters=parameters)
    priors = estimate_priors(sums, parameters)
    assert priors.mean[0, 1] == pytest.approx(0.55, abs=0.005)
    assert priors.variance[0, 1] == pytest.approx(0.08**2, rel=0.05)


def flat_sums(count, mean, spread, error=0.0):
    """Sums of `count` students with the given mean, sample variance and error variance."""
    count, mean, spread = (np.asarray(value, dtype=float) for value in (count, mean, spread))
    return PriorSums(
        count=count,
        total=count * mean,
        squares=spread * np.maximum(count - 1, 0) + count * mean**2,
        error=count * error,
    )


def test_prior_with_few_students_falls_back_step_by_step():
    # Two kinds of programmes; functions 0 and 1, then K, then M.
    counts = [[40, 20, 29, 0], [40, 20, 29, 0]]
    means = [[0.5, 0.4, 0.9, 0], [0.7, 0.6, 0.7, 0]]
    priors = estimate_priors(flat_sums(counts, means, 0.03, error=0.01), FLAT)
    assert priors.source[0].tolist() == [
        PriorSource.OWN,
        PriorSource.ALL_PROGRAMMES,
        PriorSource.ALL_PROGRAMMES,
        PriorSource.FALLBACK,
    ]
    np.testing.assert_allclose(priors.mean[0], [0.5, 0.5, 0.8, 0.6])
    np.testing.assert_allclose(priors.mean[1], [0.7, 0.5, 0.8, 0.6])
    np.testing.assert_allclose(priors.mean[2], [0.6, 0.5, 0.8, 0.6])
    np.testing.assert_allclose(priors.variance[:2, 0], [0.02, 0.02])
    assert priors.variance[0, MOTIVATION] == 0.04


def test_prior_of_rare_functions_comes_from_all_functions_but_not_for_knowledge():
    counts, means = [[20, 15, 10, 5, 5]], [[0.5, 0.7, 0.3, 0.9, 0.9]]
    priors = estimate_priors(flat_sums(counts, means, 0.03), FLAT)
    expected = (20 * 0.5 + 15 * 0.7 + 10 * 0.3) / 45
    assert priors.source[0].tolist() == [PriorSource.ALL_FUNCTIONS] * 3 + [PriorSource.FALLBACK] * 2
    np.testing.assert_allclose(priors.mean[0], [expected] * 3 + [0.6] * 2)


def test_prior_variance_below_error_is_the_floor():
    priors = estimate_priors(flat_sums([[50, 0, 0]], [[0.5, 0, 0]], 0.01, error=0.02), FLAT)
    assert priors.variance[0, 0] == FLAT.prior.variance_floor


@settings(max_examples=60, deadline=None)
@given(evidences(), requirement_sets())
def test_prior_sums_of_colleges_add_up(evidence, requirements):
    kind = np.array([0, 1, 0, -1])
    whole = sums_of(evidence, requirements, kind, kinds=2)
    halves = [
        sums_of(evidence.take(evidence.student % 2 == half), requirements, kind, kinds=2)
        for half in (0, 1)
    ]
    added = halves[0] + halves[1]
    for item in fields(PriorSums):
        np.testing.assert_allclose(
            getattr(added, item.name), getattr(whole, item.name), rtol=1e-12, atol=1e-12
        )


def test_prior_sums_put_knowledge_and_motivation_in_the_last_slots():
    evidence = EvidenceArrays.build(
        student=[0, 0, 0, 0],
        function=[0, -1, -1, 0],
        component=[0, Component.KNOWLEDGE, Component.MOTIVATION, Component.SELF],
        kind=[Kind.DEMO_EXAM, Kind.INTERIM_MARK, Kind.QUESTIONNAIRE, Kind.SELF_ASSESSMENT],
        score=[0.1, 0.2, 0.3, 0.4],
        date=TODAY,
    )
    requirements = Requirements.build(programme=[0], functions=[[(0, 1, True)]])
    sums = sums_of(evidence, requirements, [0])
    np.testing.assert_allclose(sums.total, [[0.1, 0.2, 0.3]])
    np.testing.assert_allclose(sums.error[0, [KNOWLEDGE, MOTIVATION]], [0.05, 0.04])


def test_prior_sums_keep_kinds_of_programmes_apart():
    evidence = EvidenceArrays.build(
        student=[0, 1, 2, 2],
        function=[0, 1, 0, -1],
        component=[0, 0, 0, Component.KNOWLEDGE],
        kind=Kind.DEMO_EXAM,
        score=[0.1, 0.2, 0.3, 0.4],
        date=TODAY,
    )
    requirements = Requirements.build(programme=[0] * 3, functions=[[(0, 1, True), (1, 1, True)]])
    sums = sums_of(evidence, requirements, [0, 0, 1], kinds=2)
    np.testing.assert_allclose(sums.total, [[0.1, 0.2, 0, 0], [0.3, 0, 0.4, 0]])
    np.testing.assert_allclose(sums.squares, [[0.01, 0.04, 0, 0], [0.09, 0, 0.16, 0]])
    assert sums.count.tolist() == [[1, 1, 0, 0], [1, 0, 1, 0]]


def ratings(scores, raters, **columns):
    return EvidenceArrays.build(
        student=[0] * len(scores),
        score=scores,
        rater=raters,
        **{"function": 0, "kind": Kind.EMPLOYER_RATING, "date": TODAY, **columns},
    )


def variances_of(evidence, parameters=FLAT):
    requirements = Requirements.build(programme=[0], functions=[[(0, 1, True)]])
    return variance_sums(compute(evidence, requirements, parameters, TODAY), parameters)


def test_variance_sums_equal_hand_computation():
    sums = variances_of(ratings([0.4, 0.6, 0.8], [1, 2, 3]))
    assert sums.squares[Kind.EMPLOYER_RATING] == pytest.approx(0.08)
    assert sums.freedom[Kind.EMPLOYER_RATING] == 2
    assert sums.freedom.sum() == 2


def test_variance_sums_compare_raters_and_not_rows_of_one_rater():
    sums = variances_of(ratings([0.1, 0.7, 0.6], [1, 1, 2]))
    assert sums.squares[Kind.EMPLOYER_RATING] == pytest.approx(2 * 0.1**2)
    assert sums.freedom[Kind.EMPLOYER_RATING] == 1


def test_variance_sums_compare_only_within_one_kind():
    sums = variances_of(ratings([0.1, 0.9], [1, 2], kind=[Kind.EMPLOYER_RATING, Kind.DEMO_EXAM]))
    assert sums.freedom.tolist() == [0] * len(sums.freedom)


def test_variance_of_old_evidence_is_scaled_like_its_precision():
    # Both ratings are one half-life old: each weighs half of a fresh one.
    aged = replace(DEFAULT, half_life_months=16.0)
    old = ratings([0.4, 0.6], [1, 2], date=TODAY - 487)
    sums = variances_of(old, aged)
    assert sums.squares[Kind.EMPLOYER_RATING] == pytest.approx(0.5 * 0.02)


def test_variance_of_partial_evidence_is_scaled_to_full_strength():
    sums = variances_of(ratings([0.4, 0.6], [1, 2], strength=0.5))
    assert sums.squares[Kind.EMPLOYER_RATING] == pytest.approx(0.5 * 0.02)


def test_measurement_variance_needs_enough_data():
    size = max(DEFAULT.kinds) + 1
    squares, freedom = np.zeros(size), np.zeros(size)
    squares[[Kind.DEMO_EXAM, Kind.EMPLOYER_RATING, Kind.CONTEST]] = [4.0, 99.0, 0.0]
    freedom[[Kind.DEMO_EXAM, Kind.EMPLOYER_RATING, Kind.CONTEST]] = [100, 99, 500]
    estimated = estimate_measurement_variances(VarianceSums(squares, freedom), DEFAULT)
    assert estimated.kinds[Kind.DEMO_EXAM].variance == pytest.approx(0.04)
    assert estimated.kinds[Kind.EMPLOYER_RATING] == DEFAULT.kinds[Kind.EMPLOYER_RATING]
    assert estimated.kinds[Kind.CONTEST] == DEFAULT.kinds[Kind.CONTEST]


def test_measurement_variance_of_known_error_is_recovered():
    rng = np.random.default_rng(5)
    students = 5000
    truth = rng.uniform(0.3, 0.7, students)
    student = np.repeat(np.arange(students), 2)
    evidence = EvidenceArrays.build(
        student=student,
        function=0,
        kind=Kind.MODULE_EXAM,
        score=truth[student] + rng.normal(0, 0.08, 2 * students).clip(-0.3, 0.3),
        rater=np.tile([0, 1], students),
        date=TODAY,
    )
    requirements = Requirements.build(programme=[0] * students, functions=[[(0, 1, True)]])
    sums = variance_sums(compute(evidence, requirements, FLAT, TODAY), FLAT)
    estimated = estimate_measurement_variances(sums, FLAT)
    assert estimated.kinds[Kind.MODULE_EXAM].variance == pytest.approx(0.08**2, rel=0.05)


@settings(max_examples=60, deadline=None)
@given(evidences(), requirement_sets())
def test_variance_sums_of_colleges_add_up(evidence, requirements):
    def of(rows):
        return variance_sums(compute(rows, requirements, DEFAULT, FIRST_DAY + 900), DEFAULT)

    whole = of(evidence)
    added = of(evidence.take(evidence.student < STUDENTS // 2)) + of(
        evidence.take(evidence.student >= STUDENTS // 2)
    )
    np.testing.assert_allclose(added.squares, whole.squares, rtol=1e-9, atol=1e-12)
    assert added.freedom.tolist() == whole.freedom.tolist()
    assert (whole.squares >= -1e-12).all()
