import pytest

from dashboards.rules.pages import PlacePage, page_from
from dashboards.rules.spots import PlaceKind


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (PlacePage(PlaceKind.PROGRAMME, 5, 2026), "programme:5:2026:"),
        (PlacePage(PlaceKind.COLLEGE, 7, 2025, 12), "college:7:2025:12"),
    ],
)
def test_page_is_read_from_its_own_text(page, text):
    assert str(page) == text
    assert page_from(text) == page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "programme",
        "region:0:2026:",
        "programme:five:2026:",
        "programme:5::",
        "programme:5:2026:x",
        "programme:5:2026::",
        "programme:9999999999:2026:",
        "programme:²:2026:",
    ],
)
def test_text_that_names_no_page_of_a_college_is_none(text):
    assert page_from(text) is None
