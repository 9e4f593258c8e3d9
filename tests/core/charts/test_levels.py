import pytest

from core.charts.levels import LevelRow, level_bars
from tests.core.charts.recording import drawn
from tests.core.charts.samples import REASON, levels

COLOURS = ["#a8451f", "#d99b2b", "#4b9c8e", "#17594a"]


def bars(sheet, number):
    """Rectangles of one row of the chart, without the legend and the withheld row."""
    found = [one for one in sheet.rectangles if one["color"] in COLOURS and one["height"] == 14]
    return found[number * 4 : number * 4 + 4]


def test_words_tell_every_level_of_every_row():
    assert levels().alt == (
        "Доля готовых к работе по округам. "
        "Край: низкий 10\u00a0%, базовый 28\u00a0%, достаточный 43\u00a0%, высокий 19\u00a0% "
        "(n\u00a0=\u00a01\u202f000); "
        "Петровский: низкий 5\u00a0%, базовый 20\u00a0%, достаточный 50\u00a0%, высокий 25\u00a0% "
        "(n\u00a0=\u00a0200); "
        f"Степновский: {REASON}."
    )


def test_parts_are_as_wide_as_their_shares():
    sheet = drawn(levels())
    row = bars(sheet, 1)
    whole = row[-1]["x"] + row[-1]["width"] + 0.8 - row[0]["x"]

    assert [one["color"] for one in row] == COLOURS
    assert [(one["width"] + 0.8) / whole for one in row] == pytest.approx([0.05, 0.2, 0.5, 0.25])


def test_dashed_line_stands_where_the_region_becomes_ready():
    sheet = drawn(levels())
    (dashed,) = sheet.dashed
    region = bars(sheet, 0)

    assert dashed["points"][0][0] == pytest.approx(region[2]["x"])
    assert "Край: готовы 62\u00a0%" in sheet.texts


def test_withheld_row_is_hatched_with_its_reason_and_says_no_n():
    sheet = drawn(levels())
    assert len([one for one in sheet.rectangles if one.get("hatched")]) == 1
    assert REASON in sheet.texts
    assert [text for text in sheet.texts if text.startswith("n")] == [
        "n\u00a0=\u00a01\u202f000",
        "n\u00a0=\u00a0200",
    ]


def test_share_too_narrow_for_its_number_is_left_blank():
    row = LevelRow(label="К", counts={"low": 1, "basic": 0, "sufficient": 99, "high": 0})
    sheet = drawn(level_bars([], row))
    assert "99\u00a0%" in sheet.texts
    assert "1\u00a0%" not in sheet.texts


def test_reference_without_data_has_no_line():
    sheet = drawn(level_bars([], LevelRow(label="Край", counts={})))
    assert sheet.dashed == []
    assert "нет данных" in sheet.texts


def test_unknown_level_is_refused():
    with pytest.raises(ValueError, match="no level best"):
        level_bars([], LevelRow(label="Край", counts={}), ready_from="best")
