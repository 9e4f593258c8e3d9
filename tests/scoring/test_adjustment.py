import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.adjustment import (
    OrganisationSeverity,
    adjust_readiness,
    expected_shifts,
    may_be_shown,
    mean_shifts,
    organisation_severities,
)
from scoring.region_results import RegionFit
from tests.scoring.rating_designs import category_logs

STEPS = np.array([-1.0, 0.0, 1.0])


def fitted(**changes):
    """A fit of three raters: a severe one, a lenient one, and one with two persons only."""
    values = {
        "raters": ["lenient", "new", "severe"],
        "severities": np.array([-0.5, 0.4, 0.8]),
        "severity_errors": np.array([0.2, 0.3, 0.1]),
        "rater_persons": np.array([10, 2, 30]),
        "persons": [1, 2],
        "abilities": np.array([0.3, 4.0]),
        "ability_errors": np.array([0.3, 0.5]),
        "items": {"f": 0.2, "g": -0.2},
        "thresholds": STEPS,
        "psi": np.concatenate([[0.0], np.cumsum(STEPS)]),
        "lowest": 2,
        "groups": {None: 0.0},
        "score_slope": None,
        "person_sd": 1.0,
        "severity_sd": 0.6,
        "iterations": 5,
        "converged": True,
    }
    return RegionFit(**{**values, **changes})


def score(eta):
    return np.exp(category_logs(eta, STEPS)) @ np.arange(4) / 3


@pytest.mark.parametrize(
    ("persons", "error", "shown"),
    [(5, 0.35, True), (4, 0.1, False), (50, 0.351, False), (0, 0.0, False)],
)
def test_may_be_shown_needs_persons_and_precision(persons, error, shown):
    assert may_be_shown(np.array([persons]), np.array([error])).tolist() == [shown]


def test_organisation_severities_weigh_raters_by_persons():
    found = organisation_severities(fitted(), {"lenient": "Колос", "severe": "Колос"})
    error = np.sqrt((10 * 0.2) ** 2 + (30 * 0.1) ** 2) / 40
    assert found == {
        "Колос": OrganisationSeverity(
            severity=pytest.approx((10 * -0.5 + 30 * 0.8) / 40),
            low=pytest.approx(0.475 - 1.644854 * error),
            high=pytest.approx(0.475 + 1.644854 * error),
            error=pytest.approx(error),
            raters=2,
            persons=40,
            shown=True,
        )
    }


def test_organisation_severities_of_few_persons_are_not_shown():
    found = organisation_severities(fitted(), {"new": "Нива", "severe": "Колос"})
    assert {label: own.shown for label, own in found.items()} == {"Нива": False, "Колос": True}
    assert organisation_severities(fitted(), {"stranger": "Нива"}) == {}


def test_expected_shifts_are_differences_of_expected_scores():
    levels, severities = np.array([0.1, 4.2, 0.5]), np.array([0.8, 0.8, -0.5])
    shifts = expected_shifts(levels, severities, fitted().psi)
    assert shifts == pytest.approx(
        [score(0.1) - score(0.1 - 0.8), score(4.2) - score(4.2 - 0.8), score(0.5) - score(1.0)]
    )
    assert shifts[0] > shifts[1] > 0 > shifts[2]


def test_expected_shifts_with_unused_category_are_finite():
    psi = np.array([0.0, np.inf, -1.0, 0.0])
    assert 0 < expected_shifts(np.array([0.1]), np.array([0.8]), psi)[0] < 0.5


def test_mean_shifts_weigh_evidence():
    shifts = mean_shifts(
        np.array([0, 0, 2]), np.array([1.0, 3.0, 0.0]), np.array([0.2, -0.2, 0.5]), 3
    )
    assert shifts[0] == pytest.approx(-0.1)
    assert np.isnan(shifts[1:]).all()


@pytest.mark.parametrize(
    ("official", "shift", "low", "high", "adjusted", "limited"),
    [
        (0.60, 0.05, 0.50, 0.70, 0.65, False),
        (0.60, 0.25, 0.50, 0.70, 0.70, True),
        (0.60, -0.25, 0.50, 0.70, 0.50, True),
        # Official above its own shrunken interval: downwards is free, upwards is not.
        (0.95, 0.03, 0.60, 0.85, 0.95, True),
        (0.95, -0.05, 0.60, 0.85, 0.90, False),
        (0.30, -0.05, 0.40, 0.60, 0.30, True),
        (0.30, 0.05, 0.40, 0.60, 0.35, False),
        (0.60, np.nan, 0.50, 0.70, 0.60, False),
        (np.nan, 0.10, 0.50, 0.70, np.nan, False),
        (0.97, 0.10, np.nan, np.nan, 1.00, True),
        (0.97, 0.10, 0.90, 1.20, 1.00, True),
    ],
)
def test_adjust_readiness_stays_within_own_interval(official, shift, low, high, adjusted, limited):
    found = adjust_readiness(*(np.array([value]) for value in (official, shift, low, high)))
    assert found.adjusted == pytest.approx([adjusted], nan_ok=True)
    assert found.limited.tolist() == [limited]
    assert found.official == pytest.approx([official], nan_ok=True)


@given(
    arrays.arrays(
        float,
        (4, 12),
        elements=st.one_of(st.just(np.nan), st.floats(0, 1), st.floats(-1, 2)),
    )
)
def test_adjust_readiness_never_leaves_bounds(values):
    official = np.clip(values[0], 0.0, 1.0)
    low, high = np.minimum(values[2], values[3]), np.maximum(values[2], values[3])
    found = adjust_readiness(official, values[1], low, high)
    assert np.array_equal(np.isnan(found.adjusted), np.isnan(official))
    seen = ~np.isnan(official)
    adjusted, official = found.adjusted[seen], official[seen]
    assert np.all((adjusted >= 0) & (adjusted <= 1))
    assert np.all(adjusted >= np.fmin(np.nan_to_num(low[seen], nan=0.0), official) - 1e-12)
    assert np.all(adjusted <= np.fmax(np.nan_to_num(high[seen], nan=1.0), official) + 1e-12)
    sign = np.sign(np.nan_to_num(values[1][seen]))
    assert np.all((adjusted - official) * sign >= 0)
