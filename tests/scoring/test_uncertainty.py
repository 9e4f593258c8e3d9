from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Requirements,
    compute,
    default_parameters,
)
from scoring.uncertainty import (
    Confidence,
    Posterior,
    assess,
    confidence_of,
    fallback_priors,
    measurement_sums,
)
from tests.scoring import slow_reference
from tests.scoring.strategies import (
    FIRST_DAY,
    evidences,
    parameter_sets,
    permuted,
    requirement_sets,
)

DEFAULT = default_parameters()
FLAT = replace(DEFAULT, half_life_months=None)
TODAY = 20500
ONE_FUNCTION = Requirements.build(programme=[0], functions=[[(0, 1.0, True)]])


def assessed(evidence, requirements=ONE_FUNCTION, parameters=FLAT, as_of=TODAY):
    readiness = compute(evidence, requirements, parameters, as_of)
    priors = fallback_priors(requirements.function_count, parameters)
    kind = np.zeros(requirements.student_count, dtype=np.int64)
    return assess(readiness, requirements, parameters, priors, kind)


def one_student(**columns):
    return EvidenceArrays.build(
        student=[0] * len(columns["score"]), **{"function": 0, "date": TODAY, **columns}
    )


def test_posterior_of_one_row_equals_hand_computation():
    # Prior 0.6 ± sqrt(0.04): precision 25. One demo exam: precision 1 / 0.02 = 50.
    cells, _ = assessed(one_student(kind=Kind.DEMO_EXAM, score=[0.9]))
    np.testing.assert_allclose(cells.posterior.mean, [(25 * 0.6 + 50 * 0.9) / 75])
    np.testing.assert_allclose(cells.posterior.variance, [1 / 75])
    half = 1.6448536269514722 / np.sqrt(75)
    np.testing.assert_allclose([cells.low[0], cells.high[0]], [0.8 - half, 0.8 + half])
    np.testing.assert_allclose(cells.ready_probability, [norm.cdf(0.1 * np.sqrt(75))])
    assert cells.confidence.tolist() == [Confidence.LOW]


def test_half_strength_gives_half_precision():
    cells, _ = assessed(one_student(kind=Kind.DEMO_EXAM, score=[0.9], strength=0.5))
    np.testing.assert_allclose(cells.posterior.variance, [1 / (25 + 25)])


def test_rows_of_one_rater_count_as_one_row_their_mean():
    many = one_student(kind=Kind.EMPLOYER_RATING, score=[0.5, 0.7, 0.9], rater=4)
    one = one_student(kind=Kind.EMPLOYER_RATING, score=[0.7], rater=4)
    three = one_student(kind=Kind.EMPLOYER_RATING, score=[0.5, 0.7, 0.9], rater=[4, 5, 6])
    of_many, of_one, of_three = (assessed(rows)[0].posterior for rows in (many, one, three))
    np.testing.assert_allclose(of_many.mean, of_one.mean)
    np.testing.assert_allclose(of_many.variance, of_one.variance)
    assert of_three.variance[0] < of_one.variance[0]


def test_unknown_raters_of_one_kind_count_as_one_rater():
    unknown = one_student(kind=Kind.DEMO_EXAM, score=[0.5, 0.9])
    known = one_student(kind=Kind.DEMO_EXAM, score=[0.5, 0.9], rater=3)
    np.testing.assert_allclose(
        assessed(unknown)[0].posterior.variance, assessed(known)[0].posterior.variance
    )


def test_interval_widens_with_age_and_score_stays():
    rows = one_student(kind=Kind.DEMO_EXAM, score=[0.9], date=18262)
    parameters = replace(DEFAULT, half_life_months=16.0)
    fresh, _ = assessed(rows, parameters=parameters, as_of=18262)
    old, _ = assessed(rows, parameters=parameters, as_of=18262 + 487)
    np.testing.assert_allclose(fresh.posterior.variance, [1 / 75])
    np.testing.assert_allclose(old.posterior.variance, [1 / 50])


@pytest.mark.parametrize(
    ("evidence", "raters", "half_width", "confidence"),
    [
        (2, 2, 0.05, Confidence.LOW),
        (50, 1, 0.05, Confidence.LOW),
        (3, 2, 0.15, Confidence.MEDIUM),
        (11, 3, 0.11, Confidence.MEDIUM),
        (12, 2, 0.11, Confidence.MEDIUM),
        (12, 3, 0.30, Confidence.HIGH),
        (3, 2, 0.10, Confidence.HIGH),
    ],
)
def test_confidence_word_follows_the_methodology(evidence, raters, half_width, confidence):
    codes = confidence_of(np.array([evidence]), np.array([raters]), np.array([half_width]), DEFAULT)
    assert codes.tolist() == [confidence]


