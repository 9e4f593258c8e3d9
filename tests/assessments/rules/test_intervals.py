import pytest

from assessments.enums import Confidence
from assessments.rules.intervals import (
    chance_of_reaching,
    index_confidence,
    interval_around,
    mass_in_words,
)


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (0.7, 0.6, 0.8, (0.6, 0.8)),
        (0.95, 0.6, 0.8, (0.6, 0.95)),
        (0.4, 0.6, 0.8, (0.4, 0.8)),
        (0.7, None, None, (None, None)),
        (None, 0.6, 0.8, (0.6, 0.8)),
    ],
)
def test_interval_holds_the_official_score_and_is_never_narrower(value, low, high, expected):
    assert interval_around(value, low, high) == expected


@pytest.mark.parametrize(
    ("low", "high", "is_provisional", "expected"),
    [
        (0.60, 0.80, False, Confidence.HIGH),
        (0.59, 0.81, False, Confidence.MEDIUM),
        (0.60, 0.80, True, Confidence.LOW),
        (None, None, False, Confidence.LOW),
    ],
)
def test_index_is_as_sure_as_its_interval_is_narrow(low, high, is_provisional, expected):
    found = index_confidence(low, high, is_provisional=is_provisional, narrow=0.10)
    assert found is expected


def test_how_narrow_is_known_well_is_given():
    found = index_confidence(0.2, 0.8, is_provisional=False, narrow=0.30)
    assert found is Confidence.HIGH


@pytest.mark.parametrize(
    ("mass", "words"), [(0.9, "90\u00a0%"), (0.5, "50\u00a0%"), (0.995, "99,5\u00a0%")]
)
def test_mass_is_printed_with_its_digits(mass, words):
    assert mass_in_words(mass) == words


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.60, 0.80, 0.5),
        (0.70, 0.90, 0.95),
        (0.50, 0.70, 0.05),
        (0.7, 0.7, 1.0),
        (None, None, None),
        (0.62, 1.0, None),
        (0.0, 0.30, None),
    ],
)
def test_chance_follows_from_the_mass_between_the_limits(low, high, expected):
    found = chance_of_reaching(0.70, low, high, mass=0.9)
    assert found == (None if expected is None else pytest.approx(expected))
