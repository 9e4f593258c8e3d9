import datetime as dt
import math

import pytest
from django.template import Context, Template


def printed(expression: str, **values: object) -> str:
    return Template("{% load formats %}{{ " + expression + " }}").render(Context(values))


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("value|number:1", 9412.5, "9\u202f412,5"),
        ("value|number", None, "—"),
        ("value|number:2", math.nan, "—"),
        ("value|number", 0, "0"),
        ("value|signed:2", 0.04, "+0,04"),
        ("value|signed:2", -0.04, "\u22120,04"),
        ("value|percent", 0.625, "63\u00a0%"),
        ("value|percent", None, "—"),
        ("value|points", 0.03, "+3\u00a0п.п."),
        ("value|plain:1", 1234.5, "1234,5"),
        ("value|plain:1", None, ""),
        ("value|academic_year", 2026, "2026/27"),
        ("value|academic_year", dt.date(2026, 8, 31), "2025/26"),
        ('value|counted:"студент,студента,студентов"', 22, "22\u00a0студента"),
        ("value|day", dt.date(2026, 5, 7), "07.05.2026"),
        ("value|day", None, "—"),
        ("value|day_in_words", dt.date(2026, 5, 7), "7\u00a0мая\u00a02026\u00a0г."),
        ("value|moment", None, "—"),
        ("value|interval:2", (0.634, 0.73), "0,63–0,73"),
        ("value|interval:2", None, ""),
        ("value|or_missing", "", "—"),
        ("value|or_missing", None, "—"),
        ("value|or_missing", math.nan, "—"),
        ("value|or_missing", 0, "0"),
        ("value|minutes", dt.timedelta(minutes=14, seconds=1), "15"),
    ],
)
def test_filter_prints_value(expression, value, expected):
    assert printed(expression, value=value) == expected


def test_moment_in_utc_prints_local_time():
    late = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)
    assert printed("value|moment", value=late) == "21.11.2026\u00a001:30"
    assert printed("value|day", value=late) == "21.11.2026"


def test_words_after_a_score_may_go_to_the_next_line_and_are_escaped():
    page = Template("{% load formats %}{{ text|score_words }}")

    assert page.render(Context({"text": "0,62 (0,51–0,73), мало <данных>"})) == (
        '<span class="num">0,62 (0,51–0,73),</span> мало &lt;данных&gt;'
    )
    assert page.render(Context({"text": "—"})) == '<span class="num">—</span>'
