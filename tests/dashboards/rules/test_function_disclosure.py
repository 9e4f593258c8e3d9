import itertools
import random

import pytest

from assessments.rules.figures import FunctionFigures
from dashboards.rules.function_disclosure import function_plan_of, make_function_disclosure
from dashboards.rules.spots import REGION, GroupPath, PlaceKind
from scoring.disclosure import audit


def scored(students, employers=None):
    voice = students if employers is None else employers
    return FunctionFigures(
        students=students,
        value_sum=0.5 * students,
        employer_count=voice,
        employer_sum=0.4 * voice,
        gap_count=voice,
        gap_sum=0.1 * voice,
    )


def path(group, college, municipality):
    return GroupPath(group, 100 + group, college, municipality, 1)


def test_sibling_of_a_hidden_college_cannot_be_used_to_compute_it():
    groups = [
        (path(1, 1, 1), {7: scored(20)}),
        (path(2, 2, 1), {7: scored(3)}),
        (path(3, 3, 1), {7: scored(12)}),
    ]
    plan = make_function_disclosure(groups, minimum=5)
    shown = {key: plan.shown((PlaceKind.COLLEGE, key))[7] for key in (1, 2, 3)}
    assert shown[2] is None
    assert [shown[1], shown[3]].count(None) == 1
    assert plan.shown(REGION)[7].students == 35
    assert plan.shown(REGION)[7].mean == pytest.approx(0.5)


def test_few_ratings_of_employers_are_hidden_alone():
    plan = make_function_disclosure([(path(1, 1, 1), {7: scored(20, employers=4)})], minimum=5)
    shown = plan.shown(REGION)[7]
    assert (shown.students, shown.employer_mean, shown.gap) == (20, None, None)


def test_region_of_two_colleges_hides_what_one_of_them_would_learn_of_the_other():
    """With 23 printed the first college, knowing its 20, is left with 3 of the second."""
    functions = {
        1: {7: scored(20, employers=12), 8: scored(20), 9: scored(20)},
        2: {7: scored(12, employers=4), 8: scored(3)},
    }
    groups = [(path(college, college, 1), own) for college, own in functions.items()]
    region = {"kinds": (PlaceKind.REGION,), "filters": False}
    open_plan = make_function_disclosure(groups, minimum=5, **region)
    assert open_plan.shown(REGION)[8].students == 23
    plan = make_function_disclosure(groups, minimum=5, insiders=True, **region)
    shown = plan.shown(REGION)
    assert shown[8] is None
    # Twelve others may be told; four whom employers rated may not. A function of its own it knows.
    assert (shown[7].students, shown[7].employer_mean, shown[9].students) == (32, None, 20)
    key = ("region:0", "*")
    assert plan.ordered == {
        ("students", (*key, 8)),
        ("employer", (*key, 8)),
        ("gap", (*key, 8)),
        ("employer", (*key, 7)),
        ("gap", (*key, 7)),
    }


@pytest.mark.parametrize(
    ("sizes", "towns", "hidden"),
    [
        ((20, 20, 4), (1, 1, 1), True),  # two of the town know 40 of 44
        ((20, 20, 5), (1, 1, 1), False),
        ((20, 20, 4), (1, 2, 2), False),  # the two that know 40 are not of one town
        ((14, 13, 13, 4), (1, 1, 1, 2), True),  # the town knows 40 of 44
        ((14, 13, 13, 5), (1, 1, 1, 2), False),
    ],
)
def test_region_hides_what_two_colleges_of_a_town_would_learn(sizes, towns, hidden):
    groups = [
        (path(number, number, town), {7: scored(size)})
        for number, (size, town) in enumerate(zip(sizes, towns, strict=True))
    ]
    plan = make_function_disclosure(
        groups, minimum=5, insiders=True, kinds=(PlaceKind.REGION,), filters=False
    )
    assert (plan.shown(REGION)[7] is None) is hidden


def test_own_staff_sees_every_function():
    plan = make_function_disclosure([(path(1, 1, 1), {7: scored(2)})], minimum=1)
    assert plan.shown((PlaceKind.GROUP, 1))[7].students == 2


@pytest.mark.parametrize("seed", range(2))
def test_plan_gives_nothing_back(seed):
    source = random.Random(seed)  # noqa: S311 -- figures of a test
    groups = [
        (
            path(group, college := source.randint(1, 6), college % 3),
            {
                key: scored(source.randint(1, 20), source.randint(0, 6))
                for key in source.sample(range(5), 3)
            },
        )
        for group in range(12)
    ]
    made = make_function_disclosure(groups, minimum=1)
    figures = made.figures
    territory = {}
    for own, _functions in groups:
        names = [f"{kind}:{key}" for kind, key in own.places()]
        territory |= dict(itertools.pairwise(names))
    plan = function_plan_of(figures, territory, 5)
    assert plan.unprotected == ()
    assert audit(plan).is_clean
