import re
from pathlib import Path

from core.charts import style

TOKENS = Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css"


def test_accent_is_that_of_the_pages():
    found = re.search(r"--accent:\s*(#[0-9a-f]{6})", TOKENS.read_text("utf-8"))
    assert found.group(1) == style.ACCENT


def test_softened_is_half_way_to_white():
    assert style.softened("#000000") == "#7f7f7f"
    assert style.softened("#ffffff") == "#ffffff"
