"""QR codes as pictures for papers."""

from io import BytesIO

import segno


def qr_picture(address: str, kind: str) -> bytes:
    """Return the code of `address` as "svg" or "png"; a seventh of it may be unreadable."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind=kind, scale=8, border=2)
    return written.getvalue()
