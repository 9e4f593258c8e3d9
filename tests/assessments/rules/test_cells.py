from decimal import Decimal

import pytest

from assessments.enums import ScaleKind
from assessments.models import Criterion
from assessments.rules.cells import expand_typed, is_same_mark, plain_number, values_of


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


@pytest.mark.parametrize(
    ("raw", "kept"), [("12.5", "12,5"), (" 0.10", "0,10"), ("12,5", "12,5"), ("1.1.1", "1.1.1")]
)
def test_fraction_has_a_comma_however_it_was_typed(raw, kept):
    assert expand_typed(raw) == kept


@pytest.mark.parametrize(
    ("scale", "maximum", "words"),
    [
        (ScaleKind.POINTS, Decimal("20.00"), "Баллы от 0 до 20"),
        (ScaleKind.POINTS, Decimal("12.50"), "Баллы от 0 до 12,5"),
        (ScaleKind.MARK, None, "2, 3, 4, 5, «неуд.», «удовл.», «хор.», «отл.»"),
        (ScaleKind.PERCENT, None, "Процент от 0 до 100"),
    ],
)
def test_what_may_stand_in_a_cell_is_told(scale, maximum, words):
    assert values_of(Criterion(scale=scale, maximum=maximum)) == words
