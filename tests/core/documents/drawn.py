"""PDF papers drawn as a reader sees them: where the ink is, what a camera reads, what overlaps."""

from dataclasses import dataclass

import numpy as np
import pypdfium2
import zxingcpp

_DOTS_OF_INCH = 150
_MM_OF_DOT = 25.4 / _DOTS_OF_INCH
_WHITE = 250


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in millimetres from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class DrawnPage:
    """A page; `ink` surrounds all that is drawn, `codes` are (text, where) of QR codes."""

    width: float
    height: float
    text: str
    ink: Box
    codes: list[tuple[str, Box]]
    collisions: list[str]
    picture: np.ndarray


def drawn_pages(content: bytes) -> list[DrawnPage]:
    """Return the pages of a PDF as they are drawn."""
    document = pypdfium2.PdfDocument(bytes(content))
    try:
        return [_drawn(document[number]) for number in range(len(document))]
    finally:
        document.close()


def _drawn(page) -> DrawnPage:
    picture = page.render(scale=_DOTS_OF_INCH / 72, grayscale=True).to_numpy().copy()
    textpage = page.get_textpage()
    return DrawnPage(
        width=page.get_width() * 25.4 / 72,
        height=page.get_height() * 25.4 / 72,
        text=textpage.get_text_range(),
        ink=_ink(picture),
        codes=[(code.text, _place(code.position)) for code in zxingcpp.read_barcodes(picture)],
        collisions=_collisions(textpage),
        picture=picture,
    )


def _ink(picture: np.ndarray) -> Box:
    rows, columns = (np.flatnonzero((picture < _WHITE).any(axis=axis)) for axis in (1, 0))
    dots = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    return Box(*(float(dot) * _MM_OF_DOT for dot in dots))


def _place(position) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    dots = (min(across), min(down), max(across), max(down))
    return Box(*(dot * _MM_OF_DOT for dot in dots))


def _collisions(textpage) -> list[str]:
    """Return the pairs of letters of which one is drawn over the other."""
    letters = []
    for number in range(textpage.count_chars()):
        sign = textpage.get_text_range(number, 1)
        # Marks are kerned under the letters before them on purpose.
        if sign.isalnum():
            letters.append((sign, *textpage.get_charbox(number)))
    letters.sort(key=lambda letter: letter[1])
    return [one[0] + other[0] for one, other in _near(letters) if _is_over(one, other)]


def _near(letters):
    """Yield pairs that stand in one column of the page as wide as the widest letter."""
    widest = max((letter[3] - letter[1] for letter in letters), default=0.0)
    for number, one in enumerate(letters):
        for other in letters[number + 1 :]:
            if other[1] - one[1] > widest:
                break
            yield one, other


def _is_over(one, other) -> bool:
    _sign, left, bottom, right, top = one
    _other, left2, bottom2, right2, top2 = other
    across = min(right, right2) - max(left, left2)
    down = min(top, top2) - max(bottom, bottom2)
    narrow, low = min(right - left, right2 - left2), min(top - bottom, top2 - bottom2)
    return across > 0.4 * narrow and down > 0.4 * low and narrow > 0 and low > 0
