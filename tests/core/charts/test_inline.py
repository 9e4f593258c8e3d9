import re

import pytest
from defusedxml.ElementTree import fromstring
from django.utils.safestring import SafeString

from core.charts.inline import interval_bar, sparkline
from core.charts.scales import Measure


def parsed(picture):
    assert isinstance(picture, SafeString)
    assert "style=" not in picture
    assert "<script" not in picture
    root = fromstring(picture)
    assert root.get("role") == "img"
    assert root.find("title").text == root.get("aria-label")
    return root


def test_interval_bar_is_exact():
    assert interval_bar(0.5, (0.25, 0.75), reference=0.62, level="basic") == (
        '<svg class="interval level--basic" role="img" '
        'aria-label="50\u00a0%, интервал 25–75\u00a0%, край 62\u00a0%" width="100%" height="22">'
        "<title>50\u00a0%, интервал 25–75\u00a0%, край 62\u00a0%</title>"
        '<line class="interval__axis" x1="0%" y1="11" x2="100%" y2="11"/>'
        '<line class="interval__range" x1="26.5%" y1="11" x2="73.5%" y2="11"/>'
        '<line class="interval__reference" x1="61.28%" y1="2" x2="61.28%" y2="20"/>'
        '<circle class="interval__point" cx="50%" cy="11" r="5.5"/></svg>'
    )


def test_interval_bar_without_value_draws_no_mark():
    root = parsed(interval_bar(None, None, reference=0.62))
    assert root.get("aria-label") == "нет данных"
    assert [mark.get("class") for mark in root] == [None, "interval__axis"]


def test_interval_bar_prints_plain_numbers_and_other_bounds():
    root = parsed(
        interval_bar(
            -0.1, (-0.2, 0.0), measure=Measure(percent=False, digits=2), bounds=(-0.5, 0.5)
        )
    )
    assert root.get("aria-label") == "\u22120,10, интервал от \u22120,20 до 0,00"
    assert root.find("circle").get("cx") == "40.6%"


def test_sparkline_joins_neighbours_and_leaves_gaps():
    root = parsed(
        sparkline(
            [0.5, None, 0.6, 0.7], ["2022/23", "2023/24", "2024/25", "2025/26"], reference=0.6
        )
    )
    assert root.get("aria-label") == (
        "2022/23: 50\u00a0%, 2023/24: нет данных, 2024/25: 60\u00a0%, 2025/26: 70\u00a0%; "
        "край 60\u00a0%"
    )
    assert [mark.get("class") for mark in root.findall("line")] == [
        "sparkline__reference",
        "sparkline__line",
    ]
    assert [(dot.get("cx"), dot.get("cy")) for dot in root.findall("circle")] == [
        ("3%", "20"),  # alone between gaps
        ("97%", "4"),  # the last one
    ]


def test_sparkline_of_nothing_is_empty():
    root = parsed(sparkline([None, None], ["2024/25", "2025/26"]))
    assert root.findall("line") == []
    assert root.get("aria-label") == "2024/25: нет данных, 2025/26: нет данных"
    with pytest.raises(ValueError, match=re.escape("zip()")):
        sparkline([0.5], [])


def test_words_from_outside_are_escaped():
    root = parsed(sparkline([0.5], ["<b>&\"'"]))
    assert root.get("aria-label") == "<b>&\"': 50\u00a0%"
