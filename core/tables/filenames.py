"""Names of downloaded files: what_where_period_date, readable in any folder."""

import re

from core.text import squeeze

_FORBIDDEN = re.compile(r'[<>:"/\\|?*«»„“\x00-\x1f]+')
_LONGEST = 120


def file_name(*parts: str, extension: str) -> str:
    """Join parts as «Готовность_Ставропольский-край_2025-26_2026-11-15.xlsx».

    Spaces become hyphens, signs that file systems forbid are dropped, empty parts are left out.
    """
    plain = (squeeze(_FORBIDDEN.sub(" ", part.replace("/", "-"))) for part in parts)
    stem = "_".join(part.replace(" ", "-") for part in plain if part)
    return f"{stem[:_LONGEST].rstrip('-_.')}.{extension}"
