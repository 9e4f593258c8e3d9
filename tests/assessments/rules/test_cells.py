from decimal import Decimal

import pytest

from assessments.rules.cells import is_same_mark, plain_number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("15,0", Decimal(15)),
        ("14.5", Decimal("14.5")),
        ("7", Decimal(7)),
        ("", None),
        ("н/я", None),
        ("80 %", None),
        ("-3", None),
        ("1e3", None),
        ("nan", None),
    ],
)
def test_bare_numbers_only(raw, number):
    assert plain_number(raw) == number


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("15,0", "15", True),
        ("14,50", "14,5", True),
        ("н/я", "н/я", True),
        ("15", "15,5", False),
        ("15", "", False),
        ("н/я", "осв.", False),
    ],
)
def test_a_number_is_the_same_mark_however_it_is_written(one, other, is_same):
    assert is_same_mark(one, other) is is_same
