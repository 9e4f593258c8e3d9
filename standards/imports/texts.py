"""Cleaning the texts of the registry: tags and entities that were escaped twice, spaces, dashes."""

import html
import re
import unicodedata
from typing import Final

LINE_BREAK: Final = re.compile(r"<\s*(?:br|/p|/li|/div|/tr)\s*/?\s*>", re.IGNORECASE)
# Only tags of the site's editor: «давление < 5 МПа» stays.
TAG: Final = re.compile(
    r"</?\s*(?:a|b|i|u|p|li|ul|ol|em|div|sup|sub|span|font|strong|table|tbody|tr|td|nobr)\b[^<>]*>",
    re.IGNORECASE,
)
ENTITY: Final = re.compile(r"&(?:#\d{1,6}|#x[\da-f]{1,5}|[a-z]{2,10}\d?);", re.IGNORECASE)
INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
BULLET: Final = re.compile(r"^(?:[-\u2010-\u2015\u2212•·▪●*]\s+|[•·▪●]\s*)")
DASHES_ONLY: Final = re.compile(r"[-\u2010-\u2015\u2212_.\s]*")


def to_lines(text: str | None) -> list[str]:
    """Split a text at its line breaks, tags and line feeds alike, and clean every line."""
    if not text:
        return []
    unescaped = ENTITY.sub(lambda match: html.unescape(match[0]), text)
    broken = LINE_BREAK.sub("\n", unescaped)
    untagged = INVISIBLE.sub("", TAG.sub(" ", broken))
    lines = (" ".join(line.split()) for line in re.split(r"[\r\n\u0085]+", untagged))
    return [unicodedata.normalize("NFC", line) for line in lines if line]


def clean(text: str | None) -> str:
    """One line of plain text; a text of nothing but dashes and dots means none and gives ``""``."""
    line = " ".join(to_lines(text))
    return "" if DASHES_ONLY.fullmatch(line) else line


def clean_item(text: str | None) -> str:
    """The same for an item of a list: a bullet or a dash before it is dropped too."""
    return BULLET.sub("", clean(text))
