"""Clean SVG: what matplotlib writes becomes fit for a page with a strict security policy."""

import re
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_DROPPED = {f"{{{_SVG}}}{tag}" for tag in ("metadata", "style", "title")}
_REFERENCE = re.compile(r"(?:url\(#|#)([^)]+)")

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def tidy(raw: bytes, *, title: str, description: str) -> bytes:
    """Return the picture with a title and a description for screen readers.

    Style attributes become presentation attributes, the style element and unused ids are dropped:
    the picture needs nothing that a policy without ``unsafe-inline`` forbids.
    """
    root = fromstring(raw)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _DROPPED:
                parent.remove(child)
    for element in root.iter():
        _spread_style(element)
    _drop_unused_ids(root)
    # The rules of matplotlib's own style element.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    root.set("role", "img")
    root.set("aria-label", description)
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(place, element)
    cleaned: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned


def _spread_style(element: ET.Element) -> None:
    for rule in (element.attrib.pop("style", "") or "").split(";"):
        name, _colon, value = rule.partition(":")
        if name.strip():
            element.set(name.strip(), value.strip())


def _drop_unused_ids(root: ET.Element) -> None:
    used = {
        name
        for element in root.iter()
        for value in element.attrib.values()
        for name in _REFERENCE.findall(value)
    }
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
