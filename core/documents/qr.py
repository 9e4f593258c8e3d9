"""QR codes: as pictures for papers, as drawings that a page holds in itself."""

from io import BytesIO
from typing import Any

import segno


def _code(address: str) -> Any:
    """Make the code of `address`; a quarter of it may be unreadable."""
    return segno.make(address, error="q", micro=False)


def qr_picture(address: str, kind: str) -> bytes:
    """Return the code of `address` as "svg" or "png"."""
    written = BytesIO()
    _code(address).save(written, kind=kind, scale=8, border=2)
    return written.getvalue()


def qr_drawing(address: str) -> str:
    """Return an SVG element with the code of `address`."""
    return str(
        _code(address).svg_inline(
            scale=4, border=2, svgclass="qr", lineclass="", omitsize=True, title="QR"
        )
    )
