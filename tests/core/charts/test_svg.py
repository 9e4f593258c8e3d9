from defusedxml.ElementTree import fromstring

from core.charts.svg import tidy

RAW = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    b'<metadata>x</metadata><defs><style type="text/css">*{a: b}</style></defs>'
    b'<g id="figure_1"><path id="kept" style="fill: #ff0000; stroke-width: 2"/>'
    b'<use xlink:href="#kept" style="fill: none"/><g clip-path="url(#clip)"/></g>'
    b'<clipPath id="clip"/></svg>'
)


def test_tidy_spreads_styles_and_drops_what_is_not_needed():
    cleaned = tidy(RAW, title="Название", description="Описание <b>")
    root = fromstring(cleaned)
    ids = [element.get("id") for element in root.iter() if element.get("id")]

    assert b"style" not in cleaned
    assert b"metadata" not in cleaned
    assert ids == ["kept", "clip"]
    path = root.find(".//{http://www.w3.org/2000/svg}path")
    assert (path.get("fill"), path.get("stroke-width")) == ("#ff0000", "2")
    assert root[0].text == "Название"
    assert root[1].text == "Описание <b>"
    assert root.get("aria-label") == "Описание <b>"
