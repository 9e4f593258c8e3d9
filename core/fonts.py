"""The one type family of documents and charts: Golos Text, with Russian and Kazakh letters."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

FAMILY = "Golos Text"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts" / "golos-text"
REGULAR = FOLDER / "GolosText-Regular.ttf"
SEMIBOLD = FOLDER / "GolosText-SemiBold.ttf"
BOLD = FOLDER / "GolosText-Bold.ttf"

# DejaVu comes with matplotlib and has the signs that Golos Text lacks: ticks, shapes, arrows.
FALLBACK_FAMILY = "DejaVu Sans"

_UNKNOWN = 1.0  # em, for signs that the font lacks: as wide as any
_FIXED_POINT = 65_536


def fallback_folder() -> Path:
    """Return the folder of the fallback family."""
    return Path(_matplotlib("matplotlib").get_data_path(), "fonts", "ttf")


def fallback() -> Path:
    """Return the file of the fallback family's regular face."""
    return fallback_folder() / "DejaVuSans.ttf"


def _matplotlib(module: str) -> Any:
    # Loaded when a font is first asked: it doubles the start of a process that asks none.
    return import_module(module)


@cache
def characters(file: Path) -> frozenset[int]:
    """Return the code points that a font can draw."""
    return frozenset(_matplotlib("matplotlib.ft2font").FT2Font(str(file)).get_charmap())


@cache
def _advances(file: Path) -> dict[int, float]:
    """Return code point -> width at 1 pt; digits are as wide as the widest of them."""
    engine = _matplotlib("matplotlib.ft2font")
    font = engine.FT2Font(str(file))
    font.set_size(1000, 72)
    widths = {
        code: font.load_char(code, flags=engine.LoadFlags.NO_HINTING).linearHoriAdvance
        / _FIXED_POINT
        / 1000
        for code in font.get_charmap()
    }
    digit = max(widths[ord(sign)] for sign in "0123456789")
    return widths | {ord(sign): digit for sign in "0123456789"}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of one line of text at ``size`` points."""
    advances = _advances(BOLD if bold else REGULAR)
    return size * sum(advances.get(ord(sign), _UNKNOWN) for sign in text)
