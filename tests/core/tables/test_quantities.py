from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import format_date, format_date_in_words, format_number
from core.tables.parsing import CellError
from core.tables.quantities import Day, Integer, Number

BIRTHDAY = Day(earliest=date(1950, 1, 1), latest=date(2016, 12, 31))
EMPTY_DATE = "Пустая дата таблицы (00.01.1900) вместо настоящей."


def error(parser, value):
    with pytest.raises(CellError) as caught:
        parser(value)
    return caught.value.message, caught.value.suggestion


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 5, 12),
        datetime(2026, 5, 12, 14, 0),  # noqa: DTZ001
        "12.05.2026",
        "12.5.26",
        " 12/05/2026 ",
        "12-05-2026",
        "12,05,2026",
        "12. 05. 2026",
        "2026-05-12",
        "2026-05-12T10:00:00",
        "12.05.2026 0:00:00",
        "12.05.2026 г.",
        "12 мая 2026",
        "«12» мая 2026 г.",
        "12 Мая 2026 года",
    ],
)
def test_day_is_read_in_every_usual_form(written):
    assert Day()(written) == date(2026, 5, 12)


@pytest.mark.parametrize(
    ("written", "day"), [("01.09.98", date(1998, 9, 1)), ("01.09.16", date(2016, 9, 1))]
)
def test_two_digit_year_stays_within_the_bounds(written, day):
    assert BIRTHDAY(written) == day
    assert Day()("01.09.49") == date(2049, 9, 1)
    assert Day()("01.09.50") == date(1950, 9, 1)


@pytest.mark.parametrize(
    ("written", "message", "suggestion"),
    [
        (time(0, 0), EMPTY_DATE, ""),
        (date(1900, 1, 1), EMPTY_DATE, ""),
        (0, EMPTY_DATE, ""),
        ("31.02.2026", "Такой даты нет в календаре.", ""),
        ("05/13/2026", "Такой даты нет в календаре.", ""),
        (45000, "Число вместо даты.", "15.03.2023"),
        (12, "Число вместо даты.", ""),
        (5032008, "Число вместо даты.", "05.03.2008"),
        ("45000", "Число вместо даты.", "15.03.2023"),
        ("12052026", "Число вместо даты.", "12.05.2026"),
        ("99052026", "Не похоже на дату. Образец: 12.05.2026.", ""),
        ("06.09.2024, без дз", "Не похоже на дату. Образец: 12.05.2026.", "06.09.2024"),
        ("12 май 2026", "Не похоже на дату. Образец: 12.05.2026.", ""),
        ("н/я", "Не похоже на дату. Образец: 12.05.2026.", ""),
    ],
)
def test_day_refuses_with_the_likely_date(written, message, suggestion):
    assert error(Day(), written) == (message, suggestion)


def test_day_outside_its_bounds_is_refused():
    assert error(BIRTHDAY, "31.12.1949") == ("Дата раньше 01.01.1950.", "")
    assert error(BIRTHDAY, "01.01.2017") == ("Дата позже 31.12.2016.", "")


@given(st.dates(min_value=date(1950, 1, 1)))
def test_day_reads_what_the_portal_prints(day):
    assert Day()(format_date(day)) == day
    assert Day()(format_date_in_words(day)) == day


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (4.5, "4.5"),
        (4, "4"),
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        ("1\u00a0234,50", "1234.50"),
        ("\u22120,5", "-0.5"),
        (0.1, "0.1"),
    ],
)
def test_number_is_exact(written, number):
    assert Number()(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "message", "suggestion"),
    [
        ("85 %", "Нужно число.", "85"),
        ("н/я", "Нужно число.", ""),
        ("1.234,5", "Нужно число.", ""),
        (True, "Нужно число.", ""),
        (date(2026, 5, 4), "Таблица превратила число в дату.", "4,5"),
        (date(2025, 4, 1), "Таблица превратила число в дату.", "4,25 / 1,4"),
        ("5,01", "Число больше 5.", ""),
        (1, "Число меньше 1,5.", ""),
        ("2,125", "Больше 2 знаков после запятой.", ""),
    ],
)
def test_number_refuses_with_the_likely_number(written, message, suggestion):
    parser = Number(minimum=Decimal("1.5"), maximum=5, places=2)
    assert error(parser, written) == (message, suggestion)


def test_number_counts_places_without_final_zeros():
    assert Number(places=1)("2,500") == Decimal("2.5")
    assert Number(places=0)("200") == Decimal(200)


@given(st.integers(-(10**12), 10**12))
def test_integer_reads_what_the_portal_prints(number):
    assert Integer()(format_number(number)) == number


def test_integer_must_be_whole_and_within_bounds():
    assert Integer()("12,0") == 12
    assert type(Integer()(3.0)) is int
    assert error(Integer(), "12,5") == ("Нужно целое число.", "")
    assert error(Integer(minimum=1), 0) == ("Число меньше 1.", "")
    assert error(Integer(maximum=4), 5) == ("Число больше 4.", "")
