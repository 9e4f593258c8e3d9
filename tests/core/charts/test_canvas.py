import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import matplotlib as mpl
import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from core.charts.canvas import Chart, fitted, wrapped
from core.fonts import text_width
from tests.core.charts.samples import ALL, intervals

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("make", ALL)
def test_svg_needs_nothing_that_a_strict_policy_forbids(make):
    chart = make()
    raw = chart.svg()
    root = fromstring(raw)

    assert b"style" not in raw
    assert not [element for element in root.iter() if element.tag.endswith(("script", "metadata"))]
    assert not [element for element in root.iter() if element.tag == f"{SVG}text"]
    assert (root.get("role"), root.get("aria-label")) == ("img", chart.alt)
    assert root.find(f"{SVG}title").text == chart.title
    assert root.find(f"{SVG}desc").text == chart.alt
    assert root.get("viewBox") == f"0 0 {chart.width:g} {chart.height:g}"


@pytest.mark.parametrize("make", ALL)
def test_every_reference_in_the_svg_is_kept(make):
    root = fromstring(make().svg())
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    links = {
        value[1:]
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.endswith("href")
    }
    assert links
    assert links <= ids


@pytest.mark.parametrize("make", ALL)
def test_equal_charts_give_equal_bytes(make):
    assert make().svg() == make().svg()
    assert make().png(1) == make().png(1)


def test_threads_draw_what_one_thread_draws():
    charts = [make() for make in ALL] * 2
    alone = [chart.svg() for chart in charts], [chart.png(1) for chart in charts]
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda chart: chart.svg(), charts))
        pixels = list(pool.map(lambda chart: chart.png(1), charts))
    assert (vectors, pixels) == alone


def test_png_has_the_asked_size_and_no_traces():
    picture = Image.open(BytesIO(intervals().png(2)))
    chart = intervals()

    assert picture.size == (round(chart.width * 2), round(chart.height * 2))
    assert set(picture.info) <= {"dpi"}
    assert picture.convert("RGB").getpixel((1, picture.height - 1)) == (255, 255, 255)


def test_settings_of_the_library_are_left_as_they_were():
    before = dict(mpl.rcParams)
    intervals().svg()
    assert dict(mpl.rcParams) == before


def test_pyplot_is_never_loaded():
    code = (
        "import sys, django\n"
        "django.setup()\n"
        "from tests.core.charts.samples import ALL\n"
        "[(make().svg(), make().png(1)) for make in ALL]\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 -- our own code
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()


def test_text_is_never_mathematics_and_any_sign_can_be_drawn():
    text = "$x^2$ \\alpha ✓ Әә Ққ _a_ {b}"

    def draw(sheet):
        sheet.text((0, 10), text)

    plain = Chart(title="Т", alt="т", height=20, width=200, draw=draw)
    assert plain.svg().count(b"<use") == len(text)
    assert Image.open(BytesIO(plain.png(1))).size == (200, 20)


def test_what_is_drawn_later_lies_above():
    def draw(sheet):
        sheet.line((0, 5), (20, 5), color="#000000", width=10)
        sheet.rectangle(0, 0, 20, 10, color="#ff0000")

    picture = Image.open(BytesIO(Chart(title="", alt="т", height=10, width=20, draw=draw).png(1)))
    assert picture.convert("RGB").getpixel((10, 5)) == (255, 0, 0)


def test_labels_are_shortened_and_wrapped_by_their_real_width():
    label = "Новоалександровский муниципальный округ"

    assert fitted(label, 1000) == label
    short = fitted(label, 100)
    assert short.endswith("…")
    assert text_width(short, 9.5) <= 100
    lines = wrapped(label, 120, 9.5)
    assert lines == ["Новоалександровский", "муниципальный округ"]
    assert wrapped("", 100, 9.5) == []
    assert wrapped("95\u00a0% интервал", 20, 9.5) == ["95\u00a0%", "интервал"]
