import pytest

from core import fonts


def test_family_has_every_letter_that_papers_need():
    needed = "АЯаяЁё ӘәҒғҚқҢңӨөҰұҮүҺһІі №«»—–−%\u00a0\u202f"
    for file in (fonts.REGULAR, fonts.SEMIBOLD, fonts.BOLD):
        assert {ord(sign) for sign in needed} <= fonts.characters(file)
    assert ord("✓") not in fonts.characters(fonts.REGULAR)
    assert ord("✓") in fonts.characters(fonts.fallback())


def test_licence_lies_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "OFL.txt").read_text("utf-8")


def test_text_is_measured_in_the_family_itself():
    assert fonts.text_width("0", 10) == pytest.approx(6.2)
    assert fonts.text_width("1", 10) == pytest.approx(6.2)  # digits are tabular
    assert fonts.text_width("Ж" * 10, 9) == pytest.approx(10 * fonts.text_width("Ж", 9))
    assert fonts.text_width("Готовность", 9, bold=True) > fonts.text_width("Готовность", 9)
    assert fonts.text_width("漢", 9) == 9
