"""Papers drawn as a reader sees them: where the ink is, what a camera reads, what overlaps."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from scripts.libreoffice import WORD_PACKAGE

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
    signs, boxes = [], []
    for number in range(textpage.count_chars()):
        sign = textpage.get_text_range(number, 1)
        # Marks are kerned under the letters before them on purpose.
        if sign.isalnum():
            signs.append(sign)
            boxes.append(textpage.get_charbox(number))
    if not boxes:
        return []
    letters = np.array(boxes)
    order = np.argsort(letters[:, 0], kind="stable")
    letters = letters[order]
    widest = (letters[:, 2] - letters[:, 0]).max()
    found = []
    # Each with the one so many places to the right, until nothing that far can touch.
    for step in range(1, len(letters)):
        one, other = letters[:-step], letters[step:]
        if (other[:, 0] - one[:, 0]).min() > widest:
            break
        places = np.flatnonzero(_is_over(one, other))
        found += [signs[order[place]] + signs[order[place + step]] for place in places]
    return found


def _is_over(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell pair by pair; a letter is its left, bottom, right and top."""
    share = np.minimum(one, other)[:, 2:] - np.maximum(one, other)[:, :2]
    least = np.minimum(one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2])
    return ((share > 0.4 * least) & (least > 0)).all(axis=1)


def drawn_by_word(papers: Mapping[str, bytes], folder: Path) -> dict[str, list[DrawnPage]]:
    """Return the pages of DOCX papers as LibreOffice prints them, all in one start of it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(f"LibreOffice Writer is not installed: apt-get install {WORD_PACKAGE}")
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(folder / f"{name}.docx") for name in papers]
    subprocess.run(  # noqa: S603 -- our own files
        [*command, *files], check=True, capture_output=True, timeout=180
    )
    return {name: drawn_pages((folder / f"{name}.pdf").read_bytes()) for name in papers}
