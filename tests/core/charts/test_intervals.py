import pytest

from core.charts.intervals import IntervalRow, Reference, interval_chart
from core.charts.scales import Measure
from tests.core.charts.recording import drawn
from tests.core.charts.samples import FRAME, REASON, intervals


def test_words_tell_value_interval_and_number_of_every_row():
    assert intervals().alt == (
        "Доля готовых к работе по округам. Край: 62\u00a0%; "
        "Петровский: 71\u00a0% (65–77\u00a0%, n\u00a0=\u00a01\u202f214); "
        "Левокумский: 52\u00a0% (36–68\u00a0%, n\u00a0=\u00a038); "
        f"Степновский: {REASON}."
    )


def test_sheet_says_value_interval_n_reference_and_reason():
    texts = drawn(intervals()).texts
    for said in ("71\u00a0%", "65–77\u00a0%", "n\u00a0=\u00a01\u202f214", "Край 62\u00a0%", REASON):
        assert said in texts
    for line in (FRAME.title, FRAME.subtitle, FRAME.source):
        assert line in texts


def test_marks_lie_where_the_values_are():
    sheet = drawn(intervals())
    grid = [line for line in sheet.lines if line.get("color") == "#e1e4dd"]
    zero, one = grid[0]["points"][0][0], grid[-1]["points"][0][0]

    def place(value):
        return pytest.approx(zero + value * (one - zero))

    assert len(grid) == 5
    assert [x for x, _y in sheet.dots] == [place(0.71), place(0.52)]
    (dashed,) = sheet.dashed
    assert dashed["points"][0][0] == place(0.62)
    bars = [line for line in sheet.lines if line.get("round_ends")]
    assert [point[0] for point in bars[0]["points"]] == [place(0.65), place(0.77)]
    assert [point[0] for point in bars[1]["points"]] == [place(0.36), place(0.68)]


def test_reference_crosses_all_rows():
    sheet = drawn(intervals())
    top, bottom = (point[1] for point in sheet.dashed[0]["points"])
    assert top < min(y for _x, y in sheet.dots)
    assert bottom > sheet.placed["Степновский"][1]


def test_plain_numbers_are_printed_with_their_digits():
    chart = interval_chart(
        [IntervalRow(label="A/01.3", value=0.825, low=0.79, high=0.86, n=9)],
        Reference(label="Порог", value=0.7),
        measure=Measure(percent=False, digits=2),
    )
    assert chart.alt == "Порог: 0,70; A/01.3: 0,83 (0,79–0,86, n\u00a0=\u00a09)."


def test_chart_without_rows_still_shows_the_reference():
    chart = interval_chart([], Reference(label="Край", value=0.5))
    assert drawn(chart).texts[-1] == "Край 50\u00a0%"
    assert chart.svg()
