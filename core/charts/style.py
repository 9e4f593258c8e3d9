"""The one look of all charts: colours and sizes. Colours are those of static/css/tokens.css."""

INK = "#1b2420"
MUTED = "#5a645e"
FAINT = "#8a938d"
LINE = "#e1e4dd"
LINE_STRONG = "#c8cec6"
SURFACE = "#ffffff"
SUNKEN = "#f2f2ec"
ACCENT = "#1f6b45"

# Told apart without colour: order, direct labels and line styles go with it.
SERIES = ("#1f6b45", "#9a5b00", "#2b5f86", "#a63d24", "#5a645e", "#4b9c8e")

# Points; the width of the text on a page of A4, so that type keeps its size in documents.
WIDTH = 482.0
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 12.5, 9.5, 8.5
ROW = 21.0
GAP = 10.0


def softened(colour: str) -> str:
    """Return the colour at half strength on white, for intervals under a dot of that colour."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)
