import datetime as dt

import pytest

from standards.imports.dates import normalise_order_number, read_date


@pytest.mark.parametrize(
    "written",
    ["20.07.2022", "20.07.2022 0:00:00", "2022-07-20T00:00:00", "20 июля 2022 г.", "20/7/22"],
)
def test_date_as_written_is_read(written: str) -> None:
    assert read_date(written) == dt.date(2022, 7, 20)


def test_month_of_may_and_march_are_told_apart() -> None:
    assert read_date("5 мая 2014") == dt.date(2014, 5, 5)
    assert read_date("5 марта 2014") == dt.date(2014, 3, 5)


@pytest.mark.parametrize(
    "written", ["", "-", "31.02.2020", "01.01.0001", "июль 2022", "5 абвг 2014"]
)
def test_unreadable_date_is_none(written: str) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("424н", "424н"),
        ("№ 424н", "424н"),
        ("424 н", "424н"),
        ("424-н", "424н"),
        ("424n", "424н"),
        ("424", "424"),
        ("171/23-ПР", "171/23-ПР"),
        ("", ""),
    ],
)
def test_order_number_as_written_is_normalised(written: str, number: str) -> None:
    assert normalise_order_number(written) == number
