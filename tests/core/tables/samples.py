"""A table with every kind of cell, shared by the tests of all formats."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.tables.data import Interval, Kind, Suppressed, TableColumn, TableData

FEW = Suppressed("<\u00a05", "меньше 5 выпускников")

REGION = TableData(
    title="Готовность выпускников по округам, 2025/26 учебный год",
    short_title="Округа",
    columns=(
        TableColumn(title="Округ"),
        TableColumn(title="Выпуск", kind=Kind.INTEGER, unit="чел."),
        TableColumn(
            title="Доля готовых", kind=Kind.PERCENT, digits=1, footnote="Без предварительных."
        ),
        TableColumn(title="95\u00a0% интервал", kind=Kind.PERCENT_INTERVAL),
        TableColumn(title="Средний индекс", kind=Kind.NUMBER, digits=2),
        TableColumn(title="Сдано", kind=Kind.DATE),
    ),
    rows=(
        ("Петровский", 1214, 0.7135, Interval(0.65, 0.77), Decimal("0.625"), date(2026, 6, 25)),
        ("=HYPERLINK(1)", 143, 0.58, Interval(0.50, 0.66), -0.125, date(2026, 6, 20)),
        ("Степновский", FEW, FEW, FEW, None, None),
    ),
    total=("Ставропольский край", 9412, 0.62, Interval(0.61, 0.63), 0.64, None),
    footnotes=("Интервал Уилсона.",),
    source="портал готовности, методика версии 1",
    as_of=date(2026, 11, 15),
    filters=(("Учебный год", "2025/26"), ("Форма обучения", "очная")),
)

PLAIN = TableData(title="Группы", columns=(TableColumn(title="Группа"),), rows=(("М-31",),))


def wide(rows, columns=10):
    """A table of so many rows; the cell says where it is."""
    return replace(
        PLAIN,
        columns=tuple(TableColumn(title=f"Столбец {number}") for number in range(columns)),
        rows=[[f"{row}:{column}" for column in range(columns)] for row in range(rows)],
    )
