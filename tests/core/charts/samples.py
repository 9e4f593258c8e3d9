"""Charts with shown and withheld rows, drawn by several tests."""

from core.charts.frame import Frame
from core.charts.intervals import IntervalRow, Reference, interval_chart

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


ALL = (intervals,)
