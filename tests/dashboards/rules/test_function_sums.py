import pickle

import pytest

from assessments.rules.figures import FunctionFigures
from dashboards.rules.function_sums import FunctionSums
from dashboards.rules.spots import REGION, PlaceKind, Spot

WHOLE = Spot(REGION, None)
GROUP = Spot((PlaceKind.GROUP, 5), None)
EMPTY = Spot((PlaceKind.GROUP, 6), None)
FIGURES = {
    WHOLE: {
        7: FunctionFigures(
            students=20,
            value_sum=0.1 + 0.2,
            value_square_sum=4.0,
            low_confidence=3,
            employer_count=4,
            employer_sum=1.5,
            gap_count=2,
            gap_sum=-0.25,
        ),
        9: FunctionFigures(students=1),
    },
    GROUP: {9: FunctionFigures(students=8, value_sum=5.5)},
    EMPTY: {},
}


def kept(sums: FunctionSums) -> FunctionSums:
    """As the cache gives it back."""
    return pickle.loads(pickle.dumps(sums))  # noqa: S301 -- our own bytes


@pytest.mark.parametrize("turned", [lambda sums: sums, kept])
def test_columns_give_the_very_figures_back(turned):
    sums = turned(FunctionSums.of(FIGURES))
    assert dict(sums) == FIGURES
    assert len(sums) == 3
    own = sums[WHOLE][7]
    assert own.value_sum == 0.1 + 0.2
    assert (type(own.students), type(own.gap_sum)) == (int, float)


def test_equal_sums_are_equal_as_mappings_are():
    sums = FunctionSums.of(FIGURES)
    assert sums == kept(sums) == FIGURES
    assert sums != FunctionSums.of({WHOLE: FIGURES[WHOLE]})


def test_place_that_is_not_there_has_no_functions():
    sums = FunctionSums.of(FIGURES)
    assert sums.get(Spot((PlaceKind.GROUP, 77), None), {}) == {}
    assert dict(FunctionSums.of({})) == {}


def test_nothing_is_an_object_of_its_own_until_it_is_asked_for():
    assert b"FunctionFigures" in pickle.dumps(FIGURES)
    assert b"FunctionFigures" not in pickle.dumps(FunctionSums.of(FIGURES))
