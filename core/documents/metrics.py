"""How wide a text is in the documents' own type, so that columns fit without trying."""

from functools import cache
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

from core import fonts

_UNKNOWN = 1.0  # em, for signs that the font lacks: as wide as any
_FIXED_POINT = 65_536


@cache
def _advances(file: Path) -> dict[int, float]:
    """Return code point -> width at 1 pt; digits are as wide as the widest of them."""
    font = FT2Font(str(file))
    font.set_size(1000, 72)
    widths = {
        code: font.load_char(code, flags=LoadFlags.NO_HINTING).linearHoriAdvance
        / _FIXED_POINT
        / 1000
        for code in font.get_charmap()
    }
    digit = max(widths[ord(sign)] for sign in "0123456789")
    return widths | {ord(sign): digit for sign in "0123456789"}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of one line of text at ``size`` points."""
    advances = _advances(fonts.BOLD if bold else fonts.REGULAR)
    return size * sum(advances.get(ord(sign), _UNKNOWN) for sign in text)
