from core.charts.canvas import Chart
from core.charts.frame import NO_FRAME, Frame, RowLabels
from tests.core.charts.recording import Recorder, drawn


def test_empty_frame_takes_almost_no_room():
    assert NO_FRAME.top(400) < 5
    assert NO_FRAME.bottom(400) < 5


def test_frame_writes_title_subtitle_and_source_at_their_places():
    frame = Frame(title="Название", subtitle="Пояснение", source="Источник: портал.")
    sheet = drawn(Chart(title="", alt="т", height=200, draw=frame.draw))

    assert sheet.texts == ["Название", "Пояснение", "Источник: портал."]
    assert sheet.placed["Название"][1] < sheet.placed["Пояснение"][1] < frame.top(482)
    assert 200 - frame.bottom(482) < sheet.placed["Источник: портал."][1] < 200


def test_long_title_is_wrapped_and_makes_the_frame_higher():
    frame = Frame(title="Готовность выпускников " * 8)
    assert len(frame.title_lines(482)) == 3
    assert frame.top(482) == Frame(title="Коротко").top(482) + 2 * 16


def test_long_row_labels_take_two_lines_and_a_higher_row():
    labels = RowLabels(["Край", "Новоалександровский муниципальный округ"], 120)
    sheet = Recorder(482, 100)
    middles = list(labels.draw(sheet, 10))

    assert sheet.texts == ["Край", "Новоалександровский", "муниципальный округ"]
    assert labels.heights[1] > labels.heights[0]
    assert middles == [10 + labels.heights[0] / 2, 10 + labels.heights[0] + labels.heights[1] / 2]
