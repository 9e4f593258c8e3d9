from dataclasses import replace
from datetime import date

import pytest

from core.tables.data import Interval, Kind, Suppressed, TableColumn, TableData
from tests.core.tables.samples import FEW, PLAIN, REGION


def column(kind, digits=0):
    return TableColumn(title="Т", kind=kind, digits=digits)


@pytest.mark.parametrize(
    ("kind", "digits", "value", "printed", "plain"),
    [
        (Kind.TEXT, 0, "М-31", "М-31", "М-31"),
        (Kind.INTEGER, 0, 9412, "9\u202f412", "9412"),
        (Kind.NUMBER, 2, -0.125, "\u22120,13", "-0,13"),
        (Kind.PERCENT, 1, 0.625, "62,5", "62,5"),
        (Kind.PERCENT, 0, 0.625, "63", "63"),
        (Kind.DATE, 0, date(2026, 5, 12), "12.05.2026", "12.05.2026"),
        (Kind.NUMBER, 0, None, "—", ""),
        (Kind.NUMBER, 0, float("nan"), "—", ""),
        (Kind.INTEGER, 0, FEW, "<\u00a05", "<\u00a05"),
        (Kind.INTEGER, 0, "н/д", "н/д", "н/д"),
    ],
)
def test_cell_prints_the_same_digits_for_people_and_programs(kind, digits, value, printed, plain):
    assert column(kind, digits).printed(value) == printed
    assert column(kind, digits).plain(value) == plain


def test_interval_prints_without_its_unit():
    assert column(Kind.PERCENT_INTERVAL).printed(Interval(0.61, 0.735)) == "61–74"
    assert column(Kind.INTERVAL, 2).printed(Interval(-0.1, 0.05)) == "от \u22120,10 до 0,05"
    assert column(Kind.INTERVAL).printed(Interval(None, 0.05)) == "—"
    with pytest.raises(TypeError, match="no plain form"):
        column(Kind.INTERVAL).plain(Interval(0, 1))


def test_headings_carry_units_and_numbers_of_footnotes():
    assert REGION.headings() == (
        "Округ",
        "Выпуск, чел.",
        "Доля готовых, %¹",
        "95\u00a0% интервал, %",
        "Средний индекс",
        "Сдано",
    )


def test_notes_explain_columns_table_and_suppression():
    assert REGION.notes() == (
        "¹ Без предварительных.",
        "Интервал Уилсона.",
        "«<\u00a05» — меньше 5 выпускников",
    )
    assert PLAIN.notes() == ()


def test_origin_names_source_and_day():
    assert REGION.origin() == (
        "Источник: портал готовности, методика версии 1. Данные на 15.11.2026."
    )
    assert PLAIN.origin() == ""


def test_intervals_come_apart_into_two_columns():
    flat = REGION.without_intervals()

    assert flat.headings()[2:5] == (
        "Доля готовых, %¹",
        "95\u00a0% интервал, от, %",
        "95\u00a0% интервал, до, %",
    )
    assert [row[3:5] for row in flat.all_rows()] == [
        (0.65, 0.77),
        (0.50, 0.66),
        (FEW, FEW),
        (0.61, 0.63),
    ]
    assert flat.notes() == REGION.notes()
    assert PLAIN.without_intervals() is PLAIN


def test_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="must have 1 cells"):
        replace(PLAIN, rows=(("М-31", 5),))
    with pytest.raises(ValueError, match="must have 1 cells"):
        replace(PLAIN, total=("Всего", 5))


def test_one_mark_of_suppression_has_one_reason():
    with pytest.raises(ValueError, match="has two reasons"):
        TableData(
            title="Т",
            columns=PLAIN.columns,
            rows=((Suppressed("…", "мало данных"),), (Suppressed("…", "скрыто вторично"),)),
        )
