"""Charts with shown and withheld rows, drawn by several tests."""

from core.charts.frame import Frame
from core.charts.histograms import histogram
from core.charts.intervals import IntervalRow, Reference, interval_chart
from core.charts.levels import LevelRow, level_bars
from core.charts.lines import Point, Series, line_with_interval

FRAME = Frame(
    title="Доля готовых к работе по округам",
    subtitle="Точка — доля, полоса — 95\u00a0% интервал; пунктир — край",
    source="Источник: портал готовности. Данные на 15.11.2026.",
)
REASON = "не показано: меньше 5 выпускников"
REGION = Reference(label="Край", value=0.62)


def intervals():
    rows = (
        IntervalRow(label="Петровский", value=0.71, low=0.65, high=0.77, n=1214),
        IntervalRow(label="Левокумский", value=0.52, low=0.36, high=0.68, n=38),
        IntervalRow(label="Степновский", value=None, reason=REASON),
    )
    return interval_chart(rows, REGION, frame=FRAME)


def levels():
    rows = (
        LevelRow(
            label="Петровский", counts={"low": 10, "basic": 40, "sufficient": 100, "high": 50}
        ),
        LevelRow(label="Степновский", counts=None, reason=REASON),
    )
    region = LevelRow(
        label="Край", counts={"low": 100, "basic": 280, "sufficient": 430, "high": 190}
    )
    return level_bars(rows, region, frame=FRAME)


def lines():
    series = Series(
        label="Петровский",
        points=(
            Point(value=0.55, low=0.50, high=0.60, n=180),
            Point(value=None, reason="меньше 5"),
            Point(value=0.66, low=0.61, high=0.72, n=205),
            Point(value=0.71, low=0.65, high=0.77, n=214),
        ),
    )
    region = Series(
        label="Край", points=tuple(Point(value=value) for value in (0.58, 0.59, 0.61, 0.62))
    )
    return line_with_interval(
        ("2022/23", "2023/24", "2024/25", "2025/26"), (series,), region, frame=FRAME
    )


def index_histogram():
    return histogram(
        (0.0, 0.25, 0.5, 0.75, 1.0),
        (None, 12, 30, 6),
        Reference(label="Край", value=0.64),
        frame=Frame(title="Индекс готовности"),
    )


ALL = (intervals, levels, lines, index_histogram)
