from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import numbers


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (9412, 0, "9\u202f412"),
        (999, 0, "999"),
        (1_234_567.891, 2, "1\u202f234\u202f567,89"),
        (0.125, 2, "0,13"),
        (2.675, 2, "2,68"),
        (59.95, 1, "60,0"),
        (-0.004, 2, "0,00"),
        (-0.005, 2, "\u22120,01"),
        (-1234.5, 0, "\u22121\u202f235"),
        (Decimal("0.50"), 1, "0,5"),
        (np.float64(0.61), 2, "0,61"),
        (np.int64(1200), 0, "1\u202f200"),
        (0, 0, "0"),
    ],
)
def test_format_number_prints_exactly(value, digits, printed):
    assert numbers.format_number(value, digits) == printed


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float64("nan"), Decimal("NaN")])
def test_format_number_missing_is_never_zero(nothing):
    assert numbers.format_number(nothing, 2) == "—"
    assert numbers.format_number(nothing, 2, missing="нет данных") == "нет данных"
    assert numbers.format_percent(nothing) == "—"
    assert numbers.format_plain(nothing) == ""


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), Decimal("Infinity")])
def test_format_number_infinite_is_refused(value):
    with pytest.raises(ValueError, match="infinite"):
        numbers.format_number(value)


@pytest.mark.parametrize(
    ("value", "printed"), [(0.04, "+0,04"), (-0.12, "\u22120,12"), (0, "0,00"), (0.001, "0,00")]
)
def test_format_number_with_sign_marks_the_direction(value, printed):
    assert numbers.format_number(value, 2, sign=True) == printed


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [(-1234.565, 2, "-1234,57"), (1e6, 0, "1000000"), (0.5, 1, "0,5")],
)
def test_format_plain_is_readable_by_programs(value, digits, printed):
    assert numbers.format_plain(value, digits) == printed


@pytest.mark.parametrize(
    ("share", "digits", "printed"),
    [
        (0.625, 0, "63\u00a0%"),
        (0.285, 0, "29\u00a0%"),
        (1, 1, "100,0\u00a0%"),
        (12.5, 0, "1\u202f250\u00a0%"),
    ],
)
def test_format_percent_rounds_half_up(share, digits, printed):
    assert numbers.format_percent(share, digits) == printed


@pytest.mark.parametrize(
    ("difference", "printed"), [(0.03, "+3\u00a0п.п."), (-0.105, "\u221211\u00a0п.п."), (None, "—")]
)
def test_format_points_prints_signed_points(difference, printed):
    assert numbers.format_points(difference) == printed


@pytest.mark.parametrize(
    ("low", "high", "options", "printed"),
    [
        (0.63, 0.73, {"digits": 2}, "0,63–0,73"),
        (0.61, 0.734, {"percent": True}, "61–73\u00a0%"),
        (-0.1, 0.05, {"digits": 2}, "от \u22120,10 до 0,05"),
        (-0.3, -0.1, {"percent": True}, "от \u221230 до \u221210\u00a0%"),
        (None, 0.5, {"digits": 1}, "—"),
        (0.5, float("nan"), {"digits": 1, "missing": ""}, ""),
    ],
)
def test_format_interval_prints_both_ends(low, high, options, printed):
    assert numbers.format_interval(low, high, **options) == printed


def test_format_date_prints_day_month_year():
    assert numbers.format_date(date(2026, 5, 3)) == "03.05.2026"
    assert numbers.format_date(datetime(2026, 11, 23, 18, 30, tzinfo=UTC)) == "23.11.2026"
    assert numbers.format_date(None) == "—"
    assert numbers.format_date_in_words(date(2026, 5, 12)) == "12\u00a0мая\u00a02026\u00a0г."
    assert numbers.format_date_in_words(None, missing="") == ""


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 8, 31), "2025/26"),
        (date(2026, 9, 1), "2026/27"),
        (date(2026, 1, 1), "2025/26"),
        (date(1999, 12, 31), "1999/00"),
    ],
)
def test_academic_year_turns_on_the_first_of_september(day, printed):
    assert numbers.academic_year(day) == printed


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "студентов"),
        (1, "студент"),
        (2, "студента"),
        (4, "студента"),
        (5, "студентов"),
        (11, "студентов"),
        (14, "студентов"),
        (21, "студент"),
        (111, "студентов"),
        (122, "студента"),
        (1001, "студент"),
    ],
)
def test_plural_chooses_the_form(count, form):
    assert numbers.plural(count, ("студент", "студента", "студентов")) == form


def test_format_count_keeps_number_and_noun_together():
    printed = numbers.format_count(1204, ("студент", "студента", "студентов"))
    assert printed == "1\u202f204\u00a0студента"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.integers(0, 3))
def test_round_half_up_is_never_further_than_half_a_step(value, digits):
    step = Decimal(1).scaleb(-digits)
    assert abs(numbers.round_half_up(value, digits) - value) * 2 <= step


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_format_plain_reads_back_as_the_same_number(value):
    assert Decimal(numbers.format_plain(value, 2).replace(",", ".")) == value
