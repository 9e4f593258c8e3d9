import pytest

from core.charts import style
from core.charts.histograms import histogram
from core.charts.intervals import Reference
from tests.core.charts.recording import drawn
from tests.core.charts.samples import index_histogram

REGION = Reference(label="Край", value=0.64)


def bars_of(sheet):
    """Rectangles that stand for counts, without the white ground of their numbers."""
    return [one for one in sheet.rectangles if one["color"] != style.SURFACE]


def test_words_tell_n_reference_and_every_bar():
    assert index_histogram().alt == (
        "Индекс готовности. n\u00a0=\u00a048; Край: 0,64; 0,00–0,25: не показано; "
        "0,25–0,50: 12; 0,50–0,75: 30; 0,75–1,00: 6."
    )


def test_bars_are_as_high_as_their_counts_and_the_withheld_one_a_stub():
    sheet = drawn(index_histogram())
    stub, *bars = bars_of(sheet)

    assert stub["hatched"]
    assert [bar["height"] / bars[1]["height"] for bar in bars] == pytest.approx([0.4, 1, 0.2])
    assert {round(bar["y"] + bar["height"], 6) for bar in bars} == {
        round(stub["y"] + stub["height"], 6)
    }
    assert {"12", "30", "6", "n\u00a0=\u00a048", "Край 0,64"} <= set(sheet.texts)


def test_reference_stands_at_its_value():
    sheet = drawn(index_histogram())
    (dashed,) = sheet.dashed
    assert dashed["points"][0][0] == pytest.approx(8 + 0.64 * (236 - 16))


def test_crowded_bars_name_only_the_highest():
    edges = [number / 40 for number in range(41)]
    sheet = drawn(histogram(edges, range(1000, 1040), REGION))
    counts = [text for text in sheet.texts if text.startswith("1\u202f")]
    assert counts == ["1\u202f039"]


def test_colour_follows_the_lower_edge():
    chart = histogram(
        (0.0, 0.5, 1.0), (3, 4), REGION, colour_of=lambda low: "#000000" if low < 0.5 else "#d99b2b"
    )
    assert [bar["color"] for bar in bars_of(drawn(chart))] == ["#000000", "#d99b2b"]
    plain = bars_of(drawn(histogram((0.0, 1.0), (1,), REGION)))
    assert plain[0]["color"] == style.ACCENT


def test_edges_that_do_not_fit_are_refused():
    for edges in ((0.0, 1.0), (0.0, 1.0, 0.5), (0.0, 0.5, 0.5, 1.0)):
        with pytest.raises(ValueError, match="edges must grow"):
            histogram(edges, (1, 2), REGION)


def test_empty_histogram_is_still_a_chart():
    assert histogram((0.0, 0.5, 1.0), (0, 0), REGION).svg()
