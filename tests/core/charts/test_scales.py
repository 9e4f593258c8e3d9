import pytest

from core.charts.scales import Measure, Scale, said, ticks


def test_scale_maps_and_holds_at_its_ends():
    scale = Scale(0, 1, start=100, end=300)
    assert [scale.at(value) for value in (0, 0.25, 1, 1.5, -2)] == [100, 150, 300, 300, 100]
    assert Scale(5, 5, start=0, end=10).at(5) == 5


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 1, 4, [0, 0.25, 0.5, 0.75, 1]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (3, 97, 4, [25, 50, 75]),
        (0.13, 0.58, 4, [0.2, 0.4]),
        (2, 2, 4, [2]),
    ],
)
def test_ticks_are_round_and_within(low, high, count, expected):
    assert ticks(low, high, count) == expected


def test_measure_prints_shares_and_numbers():
    assert Measure().printed(0.625) == "63\u00a0%"
    assert Measure(percent=False, digits=2).printed(0.625) == "0,63"
    assert said(1402) == "n\u00a0=\u00a01\u202f402"
    assert said(None) == ""
