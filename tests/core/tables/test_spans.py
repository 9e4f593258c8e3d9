import datetime as dt

import pytest

from core.tables.parsing import CellError
from core.tables.spans import LastDay, Period, Span

FEBRUARY = Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28))


@pytest.mark.parametrize(
    "written",
    [
        "с 01.02.2026 по 28.02.2026",
        "01.02–28.02.2026",
        "01.02.2026 - 28.02.2026",
        "с 01.02.26г. по 28.02.26 г.",
        "01-28.02.2026",
        "с 1 по 28 февраля 2026 г.",
        "с\u00a01 февраля\nпо 28 февраля 2026 года (4 нед.)",
        "«01» февраля 2026 г. — «28» февраля 2026 г.",
        "2026-02-01 - 2026-02-28",
        "01/02/2026 до 28/02/2026",
        "01.02.2026 г.-28.02.2026 г.;",
        "01.02.2026\n28.02.2026",
    ],
)
def test_a_period_is_read_in_the_ways_of_colleges(written):
    assert Span()(written) == FEBRUARY
    assert LastDay()(written) == FEBRUARY.last


def test_a_period_over_the_new_year_begins_the_year_before():
    new_year = Period(dt.date(2025, 12, 29), dt.date(2026, 1, 11))
    assert Span()("29.12–11.01.2026") == new_year
    assert Span()("с 29 декабря по 11 января 2026") == new_year


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (dt.date(2026, 2, 1), "Одна дата вместо двух"),
        ("01.02.2026", "Не похоже на сроки"),
        ("01.02–14.02.2026, 01.03–14.03.2026", "Не похоже на сроки"),
        ("01.02–28.02", "нет месяца или года"),
        ("01.02–30.02.2026", "Такой даты нет"),
        ("4 недели", "Не похоже на сроки"),
    ],
)
def test_no_period_is_guessed(written, why):
    with pytest.raises(CellError, match=why):
        Span()(written)


def test_a_day_alone_is_the_last_day():
    assert LastDay()("28.02.2026") == LastDay()(dt.date(2026, 2, 28)) == FEBRUARY.last
