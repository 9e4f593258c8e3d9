import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.levels import Level, level_of, reaches, round_half_up

BOUNDS = (0.50, 0.70, 0.85)


@pytest.mark.parametrize(
    ("index", "level"),
    [
        (0.0, Level.LOW),
        (0.4999, Level.LOW),
        (0.49994, Level.LOW),
        (0.49995, Level.BASIC),
        (0.5, Level.BASIC),
        (0.69994999, Level.BASIC),
        (0.69995, Level.SUFFICIENT),
        (0.7, Level.SUFFICIENT),
        (0.1 + 0.2 + 0.4, Level.SUFFICIENT),
        (0.8499, Level.SUFFICIENT),
        (0.85, Level.HIGH),
        (1.0, Level.HIGH),
        (float("nan"), Level.NONE),
    ],
)
def test_level_lower_bound_belongs_to_level_after_rounding(index, level):
    assert level_of(np.array([index]), BOUNDS).tolist() == [level]


def test_round_half_up_never_rounds_to_even():
    values = np.array([0.00005, 0.00015, 0.00025, 0.69995, np.nan])
    np.testing.assert_allclose(round_half_up(values), [0.0001, 0.0002, 0.0003, 0.7, np.nan])


def test_reaches_nan_is_false():
    assert reaches(np.array([np.nan, 0.79996, 0.7999]), 0.8).tolist() == [False, True, False]


@given(st.floats(0, 1), st.floats(0, 1))
def test_level_higher_index_never_has_lower_level(one, other):
    low, high = sorted((one, other))
    levels = level_of(np.array([low, high]), BOUNDS)
    assert levels[0] <= levels[1]
