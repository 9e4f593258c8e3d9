import pytest

from assessments.rules.intervals import interval_around


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
