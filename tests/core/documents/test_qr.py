import re

from core.documents.qr import qr_drawing

ADDRESS = "https://portal.example.invalid/r/0123456789012345678901234567890123456789012/"


def test_code_is_a_drawing_without_styles_or_scripts():
    drawing = qr_drawing(ADDRESS)
    assert drawing.startswith("<svg")
    assert 'class="qr"' in drawing
    assert "style" not in drawing
    assert "script" not in drawing


def test_code_has_no_size_of_its_own_and_fits_a_phone_camera():
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', qr_drawing(ADDRESS))
    assert found is not None
    # Version 7 has 45 modules; with a border of two on each side 49, four units each.
    assert found.groups() == ("196", "196")


def test_address_does_not_stand_in_the_drawing_as_text():
    assert "portal.example" not in qr_drawing(ADDRESS)
