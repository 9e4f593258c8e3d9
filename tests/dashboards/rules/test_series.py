import pytest

from dashboards.rules.disclosure import ShownFigures
from dashboards.rules.series import YearFigures, pool


def year(number, assessed, ready):
    return YearFigures((number,), ShownFigures(assessed=assessed, ready=ready))


def test_years_together_are_the_sum_of_printed_ones():
    together = pool([year(2024, 10, 4), year(2025, 12, 9), year(2026, 8, 2)])
    assert together.years == (2024, 2025, 2026)
    assert (together.figures.assessed, together.figures.ready) == (30, 15)
    assert together.figures.share_ready == 0.5
    assert together.figures.interval == pytest.approx((0.3315, 0.6685), abs=1e-4)


def test_hidden_year_stays_out_of_the_sum():
    """Added up with it, the years together would give it back by subtraction."""
    together = pool([year(2024, 10, 4), year(2025, 12, None), year(2026, 8, 2)])
    assert together.years == (2024, 2026)
    assert together.figures.assessed == 18


def test_one_printed_year_is_not_several():
    assert pool([year(2024, 10, 4), year(2025, None, None)]) is None
    assert pool([year(2024, 10, 4), year(2025, 0, 0)]) is None
