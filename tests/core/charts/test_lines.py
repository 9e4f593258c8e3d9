from itertools import pairwise

import pytest

from core.charts import style
from core.charts.lines import Point, Series, line_with_interval
from tests.core.charts.recording import drawn
from tests.core.charts.samples import lines

PERIODS = ("2024/25", "2025/26")


def series(label, *values):
    return Series(label=label, points=tuple(Point(value=value, n=10) for value in values))


def test_words_tell_every_period_and_the_gap():
    assert lines().alt == (
        "Доля готовых к работе по округам. Петровский: "
        "2022/23 55\u00a0% (50–60\u00a0%, n\u00a0=\u00a0180), 2023/24 меньше 5, "
        "2024/25 66\u00a0% (61–72\u00a0%, n\u00a0=\u00a0205), "
        "2025/26 71\u00a0% (65–77\u00a0%, n\u00a0=\u00a0214); "
        "Край: 2022/23 58\u00a0%, 2023/24 59\u00a0%, 2024/25 61\u00a0%, 2025/26 62\u00a0%."
    )


def test_nothing_is_drawn_across_a_gap():
    sheet = drawn(lines())
    drawn_lines = [line["points"] for line in sheet.lines if line.get("width") == 1.8]

    assert [len(points) for points in drawn_lines] == [1, 2]
    assert len(sheet.areas) == 1
    assert len(sheet.dots) == 3
    assert [one["color"] for one in sheet.rectangles] == [style.SUNKEN]


def test_every_period_says_its_n_and_the_ends_their_values():
    texts = drawn(lines()).texts
    for said in (
        "n\u00a0=\u00a0180",
        "n\u00a0=\u00a0205",
        "n\u00a0=\u00a0214",
        "меньше 5",
        "Петровский 71\u00a0%",
        "Край 62\u00a0%",
    ):
        assert said in texts


def test_heights_are_in_proportion_to_the_values():
    sheet = drawn(lines())
    heights = [y for _x, y in sheet.dots]
    assert (heights[0] - heights[1]) / (heights[0] - heights[2]) == pytest.approx(0.11 / 0.16)
    (dashed,) = sheet.dashed
    assert len(dashed["points"]) == 4


def test_labels_at_the_ends_never_touch():
    many = [series(f"Ряд {number}", 0.5, 0.6 + number / 1000) for number in range(5)]
    sheet = drawn(line_with_interval(PERIODS, many, series("Край", 0.5, 0.6)))
    heights = sorted(
        y for text, (_x, y) in sheet.placed.items() if text.startswith(("Ряд", "Край"))
    )
    assert len(heights) == 6
    assert min(b - a for a, b in pairwise(heights)) >= 11.99


def test_share_axis_never_leaves_zero_to_one():
    chart = line_with_interval(PERIODS, [series("К", 0.99, 1.0)], series("Край", 0.97, 0.98))
    printed = [text for text in drawn(chart).texts if text.endswith("%")]
    assert "101\u00a0%" not in printed
    assert "100\u00a0%" in printed


def test_all_withheld_is_still_a_chart():
    chart = line_with_interval(PERIODS, [series("К", None, None)], series("Край", None, None))
    assert "нет данных" in drawn(chart).texts
    assert chart.svg()


def test_too_many_series_or_other_periods_are_refused():
    with pytest.raises(ValueError, match="at most 6"):
        line_with_interval(PERIODS, [series("К", 0, 0)] * 7, series("Край", 0, 0))
    with pytest.raises(ValueError, match="a point for each period"):
        line_with_interval(PERIODS, [series("К", 0.5)], series("Край", 0.5, 0.5))
