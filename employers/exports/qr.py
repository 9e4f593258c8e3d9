"""QR codes as drawings that a page holds in itself."""

import segno


def qr_drawing(address: str) -> str:
    """Return an SVG element with the code of `address`; a quarter of it may be unreadable."""
    code = segno.make(address, error="q", micro=False)
    return str(
        code.svg_inline(scale=4, border=2, svgclass="qr", lineclass="", omitsize=True, title="QR")
    )
