"""Widths of columns and turns of pages, decided once for both formats. Lengths are in points."""

from collections.abc import Iterator
from itertools import groupby
from math import ceil

from core.documents.description import Document, Section
from core.fonts import text_width
from core.numbers import NBSP
from core.tables.data import TableData

PORTRAIT_WIDTH = 481.9  # A4 less 25 mm on the left and 15 mm on the right
LANDSCAPE_WIDTH = 728.5

CELL_FONT = 9.0
CELL_PADDING = 5.0  # left and right, each
_SAFETY = 1.0  # Word and typst round differently
_PROBED_ROWS = 500
_HEADING_LINES = 3
_SHORT_UNIT = len(", га")
_TIGHT_TEXT, _EASY_TEXT = 90.0, 230.0  # the lines a long text gets: at least, at best


def page_width(*, landscape: bool) -> float:
    """Return the width of the text on a page."""
    return LANDSCAPE_WIDTH if landscape else PORTRAIT_WIDTH


def is_landscape(section: Section) -> bool:
    """Tell how the pages of a section lie: as it says, else turned when a table needs it."""
    if section.landscape is not None:
        return section.landscape
    tables = [block for block in section.blocks if isinstance(block, TableData)]
    return any(sum(_asked(table, _TIGHT_TEXT)) > PORTRAIT_WIDTH for table in tables)


def turns(document: Document) -> Iterator[tuple[bool, list[Section]]]:
    """Yield runs of sections whose pages lie the same way: (landscape, sections)."""
    for landscape, sections in groupby(document.sections, key=is_landscape):
        yield landscape, list(sections)


def column_widths(table: TableData, available: float) -> list[float]:
    """Share the width among columns: numbers get what they need, text shares the rest.

    Where there is little room, texts are broken between words before a word or a number is
    squeezed. A table of few narrow columns stays narrower than the page; the sum never exceeds it.
    """
    words, tight = _asked(table, 0.0), _asked(table, _TIGHT_TEXT)
    if sum(words) >= available:
        return [width * available / sum(tight) for width in tight]
    if sum(tight) >= available:
        return _between(words, tight, available)
    widths = _between(tight, _asked(table, _EASY_TEXT), available)
    return _spread(table, widths, available)


def _between(least: list[float], wanted: list[float], available: float) -> list[float]:
    """Return what every column gets at least, and of what it wants beyond as much as there is."""
    more = [most - less for most, less in zip(wanted, least, strict=True)]
    share = min(1.0, (available - sum(least)) / sum(more)) if sum(more) else 0.0
    return [less + extra * share for less, extra in zip(least, more, strict=True)]


def _spread(table: TableData, widths: list[float], available: float) -> list[float]:
    """Let text columns grow up to twice their width, so that tables end where the text ends."""
    texts = [
        width if column.is_text else 0.0
        for column, width in zip(table.columns, widths, strict=True)
    ]
    spare = min(available - sum(widths), sum(texts))
    if spare <= 0:
        return widths
    return [width + spare * text / sum(texts) for width, text in zip(widths, texts, strict=True)]


def printed_heading(table: TableData, number: int) -> str:
    """Return a heading for a narrow column: «%» or «га» stays on the line of the last word."""
    column = table.columns[number]
    heading = table.headings()[number]
    unit = column.heading.removeprefix(column.title)
    if not 0 < len(unit) <= _SHORT_UNIT:
        return heading
    mark = heading.removeprefix(column.heading)
    return f"{column.title}{unit.replace(' ', NBSP)}{mark}"


def _asked(table: TableData, line: float) -> list[float]:
    """Return the widths that columns ask for when long texts are broken into lines so wide."""
    return [_asked_by(table, number, line) for number in range(len(table.columns))]


def _asked_by(table: TableData, number: int, line: float) -> float:
    column = table.columns[number]
    cells = [column.printed(row[number]) for row in table.rows[:_PROBED_ROWS]]
    longest = max((_widest_line(cell) for cell in cells), default=0.0)
    if table.total is not None:
        printed = column.printed(table.total[number])
        longest = max(longest, text_width(printed, CELL_FONT, bold=True))
    if column.is_text:
        word = max((_widest_word(cell) for cell in cells), default=0.0)
        longest = max(min(longest, line), min(word, _EASY_TEXT))
    heading = printed_heading(table, number)
    lines = text_width(heading, CELL_FONT, bold=True) / _HEADING_LINES
    needed = max(longest, lines, _widest_word(heading, bold=True))
    return needed + 2 * CELL_PADDING + _SAFETY


def _widest_line(text: str) -> float:
    return max(text_width(line, CELL_FONT) for line in text.split("\n"))


def lines_of(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column, its padding not taken off."""
    room = max(width - 2 * CELL_PADDING, 1.0)
    return sum(max(1, ceil(text_width(line, CELL_FONT) / room)) for line in text.split("\n"))


def _widest_word(text: str, *, bold: bool = False) -> float:
    words = text.replace("\n", " ").split(" ")
    return max(text_width(word, CELL_FONT, bold=bold) for word in words)
