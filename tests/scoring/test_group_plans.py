"""The fewest functions that make enough of a group ready, against trying every set by computing."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import group_plans
from scoring.group_plans import group_plan
from scoring.readiness import (
    Component,
    EvidenceArrays,
    Kind,
    Requirements,
    compute,
    default_parameters,
)

FLAT = replace(default_parameters(), half_life_months=None)
TODAY = 20500
NONE = float("nan")


def computed(scores, required, parameters=FLAT, *, programmes=None):
    """Students by functions: a score each, NaN none; knowledge and motivation are 0,7."""
    scores = np.asarray(scores, dtype=float)
    student, function = np.nonzero(~np.isnan(scores))
    everybody = np.arange(len(scores))
    none = np.full(len(scores), -1)
    evidence = EvidenceArrays.build(
        student=np.concatenate([student, everybody, everybody]),
        function=np.concatenate([function, none, none]),
        component=np.repeat(
            [Component.PRACTICAL, Component.KNOWLEDGE, Component.MOTIVATION],
            [len(student), len(scores), len(scores)],
        ),
        kind=np.repeat(
            [Kind.DEMO_EXAM, Kind.INTERIM_MARK, Kind.QUESTIONNAIRE],
            [len(student), len(scores), len(scores)],
        ),
        score=np.concatenate([scores[student, function], np.full(2 * len(scores), 0.7)]),
        date=TODAY,
    )
    requirements = Requirements.build(
        programme=programmes or [0] * len(scores),
        functions=[required] * 2,
        function_count=scores.shape[1],
    )
    return compute(evidence, requirements, parameters, TODAY), requirements


def plan(scores, required, parameters=FLAT, **options):
    readiness, requirements = computed(scores, required, parameters)
    students = np.arange(len(scores))
    return group_plan(readiness, requirements, parameters, students=students, **options)


def ready_after(scores, required, chosen, parameters=FLAT):
    """Compute how many of those not ready are ready once everybody has reached the target."""
    raised = np.array(scores, dtype=float)
    for at in chosen:
        raised[:, at] = np.fmax(raised[:, at], parameters.function_target)
    before = computed(scores, required, parameters)[0].students.ready
    after = computed(raised, required, parameters)[0].students.ready
    return int((after & ~before).sum())


EQUAL = [(0, 1.0, False), (1, 1.0, False), (2, 1.0, False)]


def test_function_that_most_lack_comes_alone():
    found = plan([[0.4, 0.8, 0.8], [0.3, 0.9, 0.8], [0.8, 0.8, 0.3], [0.9, 0.9, 0.9]], EQUAL)
    assert (found.waiting, found.wanted, found.out_of_reach) == (3, 2, 0)
    assert (found.functions, found.ready_after, found.is_exact) == ((0,), (2,), True)


def test_a_larger_share_needs_more_functions_the_most_helpful_first():
    scores = [[0.8, 0.8, 0.3], [0.4, 0.8, 0.8], [0.3, 0.9, 0.8]]
    found = plan(scores, EQUAL, share=1.0)
    assert (found.functions, found.ready_after) == ((0, 2), (2, 3))


def test_weak_mandatory_function_must_be_among_them():
    found = plan([[0.95, 0.45, 0.95]], [(0, 1.0, True), (1, 0.1, True), (2, 1.0, True)])
    assert found.functions == (1,)


def test_function_that_only_completes_the_coverage_is_among_them():
    """Its target lies below the mean that is needed: it lowers D, which is high enough."""
    strict = replace(FLAT, bounds=(0.5, 0.7, 0.75), min_coverage=0.75, ready_levels=(3,))
    required = [(at, 1.0, False) for at in range(4)]
    scores = [[1.0, 1.0, NONE, NONE]]
    found = plan(scores, required, strict)
    assert (found.waiting, found.out_of_reach, found.is_exact) == (1, 0, True)
    assert (found.functions, found.ready_after) == ((2,), (1,))
    assert ready_after(scores, required, found.functions, strict) == 1


def test_nobody_waits_where_all_are_ready():
    found = plan([[0.9, 0.9, 0.9]], EQUAL)
    assert (found.waiting, found.out_of_reach, found.functions) == (0, 0, ())


def test_no_functions_no_plan():
    found = plan([[0.1, 0.1, 0.1]], [])
    assert (found.waiting, found.out_of_reach, found.functions) == (0, 1, ())


def test_students_of_two_programmes_are_refused():
    readiness, requirements = computed([[0.1] * 3] * 2, EQUAL, programmes=[0, 1])
    with pytest.raises(ValueError, match="one programme"):
        group_plan(readiness, requirements, FLAT, students=np.arange(2))


scores_of_groups = st.integers(1, 6).flatmap(
    lambda students: st.lists(
        st.lists(st.sampled_from([NONE, 0.2, 0.45, 0.55, 0.68, 0.75, 0.9]), min_size=4, max_size=4),
        min_size=students,
        max_size=students,
    )
)
requirements_of_four = st.lists(
    st.tuples(st.sampled_from([0.5, 1.0, 3.0]), st.booleans()), min_size=4, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(scores=scores_of_groups, rules=requirements_of_four, share=st.sampled_from([0.5, 1.0]))
def test_no_smaller_set_makes_enough_ready(scores, rules, share):
    required = [(at, importance, mandatory) for at, (importance, mandatory) in enumerate(rules)]
    found = plan(scores, required, share=share)
    steps = [found.functions[: size + 1] for size in range(len(found.functions))]
    assert list(found.ready_after) == [ready_after(scores, required, own) for own in steps]
    if found.ready_after and found.ready_after[-1] >= found.wanted:
        of_size = [
            ready_after(scores, required, own)
            for own in combinations(range(4), len(found.functions))
        ]
        assert found.ready_after[-1] == max(of_size)
        fewer = combinations(range(4), len(found.functions) - 1)
        assert all(ready_after(scores, required, own) < found.wanted for own in fewer)


def test_grown_set_reaches_the_same_where_sets_are_too_many_to_try(monkeypatch):
    rng = np.random.default_rng(3)
    scores = rng.uniform(0.3, 0.8, (20, 8)).round(2)
    required = [(at, 1.0, False) for at in range(8)]
    exact = plan(scores, required)
    monkeypatch.setattr(group_plans, "_MOST_SETS", 1)
    grown = plan(scores, required)
    assert exact.is_exact
    assert not grown.is_exact
    assert grown.ready_after[-1] >= grown.wanted
    assert grown.ready_after[-1] == ready_after(scores, required, grown.functions)
    assert len(grown.functions) >= len(exact.functions)