def test_index_posterior_equals_hand_computation():
    evidence = one_student(
        function=[0, 1, -1, -1, 0],
        component=[0, 0, Component.KNOWLEDGE, Component.MOTIVATION, Component.SELF],
        kind=[
            Kind.DEMO_EXAM,
            Kind.EMPLOYER_RATING,
            Kind.INTERIM_MARK,
            Kind.QUESTIONNAIRE,
            Kind.SELF_ASSESSMENT,
        ],
        score=[0.9, 0.6, 0.5, 0.8, 0.7],
    )
    requirements = Requirements.build(programme=[0], functions=[[(0, 1.0, True), (1, 3.0, True)]])
    cells, students = assessed(evidence, requirements)

    def posterior(precision, score):
        return (25 * 0.6 + precision * score) / (25 + precision), 1 / (25 + precision)

    first, second = posterior(1 / 0.02, 0.9), posterior(1 / 0.045, 0.6)
    knowledge, motivation = posterior(1 / 0.05, 0.5), posterior(1 / 0.04, 0.8)
    practical = (first[0] + 3 * second[0]) / 4, (first[1] + 9 * second[1]) / 16
    mean = 0.4 * practical[0] + 0.25 * knowledge[0] + 0.2 * motivation[0] + 0.15 * (1 - 0.2)
    variance = 0.4**2 * practical[1] + 0.25**2 * knowledge[1] + 0.2**2 * motivation[1]
    np.testing.assert_allclose(cells.posterior.mean, [first[0], second[0]])
    np.testing.assert_allclose(students.posterior.mean, [mean])
    np.testing.assert_allclose(students.posterior.variance, [variance])
    reaching = norm.cdf((mean - 0.7) / np.sqrt(variance))
    np.testing.assert_allclose(students.index_probability, [reaching])
    strong = [norm.cdf((m - 0.5) / np.sqrt(v)) for m, v in (first, second)]
    np.testing.assert_allclose(students.ready_probability, [reaching * strong[0] * strong[1]])


def test_student_without_evidence_has_no_interval():
    _, students = assessed(EvidenceArrays.empty())
    for values in (students.low, students.high, students.ready_probability):
        np.testing.assert_array_equal(values, [np.nan])


def test_probability_without_variance_is_certain():
    posterior = Posterior(np.array([0.7, 0.6, np.nan]), np.array([0.0, 0.0, np.nan]))
    np.testing.assert_array_equal(posterior.probability_of_reaching(0.7), [1.0, 0.0, np.nan])


def slow_sums(evidence, parameters, as_of):
    """Σp and Σp·x as of the epoch by cell of practical evidence, row by row."""
    groups = {}
    for row in slow_reference.weigh(slow_reference.rows_of(evidence), parameters, as_of):
        if row["component"] == slow_reference.PRACTICAL:
            key = (row["student"], row["function"])
            rater = slow_reference.rater_key(row)
            groups.setdefault(key, {}).setdefault(rater, []).append(row)
    answer = {}
    for key, raters in sorted(groups.items()):
        precision = weighted = 0.0
        for rows in raters.values():
            kinds = parameters.kinds
            p = [
                row["weight"] / kinds[row["kind"]].weight / kinds[row["kind"]].variance
                for row in rows
            ]
            mean_precision = sum(p) / sum(row["share"] for row in rows)
            mean_score = sum(pi * row["score"] for pi, row in zip(p, rows, strict=True)) / sum(p)
            precision += mean_precision
            weighted += mean_precision * mean_score
        answer[key] = (precision, weighted)
    return answer


@settings(max_examples=200, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets(), st.integers(0, 9))
def test_measurement_sums_equal_slow_reference(evidence, requirements, parameters, seed):
    as_of = FIRST_DAY + 900
    readiness = compute(permuted(evidence, seed), requirements, parameters, as_of)
    sums = measurement_sums(readiness, parameters)
    expected = slow_sums(evidence, parameters, as_of)
    np.testing.assert_allclose(
        sums.precision[readiness.practical], [value[0] for value in expected.values()], rtol=1e-10
    )
    np.testing.assert_allclose(
        sums.weighted[readiness.practical],
        [value[1] for value in expected.values()],
        rtol=1e-10,
        atol=1e-12,
    )


@settings(max_examples=100, deadline=None)
@given(evidences(), requirement_sets(), parameter_sets())
def test_intervals_stay_in_bounds_and_contain_the_mean(evidence, requirements, parameters):
    cells, students = assessed(evidence, requirements, parameters, FIRST_DAY + 900)
    for group in (cells, students):
        known = ~np.isnan(group.posterior.mean)
        low, mean, high = group.low[known], group.posterior.mean[known], group.high[known]
        assert ((low >= 0) & (low <= mean) & (mean <= high) & (high <= 1)).all()
        assert np.isnan(group.low[~known]).all()
    assert (cells.posterior.variance < parameters.prior.variance).all()


def test_intervals_cover_the_truth_as_often_as_they_say():
    # Data made by the model itself: 4000 students, three raters with one rating each.
    rng = np.random.default_rng(7)
    students = 4000
    truth = rng.normal(0.6, 0.1, students)
    student = np.repeat(np.arange(students), 3)
    score = np.clip(truth[student] + rng.normal(0, np.sqrt(0.01), 3 * students), 0, 1)
    parameters = replace(
        FLAT,
        prior=replace(FLAT.prior, mean=0.6, variance=0.01),
        kinds={
            **FLAT.kinds,
            Kind.EMPLOYER_RATING: replace(FLAT.kinds[Kind.EMPLOYER_RATING], variance=0.01),
        },
    )
    evidence = EvidenceArrays.build(
        student=student,
        function=0,
        kind=Kind.EMPLOYER_RATING,
        score=score,
        rater=np.tile([0, 1, 2], students),
        date=TODAY,
    )
    requirements = replace(ONE_FUNCTION, programme=np.zeros(students, dtype=np.int32))
    cells, _ = assessed(evidence, requirements, parameters)
    covered = ((cells.low <= truth) & (truth <= cells.high)).mean()
    assert 0.885 < covered < 0.915
