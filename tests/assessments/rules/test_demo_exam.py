from decimal import Decimal

import pytest

from assessments.rules.demo_exam import format_points


@pytest.mark.parametrize(
    ("number", "printed"), [("26.00", "26"), ("24.50", "24,5"), ("100", "100"), ("0.05", "0,05")]
)
def test_points_have_no_zeros_behind_the_comma(number, printed):
    assert format_points(Decimal(number)) == printed
